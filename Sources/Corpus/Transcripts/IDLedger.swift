import Glibc

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

    /// How many ids were added.
    private(set) var count = 0
    private var parts: [[Entry]]
    /// For each part the numbers of its chunks in the file.
    private var spilled: [[Int]]
    private var chunksWritten = 0
    private var file: UnnamedFile?

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
            entries += try file.read(Self.chunk, at: chunk * Self.chunk)
        }
        entries.sort()
        return entries
    }

    private func spill(_ part: Int) throws(CorpusError) {
        if file == nil { file = try UnnamedFile() }
        try file?.write(parts[part], at: chunksWritten * Self.chunk)
        spilled[part].append(chunksWritten)
        chunksWritten += 1
        parts[part].removeAll(keepingCapacity: true)
    }
}

/// A temporary file of ledger entries that no one else can see.
private final class UnnamedFile {
    private let descriptor: Int32
    private let folder: String

    init() throws(CorpusError) {
        (descriptor, folder) = try TemporaryFile.open()
    }

    deinit { close(descriptor) }

    func write(_ entries: [IDLedger.Entry], at place: Int) throws(CorpusError) {
        var code: Int32 = 0
        entries.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, code == 0 {
                let start = place * MemoryLayout<IDLedger.Entry>.stride + done
                let written = pwrite(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, start)
                if written > 0 { done += written } else if errno != EINTR { code = written == 0 ? ENOSPC : errno }
            }
        }
        guard code == 0 else { throw .fileFailed(path: folder, doing: .write, code: code) }
    }

    func read(_ count: Int, at place: Int) throws(CorpusError) -> [IDLedger.Entry] {
        let stride = MemoryLayout<IDLedger.Entry>.stride
        var code: Int32 = 0
        let entries = [IDLedger.Entry](unsafeUninitializedCapacity: count) { buffer, filled in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            var done = 0
            while done < count * stride, code == 0 {
                let received = pread(
                    descriptor, bytes.baseAddress?.advanced(by: done), count * stride - done, place * stride + done)
                if received > 0 { done += received } else if errno != EINTR { code = received == 0 ? EIO : errno }
            }
            filled = code == 0 ? count : 0
        }
        guard code == 0 else { throw .fileFailed(path: folder, doing: .read, code: code) }
        return entries
    }
}

/// Temporary files that have no name, so that nothing is left behind however a program ends.
enum TemporaryFile {
    /// Opens one for reading and writing.
    ///
    /// - Returns: its descriptor, to be closed by the caller, and the folder it is in, for messages.
    /// - Throws: `CorpusError.fileFailed` with the folder that `TMPDIR` names, `/tmp` without it.
    static func open() throws(CorpusError) -> (descriptor: Int32, folder: String) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array("\(folder)/emoscribe-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw .fileFailed(path: folder, doing: .write, code: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(&name)
        return (descriptor, folder)
    }
}
