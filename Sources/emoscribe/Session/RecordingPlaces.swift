import Corpus
import Experiments
import Foundation
import Report

/// Where the recordings of a comparison lie, seen from its page.
struct RecordingPlaces {
    /// Utterances whose recording the folder names.
    let named: Int
    /// Those whose file is not there.
    let missing: Int
    private let sources: [ByteKey: AudioSource]

    init(folder: String, page: String, _ utterances: [ExperimentUtterance]) {
        var sources: [ByteKey: AudioSource] = [:]
        var found: [ByteKey: String?] = [:]
        var named = 0
        let start = RelativePath.canonical(Manifest.folder(of: page))
        for utterance in utterances {
            guard let recording = utterance.recording, !recording.path.isEmpty else { continue }
            named += 1
            let key = ByteKey(recording.path)
            let path = found[key] ?? Self.way(to: recording.path, in: folder, from: start)
            found[key] = .some(path)
            guard let path else { continue }
            sources[ByteKey(utterance.id)] = AudioSource(path: path, start: recording.start, end: recording.end)
        }
        self.sources = sources
        self.named = named
        missing = named - sources.count
    }

    /// The recording of an utterance; nil where it is not there.
    func source(of id: String) -> AudioSource? { sources[ByteKey(id)] }

    /// The way from the page's folder to a recording; nil where there is no such file.
    static func way(to path: String, in folder: String, from start: [String]?) -> String? {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        let full = isAbsolute ? path : folder + "/" + path
        var isFolder: ObjCBool = false
        guard let start, FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue,
            let end = RelativePath.canonical(Manifest.folder(of: full))
        else { return nil }
        let name = full.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? full
        return RelativePath.from(start, to: end) + "/" + name
    }
}
