/// The ids of a file, as hashes with their lines, in memory that hardly grows with their number.
///
/// The entries are spread over 256 parts by their hash. A part that is full goes to a temporary file, which has no name
/// and is gone with the ledger; looking something up takes one part at a time into memory.
final class IDLedger {
    /// An id's hash and the line on which it stands.
    struct Entry: Comparable {
        var hash: UInt64
        var line: Int

        static func < (left: Entry, right: Entry) -> Bool {
            (left.hash, left.line) < (right.hash, right.line)
        }
    }

    static let partCount = 256
    private static let chunk = 256
    private static let chunkSize = chunk * MemoryLayout<Entry>.stride

    /// How many ids were added.
    private(set) var count = 0
    private var parts: [[Entry]]
    /// For each part the numbers of its chunks in the file.
    private var spilled: [[Int]]
    private var chunksWritten = 0
    private var file: TemporaryFile?

    init() {
        parts = Array(repeating: [], count: Self.partCount)
        spilled = Array(repeating: [], count: Self.partCount)
    }

    func add(_ id: String, line: Int) throws(CorpusError) {
        var hasher = Hasher()
        ByteKey(id).hash(into: &hasher)
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        let part = Int(hash >> 56)
        count += 1
        parts[part].append(Entry(hash: hash, line: line))
        if parts[part].count == Self.chunk { try spill(part) }
    }

    /// The entries of a part, by hash and then by line.
    func entries(ofPart part: Int) throws(CorpusError) -> [Entry] {
        var entries = parts[part]
        for chunk in spilled[part] {
            guard let file else { break }
            entries += try file.read(Self.chunk, of: Entry.self, at: chunk * Self.chunkSize)
        }
        entries.sort()
        return entries
    }

    private func spill(_ part: Int) throws(CorpusError) {
        let file: TemporaryFile
        if let open = self.file { file = open } else { file = try TemporaryFile() }
        self.file = file
        try file.write(parts[part], at: chunksWritten * Self.chunkSize)
        spilled[part].append(chunksWritten)
        chunksWritten += 1
        parts[part].removeAll(keepingCapacity: true)
    }
}
