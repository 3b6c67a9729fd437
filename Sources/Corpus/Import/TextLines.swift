/// The lines of a text file, with their numbers from 1, without their ends (LF or CRLF).
///
/// Bytes that are not UTF-8 become U+FFFD: the corpora read by it are old, and a stray byte in one line must not cost
/// the others.
struct TextLines {
    private var stream: ByteStream
    private var number = 0
    private var bytes: [UInt8] = []

    /// - Throws: `CorpusError.fileFailed`, `.notUTF8`.
    init(path: String) throws(CorpusError) {
        stream = try ByteStream(path: path)
        try stream.skipByteOrderMark(path: path)
    }

    /// The next line; nil at the end.
    mutating func next() throws(CorpusError) -> (number: Int, text: String)? {
        bytes.removeAll(keepingCapacity: true)
        var isEnd = true
        while let byte = try stream.next() {
            isEnd = false
            if byte == UInt8(ascii: "\n") { break }
            bytes.append(byte)
        }
        if isEnd { return nil }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        number += 1
        return (number, String(decoding: bytes, as: UTF8.self))
    }
}
