import Corpus
import Foundation

/// The formats with a file for each recording: rows are gathered by recording, then the files are written one by one.
struct RecordingExport {
    private let export: LabelsExport
    private let place: AudioPlace
    private let ending: String

    init(_ export: LabelsExport) {
        self.export = export
        place = AudioPlace(labels: export.labels)
        ending = export.format.fileEnding ?? ""
    }

    func run(
        isCancelled: () -> Bool, onIssue: (ManifestIssue) -> Void, onFile: (_ done: Int, _ count: Int) -> Void
    ) throws -> LabelsExport.Summary? {
        let folder = export.output ?? export.into ?? "."
        var summary = LabelsExport.Summary(format: export.format.rawValue, output: folder)
        var groups = try GroupedBytes()
        let reader = try LabelsReader(path: export.labels)
        if export.output != nil { try ExportFolder.prepare(folder, overwrite: export.overwrite) }
        let isDone = try export.eachRow(reader, isCancelled, onIssue, &summary) { row, summary in
            if row.isFailed {
                summary.failedRows += 1
            } else if let audio = row.utterance.audio {
                try groups.add(RecordingRow(row).packed, to: audio)
            } else {
                summary.problems += 1
                onIssue(export.issue(row.utterance.row, row.id, "has no recording"))
            }
        }
        guard isDone else { return nil }
        try groups.flush()
        let names = RecordingNames(groups.names).names
        var existing = ExistingFiles(folder: export.into, ending: ending)
        for (index, recording) in groups.names.enumerated() {
            if isCancelled() { return nil }
            let rows = try RecordingRow.rows(of: index, in: groups)
            do {
                var name = "\(names[index]).\(ending)"
                if export.into != nil { name = try existing.name(for: recording, names[index]) }
                let (bytes, problems) = try file(rows, recording, name, folder)
                for problem in problems { onIssue(export.issue(problem.row.row, problem.row.id, problem.reason)) }
                summary.problems += problems.count
                try write(bytes, to: "\(folder)/\(name)")
                summary.files += 1
                let left = Set(problems.map(\.row.row))
                let written = rows.filter { !left.contains($0.row) }
                summary.written += written.count
                summary.withoutLabel += written.filter { $0.emotion.isEmpty }.count
            } catch let error where !Self.endsTheRun(error) {
                summary.problems += 1
                onIssue(
                    ManifestIssue(
                        .error, path: export.labels, row: rows.first?.row, message: "recording \(recording): \(error)"))
            }
            onFile(index + 1, groups.names.count)
        }
        return summary
    }

    private typealias Problems = [(row: RecordingRow, reason: String)]

    /// The content of the file of one recording.
    private func file(
        _ rows: [RecordingRow], _ recording: String, _ name: String, _ folder: String
    ) throws -> (bytes: [UInt8], problems: Problems) {
        var problems: Problems = []
        if export.format == .textgrid, let into = export.into {
            let path = "\(into)/\(name)"
            let grid = try TextGridDocument(bytes: try ExistingFiles.bytes(path), path: path)
            let tiers = Tiers(rows, duration: grid.end, prefix: TextGridDocument.prefix)
            return (grid.adding(tiers.tiers), tiers.problems + tiers.rows(endingBy: grid.start))
        }
        let duration = self.duration(of: recording, rows, &problems)
        let usable = problems.isEmpty ? rows : rows.filter { row in !problems.contains { $0.row.row == row.row } }
        switch export.format {
        case .srt: return (Subtitles.subRip(Subtitles.cues(usable, duration: duration, &problems)), problems)
        case .vtt: return (Subtitles.webVTT(Subtitles.cues(usable, duration: duration, &problems)), problems)
        case .textgrid:
            let tiers = Tiers(usable, duration: duration)
            return (TextGridText(start: 0, end: tiers.end).file(tiers.tiers), problems + tiers.problems)
        default:
            if let into = export.into {
                let path = "\(into)/\(name)"
                let document = try ELANDocument(bytes: try ExistingFiles.bytes(path), path: path)
                let tiers = Tiers(usable, duration: duration, prefix: TextGridDocument.prefix)
                return (try document.adding(tiers.tiers), problems + tiers.problems)
            }
            let tiers = Tiers(usable, duration: duration)
            let file = "\(folder)/\(name)"
            let bytes = ELANText.file(
                tiers.tiers, media: place.absolute(recording),
                relative: place.path(of: recording, from: Manifest.folder(of: file)))
            return (bytes, problems + tiers.problems)
        }
    }

    /// The recording's length where the format or a row needs it; rows that cannot do without are problems.
    private func duration(of recording: String, _ rows: [RecordingRow], _ problems: inout Problems) -> Double? {
        let needed = rows.contains { $0.end == nil }
        guard needed || export.format == .textgrid else { return nil }
        let (seconds, failure) = export.duration.seconds(of: place.path(of: recording))
        if let failure, needed {
            for row in rows where row.end == nil {
                problems.append((row, "\(failure) (its length is needed; --assume-seconds gives one)"))
            }
        }
        // What the recording cannot tell, a grid that goes on to its last row can do without.
        return seconds
    }

    /// Where one file cannot be written, the next cannot either; what cannot be read is one file.
    private static func endsTheRun(_ error: any Error) -> Bool {
        if case CorpusError.fileFailed(_, .write, _) = error { true } else { false }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(CorpusError) {
        try ExportFolder.make(Manifest.folder(of: path))
        try WholeFile.write(bytes, to: path)
    }
}

/// Files that tiers are added to.
struct ExistingFiles {
    let folder: String?
    let ending: String
    private var taken: [String: String] = [:]

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    init(folder: String?, ending: String) {
        self.folder = folder
        self.ending = ending
    }

    /// The file of a recording, from the folder: at its place, or by its name alone.
    ///
    /// - Throws: `Missing` where there is none, or where another recording has it already.
    mutating func name(for recording: String, _ name: String) throws(Missing) -> String {
        let file = recording.split(separator: "/").last.map(String.init) ?? recording
        let stem =
            file.split(separator: ".").count > 1 ? file.split(separator: ".").dropLast().joined(separator: ".") : file
        let candidates = [name, stem, file].flatMap { ["\($0).\(ending)", "\($0).\(ending.lowercased())"] }
        guard let folder, let found = candidates.first(where: { Self.isFile("\(folder)/\($0)") }) else {
            throw Missing(description: "no \(stem).\(ending) in \(folder ?? ""): left out")
        }
        if let other = taken.updateValue(recording, forKey: found) {
            throw Missing(description: "\(found) was taken for \(other) already: left out")
        }
        return found
    }

    static func bytes(_ path: String) throws(CorpusError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .fileFailed(path: path, doing: .read, code: errno)
        }
        return Array(data)
    }

    private static func isFile(_ path: String) -> Bool {
        if case .file = FileKind(path: Array(path.utf8)) { true } else { false }
    }
}
