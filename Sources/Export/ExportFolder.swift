import Corpus
import Foundation

/// A folder for results.
enum ExportFolder {
    /// Makes the folder where it is missing.
    ///
    /// - Throws: `ExportError.folderInUse` where it holds files and nothing may be replaced, `CorpusError.fileFailed`.
    static func prepare(_ path: String, overwrite: Bool) throws {
        try make(path)
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        guard overwrite || names.allSatisfy({ $0.hasPrefix(".") }) else { throw ExportError.folderInUse(path: path) }
    }

    /// Makes a folder and those above it.
    static func make(_ path: String) throws(CorpusError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .fileFailed(path: path, doing: .write, code: errno == 0 ? EEXIST : errno)
        }
    }
}

/// Where the recordings of a table lie; links are not followed.
struct AudioPlace {
    private let manifest: Manifest

    init(labels: String) { manifest = Manifest(path: labels, utterances: []) }

    /// The path under which a recording can be opened.
    func path(of audio: String) -> String { manifest.audioPath(of: Utterance(id: "", audio: audio)) ?? audio }

    /// The absolute path of a recording.
    func absolute(_ audio: String) -> String { "/" + Self.components(path(of: audio)).joined(separator: "/") }

    /// The path from a folder that the recording lies in; nil where it lies elsewhere.
    func path(of audio: String, below root: String) -> String? {
        let (audio, root) = (Self.components(path(of: audio)), Self.components(root))
        guard audio.count > root.count, zip(audio, root).allSatisfy({ ByteKey($0) == ByteKey($1) }) else { return nil }
        return audio.dropFirst(root.count).joined(separator: "/")
    }

    /// The way from a folder to the recording, with `..` where it leads out.
    func path(of audio: String, from folder: String) -> String {
        RelativePath.from(Self.components(folder), to: Self.components(path(of: audio)))
    }

    private static func components(_ path: String) -> [String] {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        let whole = isAbsolute ? path : FileManager.default.currentDirectoryPath + "/" + path
        var result: [String] = []
        for part in whole.utf8.split(separator: UInt8(ascii: "/")).map({ String(Substring($0)) }) where part != "." {
            if part == ".." { _ = result.popLast() } else { result.append(part) }
        }
        return result
    }
}
