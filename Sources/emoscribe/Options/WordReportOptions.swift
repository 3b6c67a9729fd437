import ArgumentParser
import Corpus
import ErrorAnalysis
import ErrorRate

/// Options of `wer` that look at single words.
struct WordReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show this many of the words most often taken for others, lost, and put in.", valueName: "n"))
    var confusions: Int?

    @Flag(
        name: .customLong("emotion-words"),
        help: ArgumentHelp(
            "Also the error rate of words that go with an emotion: those whose log-odds under a label stand out (z of 1.96 "
                + "or more, 5 occurrences or more), learnt from the references whose split is train, or from all where "
                + "none is."))
    var emotionWords = false

    @Option(
        name: .customLong("emotion-texts"),
        help: ArgumentHelp(
            "Learn the words of --emotion-words from this table (CSV or JSONL with transcript and emotion) and not from "
                + "the references.", valueName: "file"))
    var emotionTexts: String?

    @Option(
        name: .customLong("emotion-column"),
        help: ArgumentHelp("Column of the emotion for --emotion-words.", valueName: "column"))
    var emotionColumn = "emotion"

    func validate() throws {
        if let confusions, confusions < 1 { throw ValidationError("--confusions is 1 or more, not \(confusions)") }
        if emotionTexts != nil, !emotionWords { throw ValidationError("--emotion-texts belongs to --emotion-words") }
    }

    /// The words that go with emotions; nil where nobody asked.
    ///
    /// - Throws: `CommandFailure`, `CorpusError`, `EmotionWordError`.
    func choice(from reference: ReferenceSource, normalizer: Normalizer) throws -> EmotionWordChoice? {
        guard emotionWords else { return nil }
        var source = reference
        if let emotionTexts {
            guard let format = TranscriptFormat(fileName: emotionTexts), format.hasColumns else {
                throw CommandFailure(
                    "--emotion-texts needs a .csv or .jsonl file, with a column for the emotion", .wrongUsage)
            }
            source = .file(try TranscriptFile(name: "", path: emotionTexts, format: format))
        }
        return try EmotionWordChoice(from: source, column: emotionColumn, normalizer: normalizer)
    }
}
