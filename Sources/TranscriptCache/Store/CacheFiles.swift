import Foundation

/// Makes the cache's folder and file so that only their owner can read them.
enum CacheFiles {
    /// Creates what is missing: the folder with mode 0700, the file with mode 0600, which SQLite copies to the
    /// `-wal` and `-shm` files beside it.
    ///
    /// An existing file is not opened here: closing it would drop the locks of another connection in this process.
    static func prepare(directory: String, file: String) throws(TranscriptCacheError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            var status = stat()
            let exists = stat(directory, &status) == 0
            let reason = exists ? "there is a file of that name" : String(cString: strerror(errno))
            throw .folderNotCreatable(path: directory, reason: reason)
        }
        let descriptor = open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        switch errno {
        case EEXIST: return
        case ENOSPC, EDQUOT: throw .diskFull(path: file)
        case EACCES, EROFS, EPERM: throw .readOnly(path: file)
        default: throw .folderNotCreatable(path: directory, reason: String(cString: strerror(errno)))
        }
    }
}
