import Foundation

/// The lines of a file, one in memory at a time.
struct LineReader: ~Copyable {
    /// A line without its end, and its number from 1.
    struct Line {
        var number: Int
        /// Nil where it is longer than any answer.
        var bytes: Data?
    }

    private let descriptor: Int32
    private let path: String
    private let limit: Int
    private var block: [UInt8] = []
    private var position = 0
    private var number = 0
    /// How far the file was read.
    private(set) var bytesRead: Int64 = 0

    /// Opens a file; `-` is standard input.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - limit: bytes of the longest line that is taken.
    /// - Throws: `CacheExchangeError.cannotRead`.
    init(path: String, limit: Int = 64 << 20) throws(CacheExchangeError) {
        self.path = path
        self.limit = limit
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit { close(descriptor) }

    /// The next line, nil at the end; a last line needs no line end.
    mutating func next() throws(CacheExchangeError) -> Line? {
        var line = Data()
        var isTooLong = false
        var isEmpty = true
        while true {
            if position == block.count {
                try refill()
                if block.isEmpty { break }
            }
            isEmpty = false
            let end = block[position...].firstIndex(of: UInt8(ascii: "\n"))
            if line.count + (end ?? block.count) - position > limit {
                isTooLong = true
                line = Data()
            } else if !isTooLong {
                line.append(contentsOf: block[position..<(end ?? block.count)])
            }
            position = end.map { $0 + 1 } ?? block.count
            if end != nil { break }
        }
        guard !isEmpty else { return nil }
        number += 1
        return Line(number: number, bytes: isTooLong ? nil : line)
    }

    private mutating func refill() throws(CacheExchangeError) {
        var code: Int32 = 0
        let descriptor = descriptor
        block = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
            var count = read(descriptor, buffer.baseAddress, buffer.count)
            while count < 0, errno == EINTR { count = read(descriptor, buffer.baseAddress, buffer.count) }
            if count < 0 { code = errno }
            filled = max(0, count)
        }
        position = 0
        bytesRead += Int64(block.count)
        guard code == 0 else { throw .cannotRead(path: path, reason: String(cString: strerror(code))) }
    }
}
