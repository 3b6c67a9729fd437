import Glibc

/// A file that can be read more than once.
///
/// Standard input (`-`), pipes and FIFOs give their bytes only once: they are copied to a temporary file without a name.
public final class RereadableFile {
    /// The file, as the user named it.
    public let shownPath: String
    /// Where it can be opened, again and again, as long as this lives.
    public let path: String

    private let copy: Int32?

    /// - Throws: `CorpusError.fileFailed`.
    public init(path: String) throws(CorpusError) {
        shownPath = path == "-" ? "standard input" : path
        var status = stat()
        if path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            self.path = path
            copy = nil
            return
        }
        if path != "-", status.st_mode & S_IFMT == S_IFDIR {
            throw .fileFailed(path: path, doing: .read, code: EISDIR)
        }
        var stream = try ByteStream(path: path)
        let temporary = try TemporaryFile.open()
        copy = temporary.descriptor
        self.path = "/proc/self/fd/\(temporary.descriptor)"
        while let block = try stream.nextBlock() {
            try Self.write(block, to: temporary)
        }
    }

    deinit {
        if let copy { close(copy) }
    }

    private static func write(_ bytes: [UInt8], to file: (descriptor: Int32, folder: String)) throws(CorpusError) {
        var code: Int32 = 0
        var done = 0
        while done < bytes.count, code == 0 {
            let written = bytes[done...].withUnsafeBytes { Glibc.write(file.descriptor, $0.baseAddress, $0.count) }
            if written >= 0 { done += written } else if errno != EINTR { code = errno }
        }
        guard code == 0 else { throw .fileFailed(path: file.folder, doing: .write, code: code) }
    }
}
