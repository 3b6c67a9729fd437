import Glibc

/// Writes a file so that its readers see the old content or the new, never a part.
package enum WholeFile {
    /// Writes beside the place and renames; standard output for `-`.
    ///
    /// A device or FIFO is written to as it is.
    ///
    /// - Parameters:
    ///   - bytes: the new content.
    ///   - path: the file.
    ///   - permissions: of a new file, less what the process's mask takes away.
    /// - Throws: `CorpusError.fileFailed`; what was there before is then still there.
    package static func write(
        _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o666
    ) throws(CorpusError) {
        var status = stat()
        let special = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        if path == "-" || special {
            let descriptor = path == "-" ? dup(1) : open(path, O_WRONLY | O_CLOEXEC)
            return try write(bytes, descriptor, path)
        }
        let temporary = "\(path).\(getpid()).tmp"
        do {
            try write(bytes, open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions), path)
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw .fileFailed(path: path, doing: .write, code: code)
        }
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(CorpusError) {
        guard descriptor >= 0 else { throw .fileFailed(path: path, doing: .write, code: errno) }
        var code: Int32 = 0
        var done = 0
        while done < bytes.count, code == 0 {
            let written = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 { done += written } else if errno != EINTR { code = errno }
        }
        if close(descriptor) != 0, code == 0 { code = errno }
        guard code == 0 else { throw .fileFailed(path: path, doing: .write, code: code) }
    }
}
