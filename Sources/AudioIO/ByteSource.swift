import Glibc

/// The bytes of one audio file, on disk or in memory, as libsndfile is to see them.
///
/// A file's size is taken once, when it is opened, so a file that grows meanwhile stays what it was. Patches lie over
/// the bytes that are there; the file is never written.
final class ByteSource {
    let name: String
    private(set) var size: Int
    private(set) var readFailure: String?

    fileprivate var position = 0
    private let storage: Storage
    private var patches: [(offset: Int, bytes: [UInt8])] = []
    private var beginning: [UInt8] = []
    private var dropped = 0

    private enum Storage {
        case file(descriptor: Int32)
        case memory([UInt8])
    }

    init(bytes: [UInt8], name: String) {
        self.name = name
        size = bytes.count
        storage = .memory(bytes)
    }

    /// Opens a regular file.
    ///
    /// Anything else is named and left alone: opening a pipe would wait for ever, and opening a device can have
    /// effects.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - shown: what errors call it; nil = its path.
    /// - Throws: `AudioError` for what is no regular file, or cannot be opened.
    init(path: String, shown: String? = nil) throws(AudioError) {
        // A C string ends at the first NUL: the file that would be opened has another name.
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .notFound(path: path) }
        var status = stat()
        guard stat(path, &status) == 0 else { throw ByteSource.failure(path: path, code: errno) }
        try ByteSource.requireRegular(status, path: path)
        // O_NONBLOCK: should a pipe have taken the file's place since, opening it does not wait.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw ByteSource.failure(path: path, code: errno) }
        do throws(AudioError) {
            guard fstat(descriptor, &status) == 0 else { throw ByteSource.failure(path: path, code: errno) }
            try ByteSource.requireRegular(status, path: path)
        } catch {
            close(descriptor)
            throw error
        }
        name = shown ?? path
        size = Int(status.st_size)
        storage = .file(descriptor: descriptor)
    }

    deinit {
        if case .file(let descriptor) = storage { close(descriptor) }
    }

    /// Up to `count` bytes from `offset`; fewer at the end.
    func bytes(at offset: Int, count: Int) -> [UInt8] {
        let count = max(0, min(count, size - offset))
        guard offset >= 0, count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
            initialised = read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
    }

    /// Lays bytes over the content from `offset` on.
    func patch(_ bytes: [UInt8], at offset: Int) { patches.append((offset, bytes)) }

    /// Puts other bytes in the place of the first `count`; offsets count from the new beginning afterwards.
    func replaceBeginning(_ count: Int, with bytes: [UInt8]) {
        beginning = bytes
        dropped = min(count, size)
        size += bytes.count - dropped
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        guard offset < beginning.count else { return readStored(into: buffer, at: offset - beginning.count + dropped) }
        let count = min(buffer.count, beginning.count - offset)
        buffer.copyBytes(from: beginning[offset..<offset + count])
        return count + readStored(into: .init(rebasing: buffer[count...]), at: dropped)
    }

    private func readStored(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        let wanted = max(0, min(buffer.count, size - beginning.count + dropped - offset))
        guard wanted > 0, let base = buffer.baseAddress else { return 0 }
        var got = 0
        switch storage {
        case .memory(let bytes):
            bytes.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[offset..<offset + wanted])) }
            got = wanted
        case .file(let descriptor):
            while got < wanted {
                let count = pread(descriptor, base + got, wanted - got, off_t(offset + got))
                if count < 0 && errno == EINTR { continue }
                if count < 0 { readFailure = String(cString: strerror(errno)) }
                guard count > 0 else { break }
                got += count
            }
        }
        for patch in patches {
            for (index, byte) in patch.bytes.enumerated() where (offset..<offset + got).contains(patch.offset + index) {
                buffer[patch.offset + index - offset] = byte
            }
        }
        return got
    }

    private static func requireRegular(_ status: stat, path: String) throws(AudioError) {
        let kind: AudioError.FileKind
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR: kind = .directory
        case S_IFIFO: kind = .pipe
        case S_IFSOCK: kind = .socket
        case S_IFCHR, S_IFBLK: kind = .device
        default: kind = .unknown
        }
        throw .notRegularFile(path: path, kind: kind)
    }

    private static func failure(path: String, code: Int32) -> AudioError {
        switch code {
        case ENOENT, ENOTDIR:
            var target = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = readlink(path, &target, target.count)
            guard length >= 0 else { return .notFound(path: path) }
            let bytes = target.prefix(length).map { UInt8(bitPattern: $0) }
            return .danglingLink(path: path, target: String(decoding: bytes, as: UTF8.self))
        case ELOOP: return .linkLoop(path: path)
        default: return .unreadable(path: path, reason: String(cString: strerror(code)))
        }
    }
}

// What libsndfile's callbacks do; they get the source as their user data.
extension ByteSource {
    func readNext(_ count: Int, into pointer: UnsafeMutableRawPointer) -> Int {
        let got = read(into: UnsafeMutableRawBufferPointer(start: pointer, count: max(0, count)), at: position)
        position += got
        return got
    }

    func seek(to offset: Int, whence: Int32) -> Int {
        let base = whence == SEEK_END ? size : whence == SEEK_CUR ? position : 0
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target >= 0 else { return -1 }
        position = target
        return target
    }

    var tell: Int { position }

    func rewind() { position = 0 }
}
