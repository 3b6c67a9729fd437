import Glibc

/// A file that can be read more than once.
///
/// Standard input (`-`), pipes and FIFOs give their bytes only once: they are copied to a temporary file.
public final class RereadableFile: Sendable {
    /// The file, as messages name it.
    public let shownPath: String
    /// Where it can be opened, again and again, as long as this lives.
    public let path: String

    private let copy: TemporaryFile?

    /// - Throws: `CorpusError.fileFailed`.
    public init(path: String) throws(CorpusError) {
        shownPath = path == "-" ? "standard input" : EscapedText.oneLine(path)
        var status = stat()
        if path != "-", stat(path, &status) == 0 {
            let kind = status.st_mode & S_IFMT
            if kind == S_IFDIR { throw .fileFailed(path: path, doing: .read, code: EISDIR) }
            if kind == S_IFREG {
                self.path = path
                copy = nil
                return
            }
        }
        var stream = try ByteStream(path: path)
        let copy = try TemporaryFile()
        var size = 0
        while let block = try stream.nextBlock() {
            try copy.write(block, at: size)
            size += block.count
        }
        self.copy = copy
        self.path = copy.path
    }
}
