import ArgumentParser
import Corpus
import ErrorAnalysis
import Experiments
import SpeechToText

/// What `--transcripts` asks for: `gold`, `asr` for every recogniser, `asr:NAME` for one.
struct TranscriptSelection {
    /// One of the words, in the order in which they stand.
    private enum Word: Hashable {
        case gold, everyRecogniser
        case recogniser(String)
    }

    private let words: [Word]

    init(_ text: String) throws {
        words = try text.split(separator: ",").map { part in
            switch part {
            case "gold": return .gold
            case "asr": return .everyRecogniser
            default:
                guard part.hasPrefix("asr:"), part.count > 4 else {
                    throw ValidationError("--transcripts: there is no \(part); there are gold, asr and asr:NAME")
                }
                return .recogniser(String(part.dropFirst(4)))
            }
        }
        guard !words.isEmpty else { throw ValidationError("--transcripts names none: gold, asr or both") }
    }

    var hasGold: Bool { words.contains(.gold) }
    var hasRecognisers: Bool { words.contains { $0 != .gold } }

    /// The recognisers that are meant, and all variants in their order.
    ///
    /// Where files are named and no `--asr`, nobody is asked.
    /// - Throws: `CommandFailure` for a name that no recogniser has, or two have.
    func resolve(_ files: HypothesisOptions, _ recognition: RecognitionOptions) throws -> (
        variants: [TranscriptVariant], recognisers: CorpusLoading.Recognisers
    ) {
        guard hasRecognisers else { return ([.gold], .init()) }
        let written = try files.files()
        let services = written.isEmpty || !recognition.names.isEmpty ? try recognition.choices() : []
        var names: [String] = []
        for name in written.map(\.name) + services.map(\.name) {
            guard !names.contains(where: { ByteKey($0) == ByteKey(name) }) else {
                throw CommandFailure(
                    "two recognisers are called \(EscapedText.oneLine(name)): put a name in front of a file, as in "
                        + "--hypothesis second=h.csv", .wrongUsage)
            }
            names.append(name)
        }
        var variants: [TranscriptVariant] = []
        for word in words {
            switch word {
            case .gold: variants.append(.gold)
            case .everyRecogniser: variants += names.map(TranscriptVariant.asr)
            case .recogniser(let name):
                guard names.contains(name) else {
                    throw CommandFailure(
                        "--transcripts asr:\(EscapedText.oneLine(name)): there is no such recogniser; --asr and "
                            + "--hypothesis name \(EscapedText.oneLine(names.joined(separator: ", ")))", .wrongUsage)
                }
                variants.append(.asr(name))
            }
        }
        var seen: Set<TranscriptVariant> = []
        variants = variants.filter { seen.insert($0).inserted }
        return (
            variants,
            .init(
                files: written.filter { seen.contains(.asr($0.name)) },
                services: services.filter { seen.contains(.asr($0.name)) }, options: recognition)
        )
    }
}
