import Corpus
import Foundation

/// Files that commands write, whole or not at all.
enum OutputFile {
    static func write(_ bytes: [UInt8], to path: String) throws { try WholeFile.write(bytes, to: path) }

    static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    /// Finds out before the work, not after it, that a result has no place to go or would replace what it is made from.
    ///
    /// - Parameters:
    ///   - path: where the result shall go.
    ///   - inputs: files the command reads; compared as files, not as names.
    /// - Throws: `CommandFailure`.
    static func check(_ path: String, isNot inputs: [String?]) throws {
        guard path != "-" else { return }
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else {
                throw CommandFailure("\(path) is a folder: name a file", .wrongUsage)
            }
            for input in inputs.compactMap({ $0 }) where areSame(path, input) {
                throw CommandFailure(
                    "\(path) is what this command reads: it would be overwritten; name another file", .wrongUsage)
            }
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure("the folder of \(path) is not there: create it or choose another place", .wrongUsage)
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw CommandFailure("\(path) cannot be written: \(folder) allows no writing", .wrongUsage)
        }
    }

    /// Whether a path is standard output, a device or a FIFO: nothing can stand beside it, and it cannot be read again.
    static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        return path == "-" || stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    }

    /// Whether two paths lead to the same file that is there; compared as files, not as names.
    static func areSame(_ left: String, _ right: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Keeps other processes from working on the same result, as long as what is returned is held.
    ///
    /// - Throws: `CommandFailure` that names who does already.
    static func lock(_ path: String) throws -> FileLock {
        let beside = path + ".lock"
        guard let lock = try FileLock.take(beside, .exclusive) else {
            throw CommandFailure(
                "\(EscapedText.oneLine(path)) is being made by \(FileLock.holder(beside) ?? "another process"): wait for it, "
                    + "or name another file", .wrongUsage)
        }
        return lock
    }

    /// Finds out before the work that a folder for results cannot be one.
    static func checkFolder(_ path: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw CommandFailure("\(path) is a file: name a folder for the results", .wrongUsage)
        }
    }

    /// Says in plain words that a file to be read is not there.
    static func checkInput(_ path: String, _ what: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("there is no \(what) \(path)", .wrongUsage)
        }
    }
}
