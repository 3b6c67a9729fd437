/// One record of a CSV file.
public struct CSVRecord: Sendable {
    /// The line, from 1, on which the record starts.
    public let line: Int
    public let fields: [String]
    /// What is wrong with its text; the fields are then not to be trusted.
    public let problem: Problem?

    /// A fault that spoils one record and leaves the next ones readable; fields are counted from 0.
    public enum Problem: Sendable, Hashable, CustomStringConvertible {
        case invalidUTF8(field: Int)
        case textAfterQuote(field: Int)

        /// The field it is in.
        public var field: Int {
            switch self {
            case .invalidUTF8(let field), .textAfterQuote(let field): field
            }
        }

        public var description: String {
            switch self {
            case .invalidUTF8: "the cell is not UTF-8. Convert the file, for instance with iconv -f LATIN1 -t UTF-8."
            case .textAfterQuote: "text follows the closing quote. A quote inside a quoted cell is written twice."
            }
        }
    }
}

/// Reads CSV by RFC 4180 from bytes, one record at a time.
///
/// ```swift
/// var reader = try CSVReader(path: "corpus.csv")
/// while let record = try reader.next() { use(record.fields) }
/// ```
///
/// Records end with LF, CRLF or a bare CR; inside quotes all three are text. Lines are counted as editors and `grep` do:
/// each LF, CRLF and record end is one. A UTF-8 byte order mark is skipped, and so are empty lines. A quote inside an
/// unquoted cell is an ordinary character. The number of fields is not checked: that is for who knows the header.
public struct CSVReader {
    private var stream: ByteStream
    private let path: String
    private var line = 1
    private var cell: [UInt8] = []

    /// Opens a file; `-` is standard input.
    ///
    /// - Throws: `CorpusError.fileFailed`, `.notUTF8`.
    public init(path: String) throws(CorpusError) {
        try self.init(stream: ByteStream(path: path), path: path)
    }

    /// Reads bytes in memory; `path` is their name in messages.
    ///
    /// - Throws: `CorpusError.notUTF8`.
    public init(bytes: [UInt8], path: String = "CSV") throws(CorpusError) {
        try self.init(stream: ByteStream(bytes: bytes), path: path)
    }

    init(stream: ByteStream, path: String) throws(CorpusError) {
        self.stream = stream
        self.path = path
        try self.stream.skipByteOrderMark(path: path)
    }

    /// The next record.
    ///
    /// - Returns: nil at the end of the file.
    /// - Throws: `CorpusError.unterminatedQuote`, after which there is no more to read, or `.fileFailed`.
    public mutating func next() throws(CorpusError) -> CSVRecord? {
        while let first = try stream.peek() {
            guard first == UInt8(ascii: "\n") || first == UInt8(ascii: "\r") else { return try record() }
            _ = try stream.next()
            try endLine(first)
        }
        return nil
    }

    private enum State { case start, plain, quoted, closed }

    private mutating func record() throws(CorpusError) -> CSVRecord {
        let firstLine = line
        var fields: [String] = []
        var problem: CSVRecord.Problem?
        var state = State.start
        cell.removeAll(keepingCapacity: true)
        while let byte = try stream.next() {
            if state == .quoted {
                if byte == UInt8(ascii: "\"") {
                    state = .closed
                } else {
                    if byte == UInt8(ascii: "\n") { line += 1 }
                    cell.append(byte)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: ","):
                endCell(&fields, &problem)
                state = .start
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                try endLine(byte)
                endCell(&fields, &problem)
                return CSVRecord(line: firstLine, fields: fields, problem: problem)
            case UInt8(ascii: "\"") where state == .start:
                state = .quoted
            case UInt8(ascii: "\"") where state == .closed:
                cell.append(byte)
                state = .quoted
            default:
                if state == .closed { problem = problem ?? .textAfterQuote(field: fields.count) }
                if state == .start { state = .plain }
                cell.append(byte)
            }
        }
        guard state != .quoted else { throw .unterminatedQuote(path: path, row: firstLine) }
        endCell(&fields, &problem)
        return CSVRecord(line: firstLine, fields: fields, problem: problem)
    }

    private mutating func endCell(_ fields: inout [String], _ problem: inout CSVRecord.Problem?) {
        if let text = String(validating: cell, as: UTF8.self) {
            fields.append(text)
        } else {
            problem = problem ?? .invalidUTF8(field: fields.count)
            fields.append(EscapedText.bytes(cell))
        }
        cell.removeAll(keepingCapacity: true)
    }

    /// Counts a line end, whose first byte has been read; takes the LF of a CRLF with it.
    private mutating func endLine(_ byte: UInt8) throws(CorpusError) {
        line += 1
        if byte == UInt8(ascii: "\r"), try stream.peek() == UInt8(ascii: "\n") { _ = try stream.next() }
    }
}
