import Annotation
import Corpus
import Export
import Synchronization

/// Takes labelled rows in the order of the corpus: writes the table row by row, and keeps what is told at the end.
final class LabelsFile: Sendable {
    /// A row on its way into the table.
    struct Line: Sendable {
        var bytes: [UInt8]
        /// Of a failed row its id, why, and the name of the cause.
        var failure: (id: String, reason: String, cause: String)?
        /// For the table of recordings.
        var utterance: Utterance
        var row: LabelRow
        /// Where the recording was opened, for the page.
        var audioPath: String?

        init(_ streamed: StreamedUtterance, _ row: LabelRow, in table: LabelsTable) {
            bytes = table.record(streamed.utterance, row)
            utterance = streamed.utterance
            self.row = row
            audioPath = streamed.audioPath
            if row.status == .failed { failure = (streamed.utterance.id, row.error ?? "", row.cause ?? "") }
        }
    }

    private struct State {
        var file: StreamedFile?
        var recordings: (summary: RecordingSummary, file: StreamedFile)?
        var page: AnnotationPage?
        var failures: [(id: String, reason: String)] = []
        var failuresByCause: [String: Int] = [:]
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - path: the table, `-` for standard output; nil writes none.
    ///   - header: its first line.
    ///   - recordings: the table of recordings and its path; nil writes none.
    ///   - page: gathers what the page shows.
    /// - Throws: where one cannot be written.
    init(
        path: String?, header: [UInt8], recordings: (summary: RecordingSummary, path: String)? = nil,
        page: AnnotationPage? = nil
    ) throws {
        var file: StreamedFile?
        if let path {
            file = try StreamedFile(path: path)
            try file?.write(header)
        }
        var table: (summary: RecordingSummary, file: StreamedFile)?
        if let recordings {
            let file = try StreamedFile(path: recordings.path)
            try file.write(recordings.summary.header)
            table = (recordings.summary, file)
        }
        state = Mutex(State(file: file, recordings: table, page: page))
    }

    /// The first failures, in the order of the corpus.
    var failures: [(id: String, reason: String)] { state.withLock { $0.failures } }
    var failuresByCause: [String: Int] { state.withLock { $0.failuresByCause } }
    /// What was gathered for the page.
    var page: AnnotationPage? { state.withLock { $0.page } }

    func add(_ line: Line) throws {
        try state.withLock { state in
            try state.file?.write(line.bytes)
            if let line = state.recordings?.summary.add(line.utterance, line.row) {
                try state.recordings?.file.write(line)
            }
            state.page?.add(line)
            guard let failure = line.failure else { return }
            state.failuresByCause[failure.cause, default: 0] += 1
            if state.failures.count < FailureList.shown { state.failures.append((failure.id, failure.reason)) }
        }
    }

    /// Puts the tables into their places; without this call what was there before stays.
    func finish() throws {
        try state.withLock { state in
            if let line = state.recordings?.summary.finish() {
                try state.recordings?.file.write(line)
                try state.recordings?.file.finish()
            }
            try state.file?.finish()
        }
    }
}
