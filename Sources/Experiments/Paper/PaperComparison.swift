import Corpus
import Models
import Training

/// The paper's table with a comparison's own numbers beside it.
///
/// Only conditions that the paper has are in it: the same transcripts in training and test. With several recognisers
/// there is a line for each.
public struct PaperComparison: Codable, Equatable, Sendable {
    /// A line of the paper's table.
    public struct Row: Codable, Equatable, Sendable {
        /// As the paper has it.
        public let model: String
        /// The transcripts of our models; nil where we have no such number.
        public let transcripts: String?
        /// Weighted average precision of the paper.
        public let paperMean: Double
        public let paperDeviation: Double?
        /// Ours, the same measure: mean and standard deviation (n − 1) over runs.
        public let ownMean: Double?
        public let ownDeviation: Double?
        public let ownRuns: Int

        /// Ours minus the paper's.
        public var difference: Double? { ownMean.map { $0 - paperMean } }

        /// The difference in standard deviations, those of both sides taken together: √((s₁² + s₂²) / 2).
        ///
        /// With a single run of ours the paper's alone.
        public var standardisedDifference: Double? {
            guard let difference, let paperDeviation, paperDeviation > 0 else { return nil }
            guard let ownDeviation else { return difference / paperDeviation }
            return difference / ((paperDeviation * paperDeviation + ownDeviation * ownDeviation) / 2).squareRoot()
        }
    }

    public let rows: [Row]
    /// What a reader must know to compare the two, a sentence each.
    public let remarks: [String]

    /// Puts a table beside the paper's.
    ///
    /// - Parameters:
    ///   - table: of a comparison with the paper's protocol, or one that comes near to it.
    ///   - settings: how it was made; what is not the paper's is named.
    /// - Throws: `EncodingError` never, in practice.
    public init(_ table: ComparisonTable, settings: ComparisonSettings) throws {
        rows = PaperResults.rows.flatMap { Self.lines($0, table) }
        remarks = try Self.remarks(table, settings)
    }

    private static func lines(_ paper: PaperResults.Row, _ table: ComparisonTable) -> [Row] {
        let own = table.rows.filter { row in
            guard row.architecture == paper.architecture, row.condition.train == row.condition.test else {
                return false
            }
            let isRecognised = row.condition.test != .gold && row.condition.test != .textFree
            return isRecognised == paper.isRecognised
        }
        func line(_ own: ComparisonTable.Row?) -> Row {
            let value = own?.pooled.weightedAveragePrecision
            return Row(
                model: paper.name, transcripts: own?.condition.test.rawValue, paperMean: paper.mean,
                paperDeviation: paper.deviation, ownMean: value?.mean, ownDeviation: value?.deviation,
                ownRuns: value?.count ?? 0)
        }
        return own.isEmpty ? [line(nil)] : own.map(line)
    }

    private static func remarks(_ table: ComparisonTable, _ settings: ComparisonSettings) throws -> [String] {
        let caption = table.caption
        var remarks = [
            "WAP: weighted average precision. The difference is ours minus the paper's, in standard deviations: "
                + "√((s₁² + s₂²) / 2) of both sides, the paper's alone where ours has a single run."
        ]
        if caption.utterances != PaperResults.utterances {
            remarks.append(
                "These are \(grouped(caption.utterances)) utterances; the paper's table is of "
                    + "\(grouped(PaperResults.utterances)). The numbers are not of the same corpus.")
        }
        if caption.foldScheme != "random:5" {
            remarks.append("Folds are \(caption.foldScheme), the paper's random:5.")
        }
        if caption.runs != PaperResults.runs { remarks.append("Runs are \(caption.runs), the paper's 10.") }
        remarks += try deviations(settings)
        remarks.append(
            "The paper gives transcripts of Google's service of 2018 for -ASR; another recogniser, or the same one today, "
                + "hears otherwise.")
        return remarks
    }

    /// Settings that are not the paper's.
    private static func deviations(_ settings: ComparisonSettings) throws -> [String] {
        let own = try SettingLeaves.of(settings.training)
        let paper = try SettingLeaves.of(TrainingSettings.paper)
        var changed = Set(own.keys).union(paper.keys).sorted().filter { own[$0] != paper[$0] }
            .map { "\($0) \(own[$0] ?? "none") (paper: \(paper[$0] ?? "none"))" }
        if settings.standardisation != .none { changed.append("standardisation \(settings.standardisation.rawValue)") }
        if settings.model.hidden != 200 { changed.append("hidden size \(settings.model.hidden) (paper: 200)") }
        var sentences =
            changed.isEmpty ? [] : ["Settings that are not the paper's: \(changed.joined(separator: "; "))."]
        if settings.embeddings == nil {
            sentences.append("Word embeddings began at random; the paper's began as GloVe's (--embeddings).")
        }
        return sentences
    }
}
