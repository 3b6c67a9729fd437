import Annotation
import Corpus
import ErrorAnalysis
import ErrorRate
import Foundation
import SpeechToText

/// What `wer` compares: the references, and the answers of every recogniser.
struct ErrorRateInputs {
    var reference: ReferenceSource
    var recognisers: [(name: String, answers: AnswerSource)] = []
    /// Rows of the manifest that could not be read.
    var unreadableRows = 0

    /// Reads the manifest or opens the file that the references are in.
    ///
    /// - Throws: `CommandFailure`, `CorpusError`.
    init(manifest: String?, files: TranscriptFileOptions) throws {
        if let path = files.reference {
            let format = try Self.format(of: path, files.format)
            let columns = TranscriptColumns(
                id: files.idColumn ?? "id", text: files.referenceColumn ?? "transcript")
            if !format.hasColumns { try Self.refuseColumns(files, path, format) }
            reference = .file(try TranscriptFile(name: "", path: path, format: format, columns: columns))
            return
        }
        let path = manifest ?? "-"
        var corpus = try Manifest.read(path: path)
        for issue in corpus.issues { Console.note(issue.description) }
        unreadableRows = corpus.issues.count { $0.severity == .error }
        if let column = files.referenceColumn {
            try Self.takeTranscripts(from: column, into: &corpus)
        } else {
            try LabelsTableAsInput.refuseAsReferences(corpus)
        }
        guard corpus.utterances.contains(where: { $0.transcript != nil }) else {
            throw CommandFailure(
                "\(EscapedText.oneLine(path)) has no transcripts to compare with: fill its column transcript, or name "
                    + "another one with --reference-column", .wrongUsage)
        }
        reference = .manifest(corpus)
    }

    /// Adds the recognisers whose answers are in files.
    ///
    /// - Throws: `CommandFailure`, `CorpusError`.
    mutating func addFiles(_ files: TranscriptFileOptions, manifest: String?, wantsConfidence: Bool) throws {
        let idColumn = files.idColumn ?? "id"
        for argument in files.hypotheses {
            let (name, path) = Self.named(argument)
            let format = try Self.format(of: path, files.hypothesisFormat ?? files.format)
            let columns = TranscriptColumns(id: idColumn, text: files.hypothesisColumns.first ?? "transcript")
            try add(
                name, TranscriptFile(name: name, path: path, format: format, columns: columns), files, wantsConfidence)
        }
        guard files.hypotheses.isEmpty, !files.hypothesisColumns.isEmpty else { return }
        let path = files.reference ?? manifest ?? "-"
        guard path != "-" || files.reference != nil else {
            throw CommandFailure("--hypothesis-column needs a file: standard input is read only once", .wrongUsage)
        }
        let format = try Self.format(of: path, files.format)
        let file = try RereadableFile(path: path)
        for column in files.hypothesisColumns {
            let columns = TranscriptColumns(id: idColumn, text: column)
            try add(
                column, TranscriptFile(name: column, file: file, format: format, columns: columns), files,
                wantsConfidence)
        }
    }

    /// Adds a recogniser.
    ///
    /// - Throws: `CommandFailure` where the name is taken.
    mutating func add(_ name: String, _ answers: AnswerSource) throws {
        guard !recognisers.contains(where: { ByteKey($0.name) == ByteKey(name) }) else {
            throw CommandFailure(
                "two recognisers are called \(EscapedText.oneLine(name)): put a name in front of a file, as in "
                    + "--hypothesis second=h.csv", .wrongUsage)
        }
        recognisers.append((name, answers))
    }

    private mutating func add(
        _ name: String, _ file: TranscriptFile, _ files: TranscriptFileOptions, _ wantsConfidence: Bool
    ) throws {
        var file = file
        if wantsConfidence { file.confidenceColumn = try Self.confidenceColumn(of: file, files.confidenceColumn) }
        try add(name, .file(file))
    }

    // MARK: Names and formats

    /// `name=path`, or a path, whose name without its extension is the recogniser's.
    ///
    /// A file whose own name has an equals sign is taken as that file.
    static func named(_ argument: String) -> (name: String, path: String) {
        if !FileManager.default.fileExists(atPath: argument), let equals = argument.firstIndex(of: "="),
            equals > argument.startIndex
        {
            return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
        }
        let file = argument.split(separator: "/").last.map(String.init) ?? argument
        guard let dot = file.lastIndex(of: "."), dot > file.startIndex else { return (file, argument) }
        return (String(file[..<dot]), argument)
    }

    private static func format(of path: String, _ chosen: TranscriptFormat?) throws -> TranscriptFormat {
        guard let format = chosen ?? TranscriptFormat(fileName: path) else {
            let names = TranscriptFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                "\(EscapedText.oneLine(path)): its name does not tell how it is written (.txt, .trn, .csv, .jsonl, or "
                    + "'text' for Kaldi): say so with --format \(names)", .wrongUsage)
        }
        return format
    }

    private static func refuseColumns(
        _ files: TranscriptFileOptions, _ path: String, _ format: TranscriptFormat
    ) throws {
        let given = [
            ("--reference-column", files.referenceColumn), ("--duration-column", files.durationColumn),
        ].first { $0.1 != nil }
        guard let given else { return }
        throw CommandFailure(
            "\(given.0): \(EscapedText.oneLine(path)) is read as \(format.rawValue), which has no columns", .wrongUsage)
    }

    private static func confidenceColumn(of file: TranscriptFile, _ chosen: String?) throws -> String? {
        let names = try file.columnNames()
        if let chosen {
            guard names.contains(chosen) else { throw noColumn(chosen, in: file.path, names) }
            return chosen
        }
        return ["asr_confidence", "confidence"].first(where: names.contains)
    }

    /// Makes another column of a manifest its transcripts.
    private static func takeTranscripts(from column: String, into corpus: inout Manifest) throws {
        if column == "transcript" { return }
        guard let place = corpus.extraColumns.firstIndex(of: column) else {
            throw noColumn(column, in: corpus.path, corpus.columns)
        }
        for index in corpus.utterances.indices {
            corpus.utterances[index].transcript = corpus.utterances[index].extra[place]
        }
    }

    /// An unknown column is answered with those that there are.
    static func noColumn(_ name: String, in path: String, _ columns: [String]) -> CommandFailure {
        let found = columns.isEmpty ? "it has none" : "it has \(EscapedText.oneLine(columns.joined(separator: ", ")))"
        return CommandFailure(
            "there is no column \(EscapedText.oneLine(name)) in \(EscapedText.oneLine(path)); \(found)", .wrongUsage)
    }
}
