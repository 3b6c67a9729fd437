import Glibc

/// A file for what does not fit into memory; it has no name, so that nothing is left behind however the program ends.
///
/// It lies in the folder that `TMPDIR` names, in `/tmp` without it, and only its owner can read it.
package final class TemporaryFile: Sendable {
    private let descriptor: Int32
    private let folder: String

    /// - Throws: `CorpusError.fileFailed` with the folder.
    package init() throws(CorpusError) {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        folder = named.isEmpty ? "/tmp" : named
        var name = Array("\(folder)/emoscribe-XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw .fileFailed(path: folder, doing: .write, code: errno) }
        unlink(&name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Where it can be opened by name as long as this lives.
    package var path: String { "/proc/self/fd/\(descriptor)" }

    /// Writes values at a place, counted in bytes.
    ///
    /// - Throws: `CorpusError.fileFailed`.
    package func write<Value: BitwiseCopyable>(_ values: [Value], at offset: Int) throws(CorpusError) {
        var code: Int32 = 0
        values.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, code == 0 {
                let count = pwrite(
                    descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, offset + done)
                if count > 0 {
                    done += count
                } else if count == 0 || errno != EINTR {
                    code = count == 0 ? ENOSPC : errno
                }
            }
        }
        guard code == 0 else { throw .fileFailed(path: folder, doing: .write, code: code) }
    }

    /// Reads values that were written at a place, counted in bytes.
    ///
    /// - Throws: `CorpusError.fileFailed`.
    package func read<Value: BitwiseCopyable>(
        _ count: Int, of type: Value.Type, at offset: Int
    ) throws(CorpusError) -> [Value] {
        var code: Int32 = 0
        let values = [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            let size = count * MemoryLayout<Value>.stride
            var done = 0
            while done < size, code == 0 {
                let place = UnsafeMutableRawPointer(buffer.baseAddress)?.advanced(by: done)
                let received = pread(descriptor, place, size - done, offset + done)
                if received > 0 {
                    done += received
                } else if received == 0 || errno != EINTR {
                    code = received == 0 ? EIO : errno
                }
            }
            filled = code == 0 ? count : 0
        }
        guard code == 0 else { throw .fileFailed(path: folder, doing: .read, code: code) }
        return values
    }
}
