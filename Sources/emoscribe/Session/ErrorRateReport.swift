import Corpus
import ErrorRate

/// Collects the error rates of a corpus, its groups and its utterances, and prints them.
struct ErrorRateReport {
    private(set) var utterances: [(id: String, group: String?, result: UtteranceErrorRate)] = []
    private(set) var groups: [(name: String, rate: CorpusErrorRate)] = []
    /// Rows of the manifest that could not be read at all.
    var leftOut = 0

    private let normalizer: Normalizer
    private let keepsUtterances: Bool
    private var scorer: ErrorRateScorer
    private var groupIndex: [ByteKey: Int] = [:]

    init(normalizer: Normalizer, unanswered: UnansweredRule, keepsUtterances: Bool) {
        self.normalizer = normalizer
        self.keepsUtterances = keepsUtterances
        scorer = ErrorRateScorer(normalizer: normalizer, unanswered: unanswered)
    }

    var total: CorpusErrorRate { scorer.total }

    mutating func add(id: String, group: String?, reference: String, hypothesis: Hypothesis) {
        let result = scorer.score(reference: reference, hypothesis: hypothesis)
        if keepsUtterances { utterances.append((id, group, result)) }
        guard let group else { return }
        let key = ByteKey(group)
        if groupIndex[key] == nil {
            groupIndex[key] = groups.count
            groups.append((group, CorpusErrorRate()))
        }
        if let index = groupIndex[key] { groups[index].rate.add(result) }
    }

    // MARK: Text

    /// A table for people.
    var text: String {
        var lines: [String] = []
        if keepsUtterances {
            let writer = AlignmentText(lineWidth: 100)
            for utterance in utterances {
                let rate = Self.percent(utterance.result.words.counts.errorRate)
                lines.append("\(EscapedText.oneLine(utterance.id))  WER \(rate)")
                let units = Tokenization.whiteSpace
                lines.append(
                    writer.render(
                        utterance.result.words, reference: units.tokens(in: utterance.result.reference),
                        hypothesis: units.tokens(in: utterance.result.hypothesis)
                    ).split(separator: "\n").filter { $0.contains { $0 != " " } }.joined(separator: "\n"))
            }
        }
        var rows = groups.sorted { ByteKey($0.name) < ByteKey($1.name) }.map {
            Self.row(name: $0.name.isEmpty ? "(none)" : EscapedText.oneLine($0.name), $0.rate)
        }
        rows.append(Self.row(name: groups.isEmpty ? "corpus" : "all", total))
        let header = ["", "utterances", "words", "WER", "sub", "del", "ins", "CER", "SER", "edits/utt", "no answer"]
        lines.append(TextTable(header: header, rows: rows).text)
        lines.append(
            "normaliser \(normalizer.name), alignment jiwer; "
                + "WER = (substitutions + deletions + insertions) / reference words")
        if total.leftOut > 0 { lines.append("\(total.leftOut) without an answer left out of the rates") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(name: String, _ rate: CorpusErrorRate) -> [String] {
        [
            name, "\(rate.utterances)", "\(rate.words.referenceCount)",
            rate.words.referenceCount == 0 ? "–" : percent(rate.wordErrorRate),
            "\(rate.words.substitutions)", "\(rate.words.deletions)", "\(rate.words.insertions)",
            percent(rate.characterErrorRate), percent(rate.sentenceErrorRate),
            Spoken.decimal(rate.editsPerUtterance, 2), "\(rate.missing + rate.failed)",
        ]
    }

    private static func percent(_ value: Double) -> String { Spoken.decimal(100 * value, 1) + " %" }

    // MARK: JSON

    /// The fields that programs rely on.
    struct Figures: Encodable {
        var utterances, referenceWords, hypothesisWords, hits, substitutions, deletions, insertions: Int
        var wer, mer, wil, wip, cer, ser, editsPerUtterance: Double
        var missing, failed: Int

        init(_ rate: CorpusErrorRate) {
            utterances = rate.utterances
            referenceWords = rate.words.referenceCount
            hypothesisWords = rate.words.hypothesisCount
            hits = rate.words.hits
            substitutions = rate.words.substitutions
            deletions = rate.words.deletions
            insertions = rate.words.insertions
            wer = rate.wordErrorRate
            mer = rate.words.matchErrorRate
            wil = rate.words.informationLost
            wip = rate.words.informationPreserved
            cer = rate.characterErrorRate
            ser = rate.sentenceErrorRate
            editsPerUtterance = rate.editsPerUtterance
            missing = rate.missing
            failed = rate.failed
        }
    }

    struct JSON: Encodable {
        struct Row: Encodable {
            var id: String
            var reference: String
            var hypothesis: String
            var hits, substitutions, deletions, insertions: Int
            var wer, cer: Double
            var status: String
        }

        var figures: Figures
        var normalizer: String
        var alignment = "jiwer"
        var groups: [String: Figures]?
        var perUtterance: [Row]?

        private enum CodingKeys: String, CodingKey { case normalizer, alignment, groups, perUtterance }

        func encode(to encoder: any Encoder) throws {
            try figures.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(normalizer, forKey: .normalizer)
            try container.encode(alignment, forKey: .alignment)
            try container.encodeIfPresent(groups, forKey: .groups)
            try container.encodeIfPresent(perUtterance, forKey: .perUtterance)
        }
    }

    var json: JSON {
        let rows = utterances.map { utterance in
            let counts = utterance.result.words.counts
            let status =
                switch utterance.result.outcome {
                case .answered: "ok"
                case .missing: "missing"
                case .failed: "failed"
                }
            return JSON.Row(
                id: utterance.id, reference: utterance.result.reference, hypothesis: utterance.result.hypothesis,
                hits: counts.hits, substitutions: counts.substitutions, deletions: counts.deletions,
                insertions: counts.insertions, wer: counts.errorRate, cer: utterance.result.characters.errorRate,
                status: status)
        }
        return JSON(
            figures: Figures(total), normalizer: normalizer.name,
            groups: groups.isEmpty
                ? nil : Dictionary(groups.map { ($0.name, Figures($0.rate)) }, uniquingKeysWith: { first, _ in first }),
            perUtterance: keepsUtterances ? rows : nil)
    }
}
