import Corpus
import ErrorAnalysis
import ErrorRate
import TestSupport
import Testing

@Suite("Words of a corpus")
struct WordChoiceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// 400 texts of each emotion: "damn" goes with anger, "great" with joy, "the" with neither.
    private func table(_ extra: String = "") throws -> ReferenceSource {
        var rows = "id,transcript,emotion,split\n"
        for number in 0..<400 {
            rows += "a\(number),The DAMN dog!,anger,train\nj\(number),the great cat,joy,train\n"
        }
        let path = try folder.write(rows + extra, to: "texts.csv")
        return .file(try TranscriptFile(name: "", path: path, format: .csv))
    }

    @Test("words that go with an emotion are picked from the training part where there is one")
    func training() throws {
        let test = (0..<30).map { "t\($0),nice nice,joy,test\n" }.joined()
        let choice = try EmotionWordChoice(from: table(test), column: "emotion", normalizer: .basic)
        #expect(choice.areTraining && choice.texts == 800)
        #expect(choice.words.labels == ["anger", "joy"])
        #expect(Set(choice.words.words.map(\.word)) == ["damn", "dog", "great", "cat"])
        #expect(choice.words.words.first?.label == "anger")
    }

    @Test("without a training part all labelled texts teach, and unlabelled ones nothing")
    func all() throws {
        let source = try table("x,damn damn,,train\n")
        let reread = try EmotionWordChoice(from: source, column: "emotion", normalizer: .basic)
        #expect(reread.texts == 800)
        let path = try folder.write("id,transcript,mood\na,one,up\nb,two,down\nc,,\n", to: "plain.csv")
        let plain = ReferenceSource.file(try TranscriptFile(name: "", path: path, format: .csv))
        let choice = try EmotionWordChoice(from: plain, column: "mood", normalizer: .basic)
        #expect(!choice.areTraining && choice.texts == 2 && choice.words.words.isEmpty)
    }

    @Test("a corpus without the column, or without a label in it, is told so")
    func nothing() throws {
        let missing = #expect(throws: EmotionWordError.self) {
            try EmotionWordChoice(from: table(), column: "mood", normalizer: .basic)
        }
        #expect(missing?.description.contains("id, transcript, emotion, split") == true)
        let path = try folder.write("id,transcript,emotion\na,one,\n", to: "empty.csv")
        let source = ReferenceSource.file(try TranscriptFile(name: "", path: path, format: .csv))
        #expect(throws: EmotionWordError.self) {
            try EmotionWordChoice(from: source, column: "emotion", normalizer: .basic)
        }
    }

    @Test("the words of every recogniser are tallied after normalisation")
    func tallies() throws {
        var settings = ErrorAnalysis.Settings()
        settings.talliesWords = true
        var analysis = ErrorAnalysis(recognisers: ["a", "b"], settings: settings)
        let answers = ["the dam dog", "damn the dog dog"].map { RecogniserAnswer(.text($0)) }
        analysis.add(ComparedUtterance(id: "u", references: ["The DAMN dog!"], answers: answers))
        #expect(analysis.tallies[0].confusions.map { [$0.reference, $0.hypothesis] } == [["damn", "dam"]])
        #expect(analysis.tallies.map(\.total) == analysis.totals.map(\.words))
        let choice = try EmotionWordChoice(from: table(), column: "emotion", normalizer: .basic)
        let rates = choice.words.errorRates(in: analysis.tallies[0])
        #expect(rates.emotionBearing.referenceCount == 2 && rates.emotionBearing.substitutions == 1)
        #expect(rates.all == analysis.totals[0].words)
    }

    @Test("of three recognisers the vote takes for each word what two of them heard")
    func vote() {
        var settings = ErrorAnalysis.Settings()
        settings.addsVote = true
        settings.breakdowns = [.confidence(.confidences)]
        var analysis = ErrorAnalysis(recognisers: ["a", "b", "c"], settings: settings)
        func add(_ heard: [Hypothesis]) -> ErrorAnalysis.Scored {
            analysis.add(
                ComparedUtterance(
                    id: "u", references: ["So, I went home."], answers: heard.map { RecogniserAnswer($0) }))
        }
        let scored = add([.text("So I want home"), .text("so I went hum"), .text("oh I went home")])
        #expect(analysis.recognisers == ["a", "b", "c", "vote"])
        #expect(scored.results[3].hypothesis == "so i went home" && scored.results[3].words.counts.errors == 0)
        #expect(scored.utterance.answers.count == 4)
        // Who failed has no vote; where nobody answered there is none either.
        #expect(add([.text("so"), .failed, .missing]).results[3].hypothesis == "so")
        #expect(add([.missing, .failed, .missing]).results[3].outcome == .failed(counted: true))
        #expect(add([.missing, .missing, .missing]).results[3].outcome == .missing(counted: true))
        #expect(analysis.totals[3].failed == 1 && analysis.totals[3].missing == 1)
    }

    @Test("a list of replacements is read by its columns; a row that cannot be read is named")
    func replacements() throws {
        let good = try folder.write("note,to,from\nx,going to,gonna\n\"a,b\",,uh\n", to: "good.csv")
        let list = try ReplacementFile.read(path: good)
        #expect(list == [Replacement(from: "gonna", to: "going to", row: 2), Replacement(from: "uh", to: "", row: 3)])
        let short = try folder.write("from,to\na\n", to: "short.csv")
        let error = #expect(throws: ReplacementFileError.self) { try ReplacementFile.read(path: short) }
        #expect(
            error?.description.hasSuffix(
                "short.csv:2: 1 cells, but the header has 2: a comma inside a cell needs "
                    + "quotes round it") == true)
        let other = try folder.write("old,new\na,b\n", to: "other.csv")
        #expect(throws: CorpusError.self) { try ReplacementFile.read(path: other) }
    }
}
