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
            for input in inputs.compactMap({ $0 }) {
                var other = stat()
                if stat(input, &other) == 0, other.st_dev == status.st_dev, other.st_ino == status.st_ino {
                    throw CommandFailure(
                        "\(path) is what this command reads: it would be overwritten; name another file", .wrongUsage)
                }
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
