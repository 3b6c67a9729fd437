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
    let segmenter: (any RecordingCutting)?
    let times: StageTimes
    /// Whose rows are given; nil gives all.
    var speakers: Set<ByteKey>?

    /// All of the corpus that speakers of this stretch have said: what is computed of a speaker is then the same for every
    /// stretch.
    func ofTheSameSpeakers() async throws -> UtteranceBatches {
        guard !stream.isWhole else { return self }
        let feed = try UtteranceFeed(stream, times: times)
        var speakers: Set<ByteKey> = []
        while case let rows = try await feed.next(Self.size), !rows.isEmpty {
            for row in rows { if let speaker = row.utterance.speaker { speakers.insert(ByteKey(speaker)) } }
        }
        return UtteranceBatches(stream: stream.whole, segmenter: segmenter, times: times, speakers: speakers)
    }

    /// Calls `body` with all utterances in order, until it says false.
    ///
    /// - Returns: whether all were given.
    func forEach(_ body: ([FedUtterance]) async throws -> Bool) async throws -> Bool {
        let feed = try UtteranceFeed(stream, times: times)
        while true {
            var inputs = try await feed.next(Self.size)
            guard !inputs.isEmpty else { return true }
            if let speakers {
                inputs.removeAll { row in row.utterance.speaker.map { !speakers.contains(ByteKey($0)) } ?? true }
            }
            let goesOn =
                if let segmenter {
                    try await segmenter.cut(inputs, body)
                } else {
                    try await body(inputs.map { FedUtterance(input: $0) })
                }
            guard goesOn else { return false }
        }
    }
}
