import Corpus
import Foundation
import Models

/// `utterances.csv`: the corpus of a comparison without its features, so that what was found can be looked at and put
/// together where the corpus is not.
///
/// It is a manifest: `audio` leads from the folder of results to the recording. `emotion` holds the name of the label, `transcript` the gold transcript, a column `asr:NAME` what that
/// recogniser heard, and `fold_1`, `fold_2` … say `train`, `dev` or `test` where an utterance is in that fold.
enum StoredCorpus {
    static let file = "utterances.csv"

    /// The file's bytes.
    static func bytes(_ data: ExperimentData) -> [UInt8] {
        var parts = [[String]](
            repeating: [String](repeating: "", count: data.folds.count), count: data.utterances.count)
        for (number, fold) in data.folds.enumerated() {
            for (name, places) in [("train", fold.train), ("dev", fold.dev), ("test", fold.test)] {
                for place in places { parts[place][number] = name }
            }
        }
        var found: Set<TranscriptVariant> = []
        for utterance in data.utterances { found.formUnion(utterance.transcripts.keys) }
        let recognisers = found.filter { $0 != .gold }.sorted { ByteKey($0.rawValue) < ByteKey($1.rawValue) }
        let writer = CSVWriter()
        var bytes = writer.record(
            ["id", "audio", "start", "end", "speaker", "transcript", "emotion"] + recognisers.map(\.rawValue)
                + data.folds.indices.map { "fold_\($0 + 1)" })
        for (utterance, folds) in zip(data.utterances, parts) {
            let recording = utterance.recording
            let times = [recording?.start, recording?.end].map { $0.map(Utterance.text(seconds:)) ?? "" }
            writer.append(
                [utterance.id, recording?.path ?? ""] + times
                    + [utterance.speaker, utterance.transcripts[.gold] ?? "", data.labels[utterance.label]]
                    + recognisers.map { utterance.transcripts[$0] ?? "" } + folds, to: &bytes)
        }
        return bytes
    }

    /// Reads it back.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - settings: those that lie beside it.
    ///   - folder: the folder that recordings shall be named from; nil for the file's own.
    /// - Returns: the corpus without features.
    /// - Throws: `ExperimentError.damaged`; `CorpusError` where the file cannot be read.
    static func read(path: String, settings: StoredSettings, from folder: String? = nil) throws -> ExperimentData {
        var manifest = try Manifest.read(path: path)
        if let folder { manifest = manifest.rebased(besideFile: folder + "/" + file) }
        let readsGold = settings.conditions.contains { $0.train == .gold || $0.test == .gold }
        func damaged(_ reason: String) -> ExperimentError { .damaged(path: path, reason: reason) }
        if let issue = manifest.issues.first { throw damaged(issue.description) }
        guard manifest.utterances.count == settings.utterances else {
            throw damaged("it has \(manifest.utterances.count) utterances, settings.json says \(settings.utterances)")
        }
        let labels = settings.settings.model.labels
        let places = Dictionary(labels.enumerated().map { (ByteKey($1), $0) }, uniquingKeysWith: { first, _ in first })
        let variants = manifest.extraColumns.enumerated().filter { !$0.element.hasPrefix("fold_") }
        var utterances: [ExperimentUtterance] = []
        for row in manifest.utterances {
            guard let label = places[ByteKey(row.emotion ?? "")] else { throw damaged("\(row.id) has no known label") }
            var transcripts: [TranscriptVariant: String] = [:]
            // An empty cell is an empty transcript where models read it, since only utterances with one are in then.
            transcripts[.gold] = row.transcript ?? (readsGold ? "" : nil)
            for (place, name) in variants { transcripts[TranscriptVariant(rawValue: name)] = row.extra[place] }
            var utterance = ExperimentUtterance(
                id: row.id, speaker: row.speaker ?? "", label: label, frames: [], frameCount: 0, prosody: [],
                transcripts: transcripts)
            utterance.recording = row.audio.map { RecordingSpan(path: $0, start: row.start, end: row.end) }
            utterances.append(utterance)
        }
        let folds = try settings.folds.enumerated().map { number, name in
            guard let column = manifest.extraColumns.firstIndex(of: "fold_\(number + 1)") else {
                throw damaged("it has no column fold_\(number + 1)")
            }
            func part(_ name: String) -> [Int] {
                manifest.utterances.indices.filter { manifest.utterances[$0].extra[column] == name }
            }
            return Fold(index: number, name: name, train: part("train"), dev: part("dev"), test: part("test"))
        }
        return ExperimentData(
            labels: labels, utterances: utterances, folds: folds, scheme: try FoldScheme(parsing: settings.foldScheme),
            hash: settings.dataHash)
    }
}
