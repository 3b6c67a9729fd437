import Glibc

/// Writes a file piece by piece, so that its readers see the old content or all of the new, never a part.
///
/// What is written goes to a temporary file beside the place, which is renamed by `finish`; if that is never called,
/// nothing has happened. A device, FIFO or standard output (`-`) gets the bytes as they come.
public final class StreamedFile {
    public let path: String
    private let descriptor: Int32
    /// The file that is renamed at the end; nil where the place itself is written to.
    private let temporary: String?
    private var buffer: [UInt8] = []
    private var isFinished = false

    private static let blockSize = 1 << 16

    /// - Throws: `CorpusError.fileFailed`.
    public init(path: String) throws(CorpusError) {
        self.path = path
        var status = stat()
        if path == "-" {
            temporary = nil
            descriptor = dup(1)
        } else if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            temporary = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            let name = "\(path).\(getpid()).tmp"
            temporary = name
            descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        }
        guard descriptor >= 0 else { throw .fileFailed(path: path, doing: .write, code: errno) }
    }

    deinit {
        if isFinished { return }
        close(descriptor)
        if let temporary { unlink(temporary) }
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
        var code: Int32 = close(descriptor) == 0 ? 0 : errno
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
