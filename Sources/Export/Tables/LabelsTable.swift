public import Corpus
import Foundation

/// The bytes of `labels.csv`: one row per utterance, in manifest order.
///
/// Columns: `id, audio, start, end, speaker, transcript, transcript_source, asr_confidence, emotion, confidence,
/// p_<label>…, model, status, error`, then every other column of the manifest, unchanged and in its order. A manifest
/// column whose name is taken comes out as `manifest_<name>`: the corpus's own `emotion` and `transcript` stand as
/// `manifest_emotion` and `manifest_transcript` beside what the model said and read. Probabilities have six decimals.
///
/// With several models `<model>:p_<label>` for each of them follows `error`, and `p_<label>` are the means. With
/// provenance `audio_sha256, transcript_key, model_sha256, program` follow.
///
/// The bytes depend on the rows alone: not on the machine, the locale or the order in which utterances were finished.
public struct LabelsTable: Sendable {
    /// The labels, in the order of the model's classes.
    public let labels: [String]
    /// The header's names.
    public let columns: [String]
    /// The names of the models whose votes have columns; empty for a single model.
    public let voters: [String]
    /// Name and version of the program, where rows tell what they can be traced to.
    public let program: String?

    private let manifest: Manifest
    private let writer: CSVWriter
    private let passThrough: [PassThrough]

    private enum PassThrough: Sendable {
        case known(ManifestColumn)
        case extra(Int)
    }

    /// A table for the rows of one manifest.
    ///
    /// - Parameters:
    ///   - manifest: whose utterances are written, and whose further columns are passed through.
    ///   - labels: the classes, in the order of `LabelRow.probabilities`.
    ///   - voters: the names of several models, in the order of `LabelRow.votes`; one or none has no columns.
    ///   - program: name and version of the program, for columns of what each row can be traced to; nil leaves them out.
    ///   - spreadsheetSafe: writes a `'` before cells that a spreadsheet would run as a formula.
    public init(
        manifest: Manifest, labels: [String], voters: [String] = [], program: String? = nil,
        spreadsheetSafe: Bool = false
    ) {
        self.manifest = manifest
        self.labels = labels
        let voters = voters.count > 1 ? voters : []
        self.voters = voters
        self.program = program
        writer = CSVWriter(spreadsheetSafe: spreadsheetSafe)
        let own =
            ["id", "audio", "start", "end", "speaker", "transcript", "transcript_source", "asr_confidence", "emotion"]
            + ["confidence"] + labels.map { "p_\($0)" } + ["model", "status", "error"]
            + voters.flatMap { voter in labels.map { "\(voter):p_\($0)" } }
            + (program == nil ? [] : ["audio_sha256", "transcript_key", "model_sha256", "program"])
        let copied: Set<ManifestColumn> = [.id, .audio, .start, .end, .speaker]
        var names = own
        var taken = Set(own.map(ByteKey.init))
        var passThrough: [PassThrough] = []
        var extras = 0
        for column in manifest.columns {
            if let known = ManifestColumn(name: column) {
                if copied.contains(known) { continue }
                passThrough.append(.known(known))
            } else {
                passThrough.append(.extra(extras))
                extras += 1
            }
            var name = column
            while !taken.insert(ByteKey(name)).inserted { name = "manifest_" + name }
            names.append(name)
        }
        columns = names
        self.passThrough = passThrough
    }

    /// The header line.
    public var header: [UInt8] { writer.record(columns) }

    /// The line of one utterance.
    public func record(_ utterance: Utterance, _ row: LabelRow) -> [UInt8] {
        var cells = [
            utterance.id, utterance.audio ?? "", utterance[.start] ?? "", utterance[.end] ?? "",
            utterance.speaker ?? "", row.transcript ?? "", row.transcriptSource?.description ?? "",
            row.recognitionConfidence.map { Self.decimals(Float($0)) } ?? "", row.emotion ?? "",
        ]
        cells.append(row.probabilities.max().map(Self.decimals) ?? "")
        append(row.probabilities, to: &cells)
        cells += [row.model ?? "", row.status.rawValue, row.error ?? ""]
        for voter in voters.indices { append(voter < row.votes.count ? row.votes[voter] : [], to: &cells) }
        if let program {
            cells += [row.provenance.audioHash ?? "", row.provenance.transcriptKey ?? ""]
            cells += [row.provenance.modelHashes.joined(separator: "+"), program]
        }
        for column in passThrough {
            switch column {
            case .known(let known): cells.append(utterance[known] ?? "")
            case .extra(let index): cells.append(index < utterance.extra.count ? utterance.extra[index] : "")
            }
        }
        return writer.record(cells)
    }

    /// The whole table.
    ///
    /// - Parameter rows: one for each utterance of the manifest, in its order.
    /// - Returns: the file's content, UTF-8, with its header.
    public func bytes(_ rows: [LabelRow]) -> [UInt8] {
        precondition(rows.count == manifest.utterances.count, "one row for each utterance")
        var output = header
        for (utterance, row) in zip(manifest.utterances, rows) { output += record(utterance, row) }
        return output
    }

    private func append(_ probabilities: [Float], to cells: inout [String]) {
        for index in labels.indices {
            cells.append(index < probabilities.count ? Self.decimals(probabilities[index]) : "")
        }
    }

    /// Six decimals with a point, whatever the locale: the exact value rounded to the nearest, half to even, as C does.
    static func decimals(_ value: Float) -> String {
        guard value.sign == .plus, value < 1e6 else { return String(format: "%.6f", Double(value)) }
        // Exact: 24 bits times 1,000,000 need 38 of the 53 that a Double has.
        let millionths = Int((Double(value) * 1e6).rounded(.toNearestOrEven))
        let fraction = String(millionths % 1_000_000)
        return "\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    }
}
