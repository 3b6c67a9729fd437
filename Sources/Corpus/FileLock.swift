import Glibc

/// A lock on a file, held by one process or shared by several; the system gives it back when the process ends, however
/// that happens.
///
/// The file lies there as long as somebody holds the lock and says who does. One that a killed process left behind is in
/// nobody's way. Where the file system knows no locks everybody gets one.
package final class FileLock: Sendable {
    /// Who else may hold it at the same time.
    package enum Kind: Sendable {
        /// Nobody.
        case exclusive
        /// Whoever wants it shared too.
        case shared
    }

    private let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // The last one out takes the file away, unless another file lies there by now.
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isFile(descriptor, at: path) { unlink(path) }
        close(descriptor)
    }

    /// Takes the lock if nobody holds it; does not wait.
    ///
    /// - Returns: the lock, which is given back when it goes out of use; nil if somebody else has it.
    /// - Throws: `CorpusError.fileFailed` where the file cannot be made.
    package static func take(_ path: String, _ kind: Kind) throws(CorpusError) -> FileLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw .fileFailed(path: path, doing: .write, code: errno) }
            let taken = flock(descriptor, (kind == .exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0
            guard taken || errno != EWOULDBLOCK else {
                close(descriptor)
                return nil
            }
            // Whoever held it may have taken the file away meanwhile.
            guard isFile(descriptor, at: path) else {
                close(descriptor)
                continue
            }
            if kind == .exclusive { sign(descriptor) }
            return FileLock(path: path, descriptor: descriptor)
        }
    }

    /// Who holds an exclusive lock, for messages: `process 4711 on node7`; nil where nobody does.
    package static func holder(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        var bytes = [UInt8](repeating: 0, count: 300)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return text.isEmpty ? "another process" : EscapedText.oneLine(text)
    }

    private static func sign(_ descriptor: Int32) {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let text = Array("process \(getpid()) on \(host)".utf8)
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    /// Whether the file that is open is the one that lies at the path.
    private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
        var own = stat()
        var there = stat()
        return fstat(descriptor, &own) == 0 && stat(path, &there) == 0 && own.st_dev == there.st_dev
            && own.st_ino == there.st_ino
    }
}
