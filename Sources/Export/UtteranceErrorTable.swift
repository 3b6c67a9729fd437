import Corpus
public import ErrorRate

/// The rows of a table of errors: one for each utterance and recogniser, with the texts that were compared.
///
/// Columns: `id, recogniser, status, reference, hypothesis, reference_words, hits, substitutions, deletions, insertions,
/// wer, reference_characters, character_errors, cer, confidence, duration, normalizer, alignment, error`. Both texts are
/// normalised. `status` is ok, missing or failed; where such an utterance is left out of the rates its counts are empty.
public struct UtteranceErrorTable: Sendable {
    private let writer: CSVWriter
    private let normalizer: String
    private let alignment: String

    /// - Parameters:
    ///   - normalizer: what was done to both texts, by name.
    ///   - rule: how they were aligned.
    ///   - spreadsheetSafe: writes a `'` before cells that a spreadsheet would run as a formula.
    public init(normalizer: String, rule: AlignmentRule, spreadsheetSafe: Bool = false) {
        self.normalizer = normalizer
        alignment = rule.rawValue
        writer = CSVWriter(spreadsheetSafe: spreadsheetSafe)
    }

    /// What is known of an utterance beside its errors.
    public struct Facts: Sendable {
        public var id: String
        public var recogniser: String
        public var confidence: Double?
        public var durationSeconds: Double?
        /// Why there is no answer.
        public var failure: String?

        public init(
            id: String, recogniser: String, confidence: Double? = nil, durationSeconds: Double? = nil,
            failure: String? = nil
        ) {
            self.id = id
            self.recogniser = recogniser
            self.confidence = confidence
            self.durationSeconds = durationSeconds
            self.failure = failure
        }
    }

    /// The header line.
    public var header: [UInt8] {
        writer.record([
            "id", "recogniser", "status", "reference", "hypothesis", "reference_words", "hits", "substitutions",
            "deletions", "insertions", "wer", "reference_characters", "character_errors", "cer", "confidence",
            "duration",
            "normalizer", "alignment", "error",
        ])
    }

    /// The line of one utterance.
    public func record(_ facts: Facts, _ result: UtteranceErrorRate) -> [UInt8] {
        let words = result.words.counts
        let characters = result.characters
        let counts = [
            "\(words.referenceCount)", "\(words.hits)", "\(words.substitutions)", "\(words.deletions)",
            "\(words.insertions)", Self.rate(words), "\(characters.referenceCount)", "\(characters.errors)",
            Self.rate(characters),
        ]
        return writer.record(
            [
                facts.id, facts.recogniser, Self.status(result.outcome), Self.words(result.reference),
                Self.words(result.hypothesis),
            ]
                + (result.outcome.isCounted ? counts : counts.map { _ in "" })
                + [
                    facts.confidence.map { Self.decimals($0) } ?? "",
                    facts.durationSeconds.map { Self.decimals($0) } ?? "",
                    normalizer, alignment, facts.failure ?? "",
                ])
    }

    /// The words with one space between them: what normalisers leave at the ends is no part of the text.
    private static func words(_ text: String) -> String {
        Tokenization.whiteSpace.tokens(in: text).joined(separator: " ")
    }

    private static func status(_ outcome: UtteranceErrorRate.Outcome) -> String {
        switch outcome {
        case .answered: "ok"
        case .missing: "missing"
        case .failed: "failed"
        }
    }

    private static func rate(_ counts: EditCounts) -> String { decimals(counts.errorRate) }

    /// Six decimals with a point, whatever the locale.
    private static func decimals(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return value.description }
        let millionths = Int64((value.magnitude * 1e6).rounded())
        let rest = String(millionths % 1_000_000)
        let sign = value < 0 && millionths > 0 ? "-" : ""
        return "\(sign)\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
    }
}
