import Corpus

/// Pieces of bytes that come in any order and are read group by group.
///
/// They wait in a temporary file; memory holds a name for each group and a place for each run of pieces of one group.
struct GroupedBytes {
    /// The names of the groups, in the order in which they first came.
    private(set) var names: [String] = []

    private let waiting: TemporaryFile
    private var size = 0
    private var runs: [[Range<Int>]] = []
    private var places: [ByteKey: Int] = [:]
    private var buffer: [UInt8] = []

    private static let blockSize = 1 << 16

    /// - Throws: `CorpusError.fileFailed` where there is no place for the temporary file.
    init() throws(CorpusError) { waiting = try TemporaryFile() }

    /// Adds a piece to a group.
    ///
    /// - Returns: the group's place in `names`.
    /// - Throws: `CorpusError.fileFailed`.
    @discardableResult
    mutating func add(_ piece: [UInt8], to name: String) throws(CorpusError) -> Int {
        let place = places[ByteKey(name)] ?? names.count
        if place == names.count {
            places[ByteKey(name)] = place
            names.append(name)
            runs.append([])
        }
        let end = size + piece.count
        if let last = runs[place].last, last.upperBound == size {
            runs[place][runs[place].count - 1] = last.lowerBound..<end
        } else {
            runs[place].append(size..<end)
        }
        size = end
        buffer += piece
        if buffer.count >= Self.blockSize { try flush() }
        return place
    }

    /// Writes out what waits in memory; call it once between the last piece and the first read.
    ///
    /// - Throws: `CorpusError.fileFailed`.
    mutating func flush() throws(CorpusError) {
        try waiting.write(buffer, at: size - buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Gives a group's pieces in the order in which they came, in blocks of 64 KiB at most.
    ///
    /// - Throws: `CorpusError.fileFailed`, and what `body` throws.
    func read(_ place: Int, _ body: ([UInt8]) throws(CorpusError) -> Void) throws(CorpusError) {
        for run in runs[place] {
            var offset = run.lowerBound
            while offset < run.upperBound {
                let block = try waiting.read(
                    min(Self.blockSize, run.upperBound - offset), of: UInt8.self, at: offset)
                try body(block)
                offset += block.count
            }
        }
    }
}
