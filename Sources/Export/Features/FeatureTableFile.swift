public import Corpus
import Glibc

/// A file of features that is written row by row, and is there whole or not at all.
///
/// ```swift
/// let file = try FeatureTableFile(path: "a.mfcc.npy", table: mfcc, format: .npy)
/// while … { try file.append(rows) }
/// try file.finish()
/// ```
///
/// Memory does not grow with the file. Until `finish` everything is in a file beside it, which goes away with this object.
public final class FeatureTableFile {
    /// Rows written so far.
    public private(set) var rows = 0

    private let path: String
    private let temporary: String
    private let table: FeatureTable
    private let format: FeatureFormat
    private var descriptor: Int32
    private var buffer: [UInt8]
    private var isFinished = false

    /// Bytes gathered before they are written.
    private static let bufferSize = 1 << 16

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - path: where it will be; what is there stays until `finish`.
    ///   - table: names of the columns.
    ///   - format: how it is written.
    /// - Throws: `CorpusError.fileFailed`.
    public init(path: String, table: FeatureTable, format: FeatureFormat) throws(CorpusError) {
        self.path = path
        self.table = table
        self.format = format
        temporary = "\(path).\(getpid()).tmp"
        buffer = format.header(of: table, rows: 0)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .fileFailed(path: path, doing: .write, code: errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { unlink(temporary) }
    }

    /// Adds rows, `table.columns.count` numbers each.
    ///
    /// - Throws: `CorpusError.fileFailed`, for example when the disk is full.
    public func append(_ values: [Float]) throws(CorpusError) {
        guard !values.isEmpty else { return }
        let columns = table.columns.count
        precondition(values.count % columns == 0, "a row has \(columns) numbers")
        rows += values.count / columns
        guard rows <= format.maximumRows else { throw .fileFailed(path: path, doing: .write, code: EFBIG) }
        buffer += format.body(values, columns: columns)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes the number of rows into the header and puts the file in its place.
    ///
    /// - Throws: `CorpusError.fileFailed`; nothing is left behind then.
    public func finish() throws(CorpusError) {
        try flush()
        let header = format.header(of: table, rows: rows)
        guard pwrite(descriptor, header, header.count, 0) == header.count else {
            throw .fileFailed(path: path, doing: .write, code: errno)
        }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporary, path) == 0 else {
            throw .fileFailed(path: path, doing: .write, code: errno)
        }
        isFinished = true
    }

    private func flush() throws(CorpusError) {
        var done = 0
        while done < buffer.count {
            let written = buffer[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .fileFailed(path: path, doing: .write, code: errno) }
            done += written
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

@available(*, unavailable, message: "a file belongs to one thread at a time")
extension FeatureTableFile: Sendable {}
