public import Foundation

/// A folder of its own for one test, removed when the value goes away.
public final class TemporaryFolder: Sendable {
    public let url: URL

    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("emoscribe-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The folder's path.
    public var path: String { url.path }

    /// The path of a file in the folder; it need not exist.
    public func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// The address of a file in the folder; it need not exist.
    public func url(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// Writes `text` as UTF-8 and returns the file's path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

    /// Writes bytes, creating the folders on the way, and returns the file's path.
    @discardableResult
    public func write(_ data: Data, to name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
        return file.path
    }
}
