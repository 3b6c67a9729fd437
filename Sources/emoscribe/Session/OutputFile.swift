import Corpus
import Foundation

/// Files that commands write, whole or not at all.
enum OutputFile {
    static func write(_ bytes: [UInt8], to path: String) throws { try WholeFile.write(bytes, to: path) }

    static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    /// Finds out before the work, not after it, that a result has no place to go.
    static func checkIsWritable(_ path: String) throws {
        guard path != "-" else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure("the folder of \(path) is not there: create it or choose another place", .wrongUsage)
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw CommandFailure("\(path) cannot be written: \(folder) allows no writing", .wrongUsage)
        }
    }
}
