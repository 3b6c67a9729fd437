import Corpus
import Crypto

/// Tells two inputs apart: SHA-256 of the columns and of all values of all rows, in their order.
///
/// Audio paths count as they were given, so that the same corpus mounted elsewhere is the same input. What is in the
/// recordings does not count.
enum InputDigest {
    /// Bytes hashed at a time.
    private static let block = 1 << 16

    static func hexadecimal(of stream: UtteranceStream) throws(CorpusError) -> String {
        var hash = SHA256()
        var bytes: [UInt8] = []
        for column in stream.header.columns { append(column, to: &bytes) }
        bytes.append(UInt8(ascii: "\n"))
        var cursor = try stream.open()
        while let row = try cursor.next() {
            for column in ManifestColumn.allCases { append(row.utterance[column], to: &bytes) }
            for value in row.utterance.extra { append(value, to: &bytes) }
            bytes.append(UInt8(ascii: "\n"))
            if bytes.count >= block {
                hash.update(data: bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        hash.update(data: bytes)
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The length first, so that no two lists of values give the same bytes; `-` for none.
    private static func append(_ value: String?, to bytes: inout [UInt8]) {
        guard let value else {
            bytes.append(UInt8(ascii: "-"))
            return
        }
        bytes += "\(value.utf8.count):".utf8
        bytes += value.utf8
    }
}
