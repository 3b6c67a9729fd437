import ArgumentParser
import ErrorAnalysis
import Foundation

/// Options of `wer` that say what is shown and written.
struct ErrorOutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also by group: emotion, speaker, gender, session, language, any other column of the references, duration, or "
                + "confidence; repeatable. column:NAME is a column in any case.", valueName: "column"))
    var by: [String] = []

    @Option(
        name: .customLong("duration-edges"),
        help: ArgumentHelp(
            "Where the ranges of --by duration begin and end, in seconds (default: 1,2,4,8,16).", valueName: "list"))
    var durationEdges: EdgeList?

    @Option(
        name: .customLong("confidence-edges"),
        help: ArgumentHelp(
            "Where the ranges of --by confidence begin and end (default: 0.2,0.4,0.6,0.8).", valueName: "list"))
    var confidenceEdges: EdgeList?

    @Flag(help: "Show each utterance with its alignment, in colour on a terminal (NO_COLOR switches that off).")
    var align = false

    @Flag(name: .customLong("errors-only"), help: "With --align: only utterances with an error.")
    var errorsOnly = false

    @Option(
        name: .customLong("per-utterance"),
        help: ArgumentHelp(
            "Write a CSV row for each utterance and recogniser. '-': into the result itself, which is the key perUtterance "
                + "with --json, and the rows alone without it.", valueName: "csv"))
    var perUtterance: String?

    @Option(
        help: ArgumentHelp(
            "Write the alignments as sclite does. With several recognisers a file each: x.pra becomes x.NAME.pra.",
            valueName: "pra"))
    var pra: String?

    @Flag(
        name: .customLong("spreadsheet-safe"),
        help: "Write a ' before cells of the CSV that a spreadsheet would run as a formula.")
    var spreadsheetSafe = false

    func validate() throws {
        if errorsOnly, !align { throw ValidationError("--errors-only belongs to --align") }
        if pra == "-" { throw ValidationError("--pra needs a file: standard output is for the table") }
        if perUtterance == "-", align {
            throw ValidationError("--per-utterance - and --align both want standard output: give a file")
        }
        for name in by where name.isEmpty || name == "column:" {
            throw ValidationError("--by needs a column, duration or confidence")
        }
    }

    /// What to group by, and the columns needed for it in the order of their places.
    var breakdowns: (list: [Breakdown], columns: [String]) {
        var list: [Breakdown] = []
        var columns: [String] = []
        for name in by {
            switch name {
            case "duration":
                list.append(.duration(durationEdges.flatMap { Bins(edges: $0.edges, unit: "s") } ?? .durations))
            case "confidence":
                list.append(.confidence(confidenceEdges.flatMap { Bins(edges: $0.edges) } ?? .confidences))
            default:
                let column = name.hasPrefix("column:") ? String(name.dropFirst("column:".count)) : name
                list.append(.column(name: column, place: columns.count))
                columns.append(column)
            }
        }
        return (list, columns)
    }
}

/// Numbers between which ranges lie, `1,2,4`.
struct EdgeList: ExpressibleByArgument {
    let edges: [Double]

    init?(argument: String) {
        let edges = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        let numbers = edges.compactMap { $0 }
        guard numbers.count == edges.count, Bins(edges: numbers) != nil else { return nil }
        self.edges = numbers
    }
}
