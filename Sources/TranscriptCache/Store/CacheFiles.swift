import Foundation

/// Makes the cache's folder and file so that only their owner can read them, and says whose they are otherwise.
enum CacheFiles {
    static func database(in directory: String) -> String {
        (directory as NSString).appendingPathComponent("emoscribe.sqlite")
    }

    /// Creates what is missing: the folder with mode 0700, the file with mode 0600, which SQLite copies to the
    /// `-wal` and `-shm` files beside it.
    ///
    /// An existing file is not opened here: closing it would drop the locks of another connection in this process.
    static func prepare(directory: String, file: String) throws(TranscriptCacheError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            let code = errno
            var status = stat()
            let exists = stat(directory, &status) == 0
            let reason = exists ? "there is a file of that name" : firstFile(above: directory) ?? message(code)
            throw .folderNotCreatable(path: directory, reason: reason)
        }
        let descriptor = open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        switch errno {
        case EEXIST: try check(file, writable: true)
        case ENOSPC, EDQUOT: throw .diskFull(path: file)
        case EACCES, EROFS, EPERM: throw denied(file, owned: directory)
        default: throw .folderNotCreatable(path: directory, reason: message(errno))
        }
    }

    /// Whether the file is there, is a file, and can be opened.
    static func check(_ file: String, writable: Bool) throws(TranscriptCacheError) {
        var status = stat()
        guard stat(file, &status) == 0 else {
            if errno == EACCES || errno == EPERM {
                throw denied(file, owned: (file as NSString).deletingLastPathComponent)
            }
            throw .missing(path: file)
        }
        // A pipe or a device of that name would be waited for, or read for ever.
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notADatabase(path: file) }
        guard access(file, writable ? R_OK | W_OK : R_OK) == 0 else { throw denied(file, owned: file) }
    }

    /// Bytes of a file; 0 where there is none.
    static func size(_ file: String) -> Int64 {
        var status = stat()
        return stat(file, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Bytes that a user without privileges can still write to the disk under `path`; nil where it does not say.
    static func freeBytes(_ path: String) -> Int64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0, status.f_blocks > 0 else { return nil }
        return Int64(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }

    private static func denied(_ file: String, owned: String) -> TranscriptCacheError {
        var status = stat()
        guard stat(owned, &status) == 0, status.st_uid != geteuid() else { return .readOnly(path: file) }
        let name = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) }
        return .anotherUsers(path: file, owner: name ?? "number \(status.st_uid)")
    }

    /// The part of a path that is a file where a folder is needed.
    private static func firstFile(above directory: String) -> String? {
        var path = directory
        while path.count > 1 {
            path = (path as NSString).deletingLastPathComponent
            var status = stat()
            guard stat(path.isEmpty ? "." : path, &status) == 0 else { continue }
            return status.st_mode & S_IFMT == S_IFDIR ? nil : "\(path) is a file"
        }
        return nil
    }

    private static func message(_ code: Int32) -> String { String(cString: strerror(code)) }
}
