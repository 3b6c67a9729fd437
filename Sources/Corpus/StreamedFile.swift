import Glibc

/// Writes a file piece by piece, so that its readers see the old content or all of the new, never a part.
///
/// What is written goes to a file without a name in the same folder, which `finish` names; if that is never called, nothing
/// has happened, also where the process is killed. Where the file system knows no such files it is one beside the place. A
/// device, FIFO or standard output (`-`) gets the bytes as they come.
public final class StreamedFile {
    public let path: String
    private let descriptor: Int32
    /// The file that is renamed at the end; nil where the place itself is written to.
    private let temporary: String?
    /// Whether the file has no name yet.
    private let isUnnamed: Bool
    private var buffer: [UInt8] = []
    private var isFinished = false

    private static let blockSize = 1 << 16

    /// - Throws: `CorpusError.fileFailed`.
    public init(path: String) throws(CorpusError) {
        self.path = path
        var status = stat()
        var unnamed: Int32 = -1
        if path == "-" {
            temporary = nil
            descriptor = dup(1)
        } else if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            temporary = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            let name = "\(path).\(getpid()).tmp"
            temporary = name
            unnamed = Self.openUnnamed(inFolderOf: path, toBe: name)
            descriptor = unnamed >= 0 ? unnamed : open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        }
        isUnnamed = unnamed >= 0
        guard descriptor >= 0 else { throw .fileFailed(path: path, doing: .write, code: errno) }
    }

    deinit {
        if isFinished { return }
        close(descriptor)
        if let temporary, !isUnnamed { unlink(temporary) }
    }

    /// A file that is gone when nobody has it open, unless it is named; -1 where there can be none.
    ///
    /// Whether such a file can be named is tried out with another one now, not after the work.
    private static func openUnnamed(inFolderOf path: String, toBe name: String) -> Int32 {
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
        // O_TMPFILE, whose definition Swift does not see.
        let flags = O_WRONLY | O_CLOEXEC | O_DIRECTORY | 0o20_000_000
        let probe = open(folder, flags, 0o600)
        guard probe >= 0 else { return -1 }
        let isNamed = give(probe, name: name) == 0
        if isNamed { unlink(name) }
        close(probe)
        return isNamed ? open(folder, flags, 0o666) : -1
    }

    /// Names an unnamed file; another of that name, of a process that was killed, goes.
    ///
    /// - Returns: 0, or what was wrong.
    private static func give(_ descriptor: Int32, name: String) -> Int32 {
        unlink(name)
        let unnamed = "/proc/self/fd/\(descriptor)"
        return linkat(AT_FDCWD, unnamed, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno
    }

    /// Writes on.
    ///
    /// - Throws: `CorpusError.fileFailed`.
    public func write(_ bytes: some Collection<UInt8>) throws(CorpusError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.blockSize { try flush() }
    }

    /// Puts the file into its place.
    ///
    /// - Throws: `CorpusError.fileFailed`; what was there before is then still there.
    public func finish() throws(CorpusError) {
        try flush()
        isFinished = true
        var code: Int32 = 0
        if isUnnamed, let temporary { code = Self.give(descriptor, name: temporary) }
        if close(descriptor) != 0, code == 0 { code = errno }
        if let temporary {
            if code == 0, rename(temporary, path) != 0 { code = errno }
            if code != 0 { unlink(temporary) }
        }
        guard code == 0 else { throw .fileFailed(path: path, doing: .write, code: code) }
    }

    private func flush() throws(CorpusError) {
        var code: Int32 = 0
        var done = 0
        while done < buffer.count, code == 0 {
            let written = buffer[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 { done += written } else if errno != EINTR { code = errno }
        }
        buffer.removeAll(keepingCapacity: true)
        guard code == 0 else { throw .fileFailed(path: path, doing: .write, code: code) }
    }
}
