/// The ids of a file of transcripts or of a manifest, for finding doubled ones and those that another file lacks.
///
/// Takes some hundred kilobytes however many there are: beyond some ten thousand they go to a temporary file.
public struct TranscriptIDs {
    /// The file, as messages name it.
    public let path: String
    /// Gives the ids of some lines.
    ///
    /// Called only for lines that something is wrong with, so it may read the file again.
    public typealias Names = (Set<Int>) throws(CorpusError) -> [Int: String]

    private let ledger = IDLedger()
    private let names: Names

    /// A row as messages tell of it.
    public struct Row: Sendable, Hashable {
        public var line: Int
        public var id: String

        public init(line: Int, id: String) {
            self.line = line
            self.id = id
        }
    }

    /// An empty one, to be filled with `add`.
    public init(path: String, names: @escaping Names) {
        self.path = path
        self.names = names
    }

    /// How many ids were added.
    public var count: Int { ledger.count }

    /// Adds the id of a line.
    ///
    /// - Throws: `CorpusError.fileFailed` where the temporary file cannot be written.
    public func add(_ id: String, line: Int) throws(CorpusError) { try ledger.add(id, line: line) }

    /// Ids that stand on more than one line.
    ///
    /// - Returns: for each further line the row and the first line that has its id, by lines.
    public func repeated() throws(CorpusError) -> [(row: Row, firstLine: Int)] {
        var suspects: [[Int]] = []
        for part in 0..<IDLedger.partCount {
            let entries = try ledger.entries(ofPart: part)
            var start = 0
            while start < entries.count {
                var end = start + 1
                while end < entries.count, entries[end].hash == entries[start].hash { end += 1 }
                if end - start > 1 { suspects.append(entries[start..<end].map(\.line)) }
                start = end
            }
        }
        guard !suspects.isEmpty else { return [] }
        // Two ids may share a hash: only their bytes tell.
        let ids = try names(Set(suspects.joined()))
        var found: [(row: Row, firstLine: Int)] = []
        for lines in suspects {
            var first: [ByteKey: Int] = [:]
            for line in lines {
                guard let id = ids[line] else { continue }
                if let earlier = first[ByteKey(id)] {
                    found.append((Row(line: line, id: id), earlier))
                } else {
                    first[ByteKey(id)] = line
                }
            }
        }
        return found.sorted { $0.row.line < $1.row.line }
    }

    /// The lines whose ids `other` lacks, rising.
    ///
    /// An id that shares its 64-bit hash with another one there is taken to be in it.
    public func lines(missingFrom other: TranscriptIDs) throws(CorpusError) -> [Int] {
        var lines: [Int] = []
        for part in 0..<IDLedger.partCount {
            let theirs = try other.ledger.entries(ofPart: part)
            var place = 0
            for entry in try ledger.entries(ofPart: part) {
                while place < theirs.count, theirs[place].hash < entry.hash { place += 1 }
                if place == theirs.count || theirs[place].hash != entry.hash { lines.append(entry.line) }
            }
        }
        return lines.sorted()
    }

    /// The rows of these lines.
    public func rows(_ lines: some Sequence<Int>) throws(CorpusError) -> [Row] {
        let lines = Array(lines)
        guard !lines.isEmpty else { return [] }
        let ids = try names(Set(lines))
        return lines.map { Row(line: $0, id: ids[$0] ?? "?") }
    }
}
