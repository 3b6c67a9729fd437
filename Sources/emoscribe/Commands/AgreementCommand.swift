import Agreement
import ArgumentParser
import Corpus
import ErrorRate
import Foundation

/// `emoscribe agreement`: how well people, or people and a model, agree.
struct AgreementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement",
        abstract: "Agreement of annotators, or of people and a model: kappa, alpha, confusion.",
        discussion: """
            Tables are matched by id; what one of them lacks is told. All measures are nominal. With one table,
            --column names the column of each annotator.

            Example:  emoscribe agreement labels.csv gold.csv
                      emoscribe agreement anna.csv ben.csv cleo.csv --labels angry,happy=excited,sad,neutral
                      emoscribe agreement labels.csv --column emotion --column manifest_emotion
            """)

    @Argument(
        help: ArgumentHelp("Tables with id and a label (CSV or JSONL), one for each annotator.", valueName: "tables"))
    var tables: [String]

    @Option(
        name: .customLong("column"),
        help: ArgumentHelp(
            "The column of the label: once for all tables, or once for each (default emotion).", valueName: "name"))
    var columns: [String] = []

    @Option(
        help: ArgumentHelp(
            "The labels to tell apart, as for 'train'; without it every label that occurs, case and space aside.",
            valueName: "list"))
    var labels: String?

    @Option(help: ArgumentHelp("Draws for the 95 % intervals; 0 makes none.", valueName: "n"))
    var replicates = 1000

    @Option(help: "Seed of the draws.")
    var seed: UInt64 = 1

    @Option(name: .customLong("csv"), help: ArgumentHelp("Also write every figure to a table.", valueName: "file"))
    var table: String?

    @OptionGroup var output: OutputOptions

    private var sources: [RatingTables.Source] {
        let columns = self.columns.isEmpty ? ["emotion"] : self.columns
        if tables.count == 1 { return columns.map { .init(path: tables[0], column: $0) } }
        return tables.enumerated().map { index, path in
            .init(path: path, column: columns.count == 1 ? columns[0] : columns[index])
        }
    }

    func validate() throws {
        guard tables.count > 1 || columns.count > 1 else {
            throw ValidationError("agreement takes two: two tables, or one table and --column twice")
        }
        guard tables.count == 1 || columns.count <= 1 || columns.count == tables.count else {
            throw ValidationError("--column is given once for all tables, or once for each of the \(tables.count)")
        }
        guard replicates == 0 || (100...1_000_000).contains(replicates) else {
            throw ValidationError("--replicates is 100 to 1000000, or 0, not \(replicates)")
        }
        if tables.filter({ $0 == "-" }).count > 1 { throw ValidationError("standard input can be one table only") }
    }

    func run() async throws {
        try await CommandRunner.run {
            for path in tables where path != "-" { try OutputFile.checkInput(path, "table") }
            if let table { try OutputFile.check(table, isNot: tables) }
            let found = try RatingTables(sources, labels: try labels.map { try LabelSet(parsing: $0) })
            let (errors, report) = try examine(found)
            if let table { try OutputFile.write(report.csv, to: table) }
            if output.json {
                try JSONOutput.print(report.json)
            } else {
                Console.print(report.text)
            }
            return errors == 0 ? .allDone : .someFailed
        }
    }

    private func examine(_ found: RatingTables) throws -> (errors: Int, AgreementReport) {
        let errors = found.issues.filter { $0.severity == .error }
        for issue in errors.prefix(FailureList.shown) { Console.note(issue.description) }
        if errors.count > FailureList.shown { Console.note("… and \(errors.count - FailureList.shown) more") }
        for annotator in found.annotators { tell(annotator) }
        guard found.ratings.pairableUnits > 0 else {
            throw CommandFailure(
                "no utterance was labelled by two: are the ids the same in all tables, and the column \(columns.first ?? "emotion") the labels'?",
                .wrongUsage)
        }
        var generator = SeededGenerator(seed: seed, stream: "agreement")
        let bootstrap = replicates == 0 ? nil : Bootstrap(replicates: replicates)
        let whole = AgreementAnalysis(found.ratings, bootstrap: bootstrap, using: &generator)
        var pairs: [AgreementReport.Pair] = []
        for first in found.annotators.indices {
            for second in found.annotators.indices.dropFirst(first + 1) {
                let both = found.ratings.of([first, second])
                let analysis =
                    found.annotators.count == 2
                    ? whole : AgreementAnalysis(both, bootstrap: bootstrap, using: &generator)
                pairs.append(.init(first: first, second: second, analysis: analysis, confusion: both.confusion(0, 1)))
            }
        }
        return (
            errors.count,
            AgreementReport(
                annotators: found.annotators, labels: found.labels, whole: whole, pairs: pairs, replicates: replicates,
                seed: seed)
        )
    }

    private func tell(_ annotator: RatingTables.Annotator) {
        let name = EscapedText.oneLine(annotator.name)
        if annotator.missing > 0 {
            let first = annotator.firstMissing.map(EscapedText.oneLine).joined(separator: ", ")
            output.remark(
                "\(name): \(Spoken.count(annotator.missing, "utterance")) of the others not in it: \(first)"
                    + (annotator.missing > annotator.firstMissing.count ? " …" : ""))
        }
        if annotator.unlabelled > 0 {
            output.remark("\(name): \(Spoken.count(annotator.unlabelled, "row")) without a label")
        }
        if !annotator.otherLabels.isEmpty {
            let list = annotator.otherLabels.map { "\(EscapedText.oneLine($0.name)) \($0.count)" }
            output.remark("\(name): labels outside of --labels, left out: \(list.joined(separator: ", "))")
        }
    }
}
