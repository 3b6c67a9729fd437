import AudioIO
import Corpus

/// Reads a corpus on a thread of its own.
actor UtteranceFeed {
    private let executor = QueueExecutor(label: "emoscribe.feed")
    private var cursor: UtteranceStream.Cursor
    private let times: StageTimes

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ stream: UtteranceStream, times: StageTimes = StageTimes()) throws(CorpusError) {
        cursor = try stream.open()
        self.times = times
    }

    /// The next utterances, `count` of them unless the end comes first; none at the end.
    func next(_ count: Int) throws(CorpusError) -> [StreamedUtterance] {
        try times.measure(.read) { () throws(CorpusError) in
            var batch: [StreamedUtterance] = []
            while batch.count < count, let utterance = try cursor.next() { batch.append(utterance) }
            return batch
        }
    }
}

/// A corpus with its long recordings cut, some rows at a time.
struct UtteranceBatches: Sendable {
    /// Rows of the corpus that are read together.
    static let size = 256

    let stream: UtteranceStream
    /// Nil where nothing is cut.
    let segmenter: RecordingSegmenter?
    let times: StageTimes

    /// Calls `body` with all utterances in order, until it says false.
    ///
    /// - Returns: whether all were given.
    func forEach(_ body: ([StreamedUtterance]) async throws -> Bool) async throws -> Bool {
        let feed = try UtteranceFeed(stream, times: times)
        while true {
            let inputs = try await feed.next(Self.size)
            guard !inputs.isEmpty else { return true }
            var goesOn = true
            if let segmenter {
                try await segmenter.cut(inputs) { part in
                    goesOn = try await body(part)
                    return goesOn
                }
            } else {
                goesOn = try await body(inputs)
            }
            guard goesOn else { return false }
        }
    }
}
