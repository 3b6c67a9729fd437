import Glibc

/// The bytes of a file, block by block, so that a file of any size takes the memory of one block.
struct ByteStream {
    private var block: [UInt8]
    private var position = 0
    private let file: OpenFile?

    /// Opens a file for reading; `-` is standard input.
    init(path: String) throws(CorpusError) {
        file = try OpenFile(path: path)
        block = []
    }

    /// Reads from memory.
    init(bytes: [UInt8]) {
        file = nil
        block = bytes
    }

    /// The next byte, nil at the end.
    @inline(__always)
    mutating func next() throws(CorpusError) -> UInt8? {
        if position == block.count {
            guard try refill() else { return nil }
        }
        let byte = block[position]
        position += 1
        return byte
    }

    /// The byte that `next` will give.
    @inline(__always)
    mutating func peek() throws(CorpusError) -> UInt8? {
        if position == block.count {
            guard try refill() else { return nil }
        }
        return block[position]
    }

    /// Reads on to the end of the line.
    ///
    /// - Parameter line: gets its bytes, without the LF or CRLF.
    /// - Returns: whether there was a line; what follows the last LF is one unless it is empty.
    /// - Throws: `CorpusError.fileFailed`.
    mutating func readLine(_ line: inout [UInt8]) throws(CorpusError) -> Bool {
        line.removeAll(keepingCapacity: true)
        guard try peek() != nil else { return false }
        repeat {
            let rest = block[position...]
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                line.append(contentsOf: rest)
                position = block.count
                continue
            }
            line.append(contentsOf: rest[..<end])
            position = end + 1
            break
        } while try peek() != nil
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return true
    }

    /// Skips a UTF-8 byte order mark; call it first.
    ///
    /// - Throws: `CorpusError.notUTF8` where the mark is one of UTF-16.
    mutating func skipByteOrderMark(path: String) throws(CorpusError) {
        guard let first = try peek() else { return }
        let start = block[position...].prefix(3)
        if start.starts(with: [0xef, 0xbb, 0xbf]) { position += 3 }
        if first == 0xff && start.dropFirst().first == 0xfe || first == 0xfe && start.dropFirst().first == 0xff {
            throw .notUTF8(path: path)
        }
    }

    /// What is left of the block, or the next one; nil at the end.
    mutating func nextBlock() throws(CorpusError) -> [UInt8]? {
        guard try peek() != nil else { return nil }
        defer { position = block.count }
        return position == 0 ? block : Array(block[position...])
    }

    private mutating func refill() throws(CorpusError) -> Bool {
        guard let file else { return false }
        block = try file.read(atMost: 1 << 16)
        position = 0
        return !block.isEmpty
    }
}

/// A file descriptor that is closed with its owner.
private final class OpenFile {
    private let descriptor: Int32
    private let path: String

    init(path: String) throws(CorpusError) {
        self.path = path
        descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fileFailed(path: path, doing: .open, code: errno) }
    }

    deinit { close(descriptor) }

    func read(atMost count: Int) throws(CorpusError) -> [UInt8] {
        let descriptor = descriptor
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var received = Glibc.read(descriptor, buffer.baseAddress, count)
            while received < 0, errno == EINTR { received = Glibc.read(descriptor, buffer.baseAddress, count) }
            if received < 0 { code = errno }
            filled = max(0, received)
        }
        guard code == 0 else { throw .fileFailed(path: path, doing: .read, code: code) }
        return bytes
    }
}
