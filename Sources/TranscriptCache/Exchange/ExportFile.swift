public import Foundation

/// A file that is written bit by bit and appears whole: its readers see what was there before, or all of it.
public final class ExportFile {
    private let path: String
    private let temporary: String?
    private var descriptor: Int32

    /// Opens a place beside `path`; a device or pipe is written to as it is.
    ///
    /// - Throws: `CacheExchangeError.cannotWrite`.
    public init(path: String) throws(CacheExchangeError) {
        self.path = path
        var status = stat()
        let isSpecial = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        temporary = isSpecial ? nil : "\(path).\(getpid()).tmp"
        descriptor = open(temporary ?? path, O_WRONLY | O_CLOEXEC | (isSpecial ? 0 : O_CREAT | O_TRUNC), 0o666)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    /// Adds bytes.
    ///
    /// - Throws: `CacheExchangeError.cannotWrite`; then nothing appears.
    public func write(_ data: Data) throws(CacheExchangeError) {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes the file appear.
    ///
    /// - Throws: `CacheExchangeError.cannotWrite`; then what was there before still is.
    public func finish() throws(CacheExchangeError) {
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw discard() }
        guard let temporary else { return }
        guard rename(temporary, path) == 0 else { throw discard() }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if let temporary { unlink(temporary) }
    }

    private func discard() -> CacheExchangeError {
        let failure = Self.failure(path)
        if let temporary { unlink(temporary) }
        return failure
    }

    private static func failure(_ path: String) -> CacheExchangeError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}
