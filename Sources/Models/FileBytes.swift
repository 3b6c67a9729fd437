import Glibc

/// The bytes of a regular file, piece by piece.
///
/// Nothing else is opened: a FIFO or a device could wait or deliver without end.
final class FileBytes {
    /// Bytes in the file when it was opened.
    let size: Int
    private let path: String
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// - Throws: `ModelError.unreadable`, also for anything that is no regular file, links to such things included.
    init(path: String) throws(ModelError) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unreadable(path: path, reason: Self.reason(errno)) }
        try Self.check(status, path)
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.reason(errno)) }
        // Looked at once more: between the two calls the name may have become another file.
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .unreadable(path: path, reason: Self.reason(code))
        }
        size = Int(status.st_size)
        do throws(ModelError) { try Self.check(status, path) } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// The next bytes.
    ///
    /// - Parameter count: how many; no more than that is allocated.
    /// - Returns: fewer only where the file ends.
    /// - Throws: `ModelError.unreadable`.
    func next(_ count: Int) throws(ModelError) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: min(count, size)) { buffer, initialized in
            while initialized < buffer.count {
                let got = read(descriptor, buffer.baseAddress?.advanced(by: initialized), buffer.count - initialized)
                if got > 0 {
                    initialized += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    code = errno
                    return
                }
            }
        }
        guard code == 0 else { throw .unreadable(path: path, reason: Self.reason(code)) }
        return bytes
    }

    private static func check(_ status: stat, _ path: String) throws(ModelError) {
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is not a regular file")
        }
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
