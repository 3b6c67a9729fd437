import Corpus
import Foundation

/// The bytes of a table, some at a time, whatever its length.
struct TableBytes {
    private static let block = 1 << 16

    private let path: String
    /// Closes the file when it goes.
    private let handle: FileHandle

    /// - Throws: `PartError.file`.
    init(path: String) throws(PartError) {
        self.path = path
        do {
            handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        } catch {
            throw .file(.fileFailed(path: path, doing: .open, code: errno))
        }
    }

    /// The next ones, at most `count`; nil at the end.
    ///
    /// - Throws: `PartError.file`.
    func next(atMost count: Int = Self.block) throws(PartError) -> Data? {
        do {
            let data = try handle.read(upToCount: count)
            return data?.isEmpty == false ? data : nil
        } catch {
            throw .file(.fileFailed(path: path, doing: .read, code: EIO))
        }
    }

    /// The next `count`, fewer at the end.
    ///
    /// - Throws: `PartError.file`.
    func next(exactly count: Int) throws(PartError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let data = try next(atMost: count - bytes.count) { bytes += data }
        return bytes
    }
}
