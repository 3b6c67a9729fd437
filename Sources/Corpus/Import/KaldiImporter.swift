/// A Kaldi data directory: `wav.scp`, `text`, `utt2spk`, and where they are there `segments`, `spk2gender` and an emotion in
/// `utt2emotion` or `utt2emo`.
///
/// Each line is a key, white space, a value. With `segments` (utterance, recording, start, end) an utterance is a span of a
/// recording; without, a recording. A recording given as a command (its entry ends with `|`) is left out: nothing is ever
/// run that a data file names. A relative path leads from the data directory, else from the working directory.
public struct KaldiImporter: CorpusImporter {
    public static let name = "kaldi"
    public static let summary = "a Kaldi data directory"
    public static let layout = """
        wav.scp, text, utt2spk and, where they are there, segments, spk2gender, utt2emotion (or utt2emo).
        Recordings that are commands (… |) are left out: nothing named by a file is run.
        """

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        var issues: [ManifestIssue] = []
        let recordings = try table("wav.scp", path, &issues) ?? []
        guard !recordings.isEmpty else {
            throw .notThisLayout(path: path, layout: "Kaldi's data directories", needed: "a wav.scp with recordings")
        }
        let segments = try table("segments", path, &issues)
        let texts = index(try table("text", path, &issues))
        let speakers = index(try table("utt2spk", path, &issues))
        let genders = index(try table("spk2gender", path, &issues))
        let emotionTable = try table("utt2emotion", path, &issues)
        let emotions = index(emotionTable == nil ? try table("utt2emo", path, &issues) : emotionTable)
        let sounds = usable(recordings, path, &issues)
        var utterances: [Utterance] = []
        func add(_ id: String, _ row: Int, recording: String, start: Double? = nil, end: Double? = nil) {
            guard let sound = sounds[ByteKey(recording)] else { return }
            let speaker = speakers[ByteKey(id)]?.value
            let gender = speaker.flatMap { genders[ByteKey($0)]?.value }
            utterances.append(
                Utterance(
                    id: id, audio: sound, start: start, end: end, speaker: speaker,
                    gender: gender.map { ["m": "male", "f": "female"][$0.lowercased()] ?? $0 },
                    transcript: texts[ByteKey(id)]?.value, emotion: emotions[ByteKey(id)]?.value, row: row))
        }
        if let segments {
            let named = index(recordings)
            for line in segments {
                let fields = line.value.split(whereSeparator: \.isWhitespace)
                guard fields.count >= 3, let start = Double(fields[1]), let end = Double(fields[2]), end > start,
                    start >= 0
                else {
                    issues.append(
                        ManifestIssue(
                            .error, path: "\(path)/segments", row: line.row, id: line.key,
                            message: "not utterance, recording, start and end in seconds: left out"))
                    continue
                }
                if named[ByteKey(String(fields[0]))] == nil {
                    issues.append(
                        ManifestIssue(
                            .error, path: "\(path)/segments", row: line.row, id: line.key,
                            message: "its recording \(fields[0]) is not in wav.scp: left out"))
                    continue
                }
                add(line.key, line.row, recording: String(fields[0]), start: start, end: end)
            }
        } else {
            for line in recordings { add(line.key, line.row, recording: line.key) }
        }
        let known = Set(utterances.map { ByteKey($0.id) })
        let strays = texts.keys.filter { !known.contains($0) }.count
        return ImportedCorpus(
            manifest: Manifest(path: path, directory: path, utterances: utterances), issues: issues,
            remarks: strays > 0 ? ["\(strays) lines of text belong to no utterance that is in"] : [])
    }

    private struct Line {
        var key: String
        var value: String
        var row: Int
    }

    /// The lines of a file; nil where it is not there, the first of two with one key.
    private func table(
        _ name: String, _ path: String, _ issues: inout [ManifestIssue]
    ) throws(CorpusError) -> [Line]? {
        let file = "\(path)/\(name)"
        guard FileKind(path: file).isFile else { return nil }
        var reader = try TextLines(path: file)
        var lines: [Line] = []
        var rows: [ByteKey: Int] = [:]
        while let (row, text) = try reader.next() {
            let trimmed = text.drop { $0.isWhitespace }
            guard !trimmed.isEmpty else { continue }
            let key = trimmed.prefix { !$0.isWhitespace }
            var value = trimmed.dropFirst(key.count).drop { $0.isWhitespace }
            while value.last?.isWhitespace == true { value.removeLast() }
            if let first = rows[ByteKey(String(key))] {
                issues.append(
                    ManifestIssue(
                        .error, path: file, row: row, id: String(key),
                        message: "is there twice, first on line \(first): left out"))
                continue
            }
            rows[ByteKey(String(key))] = row
            lines.append(Line(key: String(key), value: String(value), row: row))
        }
        return lines
    }

    /// Where a recording lies: from the data directory, or from the working directory, as Kaldi's own scripts have it.
    private func place(of recording: String, _ path: String) -> String {
        if recording.hasPrefix("/") { return recording }
        let folder = Self.absolute(path) ?? path
        if FileKind(path: "\(folder)/\(recording)").isFile { return "\(folder)/\(recording)" }
        return (Self.absolute(".").map { $0 + "/" } ?? "") + recording
    }

    private static func absolute(_ path: String) -> String? {
        RelativePath.canonical(path).map { "/" + $0.joined(separator: "/") }
    }

    private func index(_ lines: [Line]?) -> [ByteKey: Line] {
        Dictionary((lines ?? []).map { (ByteKey($0.key), $0) }) { first, _ in first }
    }

    /// Recordings that are files and are there.
    private func usable(_ recordings: [Line], _ path: String, _ issues: inout [ManifestIssue]) -> [ByteKey: String] {
        var sounds: [ByteKey: String] = [:]
        for line in recordings {
            func refuse(_ message: String) {
                issues.append(
                    ManifestIssue(
                        .error, path: "\(path)/wav.scp", row: line.row, id: line.key, message: message + ": left out"))
            }
            if line.value.hasSuffix("|") {
                refuse("is a command, and commands are not run; write its sound to a file and name that")
                continue
            }
            let place = place(of: line.value, path)
            if let problem = FileKind(path: place).problem {
                refuse("\(line.value) \(problem), neither from the data directory nor from here")
                continue
            }
            sounds[ByteKey(line.key)] = place
        }
        return sounds
    }
}
