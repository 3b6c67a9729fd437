import Glibc

/// What a path leads to.
///
/// Nothing is opened to find out: opening a FIFO would wait for its writer.
package enum FileKind: Sendable {
    case file
    case folder(FileIdentity)
    case fifo, socket, device, danglingLink, linkLoop
    case unreachable(code: Int32)

    /// Looks at a path without a NUL, following links.
    package init(path: String) { self.init(path: Array(path.utf8)) }

    /// Looks at a path given as bytes without a NUL, following links.
    package init(path: [UInt8]) {
        var status = stat()
        let code = withPath(path) { stat($0, &status) == 0 ? 0 : errno }
        switch code {
        case 0: self = Self.kind(status)
        case ELOOP: self = .linkLoop
        case ENOENT: self = withPath(path) { lstat($0, &status) } == 0 ? .danglingLink : .unreachable(code: ENOENT)
        default: self = .unreachable(code: code)
        }
    }

    private static func kind(_ status: stat) -> FileKind {
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder(FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)))
        case S_IFIFO: .fifo
        case S_IFSOCK: .socket
        default: .device
        }
    }

    package var isFile: Bool { if case .file = self { true } else { false } }

    package var isFolder: Bool { if case .folder = self { true } else { false } }

    /// Why it cannot be read as a recording; nil for a file.
    package var problem: String? {
        switch self {
        case .file: nil
        case .folder: "is a folder"
        case .fifo: "is a FIFO, which is never opened"
        case .socket: "is a socket"
        case .device: "is a device, which is never opened"
        case .danglingLink: "is a link to nothing"
        case .linkLoop: "is a link that leads back to itself"
        case .unreachable(let code): code == ENOENT ? "does not exist" : String(cString: strerror(code)).lowercased()
        }
    }
}

/// The same folder by whatever path it is reached.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
}

/// The names in a folder, as bytes, sorted; without `.` and `..`.
enum FolderListing {
    /// - Returns: the system's error code where the folder cannot be read.
    static func names(in folder: [UInt8]) -> Result<[[UInt8]], SystemCode> {
        guard let stream = withPath(folder, { opendir($0) }) else { return .failure(SystemCode(code: errno)) }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
        }
        return .success(names.sorted { $0.lexicographicallyPrecedes($1) })
    }

    /// Whether a path is itself a link.
    static func isLink(_ path: [UInt8]) -> Bool {
        var status = stat()
        return withPath(path) { lstat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

/// An `errno`.
struct SystemCode: Error { let code: Int32 }

private func withPath<Value>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Value) -> Value {
    (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
        // An array that holds at least the NUL has an address.
        guard let address = buffer.baseAddress else { preconditionFailure("a path without memory") }
        return body(address)
    }
}
