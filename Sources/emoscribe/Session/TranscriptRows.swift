import Corpus
import Export
import SpeechToText
import Synchronization
import TranscriptCache

/// Takes transcripts in the order in which they come and gives the table in the order of the manifest.
///
/// Rows are kept as the bytes of their lines, so that a long corpus takes little more memory than its table.
final class TranscriptRows: Sendable {
    /// What happened so far.
    struct State {
        var rows: [[UInt8]]
        var answered = 0
        /// The first failures of each cause in the order of the manifest.
        var failures: [(index: Int, error: SpeechToTextError)] = []
        var failuresByCause: [String: Int] = [:]
        /// Transcripts by what is to be careful about with them.
        var remarks: [String: Int] = [:]
        var pending = 0
    }

    /// Failures of one cause that are told one by one.
    private static let shownOfACause = 5

    private let ids: [String]
    private let table: TranscriptTable
    private let state: Mutex<State>

    init(_ manifest: Manifest, table: TranscriptTable) {
        ids = manifest.utterances.map(\.id)
        self.table = table
        state = Mutex(State(rows: Array(repeating: [], count: manifest.utterances.count)))
    }

    var answered: Int { state.withLock { $0.answered } }
    var failed: Int { failuresByCause.values.reduce(0, +) }
    var failuresByCause: [String: Int] { state.withLock { $0.failuresByCause } }
    var remarks: [String: Int] { state.withLock { $0.remarks } }
    var pending: Int { state.withLock { $0.pending } }

    /// The first failures of each cause.
    var failures: [(id: String, reason: String)] {
        state.withLock { state in state.failures.map { (ids[$0.index], $0.error.description) } }
    }

    /// Utterances nothing is known of yet.
    var missing: [Int] {
        state.withLock { state in state.rows.indices.filter { state.rows[$0].isEmpty } }
    }

    func put(_ outcome: Result<Transcript, SpeechToTextError>, at index: Int) {
        let row: TranscriptTable.Row
        switch outcome {
        case .success(let heard):
            let remarks = heard.parsed.remarks.map { "\($0.rawValue): \($0.meaning)" }
            row = .init(
                id: ids[index], transcript: heard.parsed.text, confidence: heard.parsed.confidence,
                language: heard.parsed.language, remark: remarks.isEmpty ? nil : remarks.joined(separator: "; "))
        case .failure(let error):
            row = .init(id: ids[index], status: error.isPending ? .pending : .failed, error: error.description)
        }
        let bytes = table.bytes(row)
        state.withLock { state in
            state.rows[index] = bytes
            switch outcome {
            case .success(let heard):
                state.answered += 1
                for remark in heard.parsed.remarks { state.remarks[remark.rawValue, default: 0] += 1 }
            case .failure(let error) where error.isPending: state.pending += 1
            case .failure(let error):
                state.failuresByCause[error.cause, default: 0] += 1
                Self.keep((index, error), in: &state.failures)
            }
        }
    }

    /// Keeps the first few failures of each cause, in the order of the manifest.
    private static func keep(
        _ failure: (index: Int, error: SpeechToTextError),
        in failures: inout [(index: Int, error: SpeechToTextError)]
    ) {
        failures.insert(failure, at: failures.firstIndex { $0.index > failure.index } ?? failures.count)
        let alike = failures.indices.filter { failures[$0].error.cause == failure.error.cause }
        if alike.count > shownOfACause, let last = alike.last { failures.remove(at: last) }
    }

    /// The whole table.
    var bytes: [UInt8] {
        state.withLock { state in
            var bytes = table.header
            bytes.reserveCapacity(bytes.count + state.rows.reduce(0) { $0 + $1.count })
            for row in state.rows { bytes += row }
            return bytes
        }
    }
}
