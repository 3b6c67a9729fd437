import ArgumentParser
import AudioIO
import Corpus
import Export
import Foundation

/// `emoscribe export`: labels in the form that the next program reads.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Hand labels over: CSV, TSV, JSONL, Praat, ELAN, Label Studio, audformat, subtitles.",
        discussion: """
            csv, tsv, jsonl   the table in one file
            textgrid, eaf     for each recording a file with tiers: emotion, transcript, confidence
            srt, vtt          for each recording a file of subtitles
            label-studio      a folder: tasks.json with predictions, labeling-config.xml
            audformat         a folder: db.yaml, db.labels.csv

            With --into, the tiers go into TextGrids or ELAN documents that are there; nothing else in them changes.

            Example:  emoscribe export labels.csv --format textgrid -o grids
                      emoscribe export labels.csv --format eaf --into annotations
                      emoscribe export labels.csv --format label-studio -o tasks --audio-root /data
            """)

    @Argument(help: ArgumentHelp("The table of 'annotate', or any manifest with emotions (CSV).", valueName: "labels"))
    var labels: String

    @Option(
        help: ArgumentHelp(
            "What to write: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"),
        transform: Self.format)
    var format: ExportFormat

    @Option(name: .shortAndLong, help: "The file or folder to write; tables go to standard output without it.")
    var output: String?

    @Option(
        help: ArgumentHelp(
            "textgrid, eaf: add the tiers to the files of this folder; in place, or to copies in -o.",
            valueName: "dir"))
    var into: String?

    @Option(
        help: ArgumentHelp(
            "csv, tsv, jsonl: only these columns, in this order.", valueName: "names"))
    var columns: String?

    @Flag(help: "csv, tsv: put ' before cells that a spreadsheet would run as a formula.")
    var spreadsheetSafe = false

    @Option(
        help: ArgumentHelp(
            "The length of recordings whose file does not say one, for rows without an end.", valueName: "s"))
    var assumeSeconds: Double?

    @Option(
        help: ArgumentHelp(
            "label-studio: the folder that its server shows (default /). audformat: the database's root.",
            valueName: "dir"))
    var audioRoot: String?

    @Option(
        help: ArgumentHelp(
            "label-studio: what the recordings' addresses begin with (default /data/local-files/?d=).",
            valueName: "url"))
    var audioPrefix: String?

    @Flag(help: "Write into a folder that holds files; those of the same names are replaced.")
    var overwrite = false

    @OptionGroup var results: OutputOptions

    private static func format(_ name: String) throws -> ExportFormat {
        guard let format = ExportFormat(rawValue: name) else {
            let all = ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no format \(name): choose one of \(all)")
        }
        return format
    }

    func validate() throws {
        if into != nil, !format.takesTiers { throw ValidationError("--into takes --format textgrid or eaf") }
        if format.isFolder, output == nil, into == nil {
            throw ValidationError("--format \(format.rawValue) writes several files: name a folder with -o")
        }
        if columns != nil, !format.isTable { throw ValidationError("--columns is for csv, tsv and jsonl") }
        if spreadsheetSafe, format != .csv, format != .tsv {
            throw ValidationError("--spreadsheet-safe is for csv and tsv")
        }
        if audioRoot != nil, format != .labelStudio, format != .audformat {
            throw ValidationError("--audio-root is for label-studio and audformat")
        }
        if audioPrefix != nil, format != .labelStudio { throw ValidationError("--audio-prefix is for label-studio") }
        if let assumeSeconds, !(assumeSeconds > 0 && assumeSeconds.isFinite) {
            throw ValidationError("--assume-seconds is more than 0, not \(assumeSeconds)")
        }
        if assumeSeconds != nil, !format.isByRecording {
            throw ValidationError("--assume-seconds is for formats with a file for each recording")
        }
        if format == .audformat, labels == "-" {
            throw ValidationError("audformat reads the table twice: name a file, not standard input")
        }
        if results.json, format.isTable, output == nil {
            throw ValidationError("--json and the table would both go to standard output: name a file with -o")
        }
    }

    func run() async throws {
        try await CommandRunner.run {
            if labels != "-" { try OutputFile.checkInput(labels, "table") }
            if let output {
                if format.isFolder {
                    try OutputFile.checkFolder(output)
                } else {
                    try OutputFile.check(output, isNot: [labels])
                }
            }
            if let into { try OutputFile.checkInput(into, "folder") }
            let reader = AudioReader()
            var export = LabelsExport(
                labels: labels, output: output, format: format,
                duration: RecordingDuration(assumedSeconds: assumeSeconds) { path in
                    try reader.statedSeconds(path: path)
                })
            export.columns = columns?.split(separator: ",").map(String.init) ?? []
            export.spreadsheetSafe = spreadsheetSafe
            export.into = into
            export.overwrite = overwrite
            export.audioRoot = audioRoot
            export.audioPrefix = audioPrefix
            do {
                return try run(export)
            } catch CorpusError.fileFailed("-", .write, EPIPE) {
                // A reader that left (`| head`) has seen enough.
                return .allDone
            }
        }
    }

    private func run(_ export: LabelsExport) throws -> ExitStatus {
        var meter: ProgressMeter?
        var told = 0
        let summary = try export.run(
            isCancelled: { Interrupts.shared.isInterrupted },
            onIssue: { issue in
                told += 1
                if told <= FailureList.shown { Console.note(issue.description) }
            },
            onFile: { done, count in
                if meter == nil {
                    meter = ProgressMeter(title: "exporting", noun: "recordings", total: count, quiet: results.quiet)
                }
                meter?.update(.init(done: done))
            })
        meter?.finish()
        if told > FailureList.shown { Console.note("… and \(told - FailureList.shown) more") }
        guard let summary else {
            results.remark("interrupted: the files that are there are whole; run the same command again")
            return .interrupted
        }
        if results.json { try JSONOutput.print(summary) }
        let left = summary.rows - summary.written
        // A table on standard output needs no such line where all of it is there.
        guard output != nil || into != nil || left > 0 else { return .allDone }
        results.remark(
            "\(summary.output == "-" ? "standard output" : EscapedText.oneLine(summary.output)): \(summary.written) of \(Spoken.count(summary.rows, "row")) in "
                + Spoken.count(summary.files, "file")
                + (summary.withoutLabel > 0 ? ", \(summary.withoutLabel) without a label" : "")
                + (summary.failedRows > 0 ? "; \(summary.failedRows) had failed and are left out" : "")
                + (left > summary.failedRows ? "; \(left - summary.failedRows) could not be used" : ""))
        return summary.problems == 0 ? .allDone : .someFailed
    }
}
