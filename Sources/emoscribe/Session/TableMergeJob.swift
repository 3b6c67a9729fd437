import Corpus
import Export

/// The work of `emoscribe merge` for tables.
struct TableMergeJob {
    let command: MergeCommand

    private struct Summary: Encodable {
        var kind: String
        var parts: Int
        var rows: Int
        var failed: Int
        var unusable: Int
        var table: String
    }

    func run() throws -> ExitStatus {
        let written = [command.target] + [command.summary].compactMap { $0 }
        for path in written {
            try OutputFile.check(path, isNot: command.parts + command.parts.map(TablePart.path(ofTable:)))
        }
        if let summary = command.summary {
            let isOne = summary == command.target || OutputFile.areSame(summary, command.target)
            guard !isOne, !OutputFile.isSpecial(command.target) else {
                throw CommandFailure(
                    "--summary is made from the merged table: give a file of its own for each", .wrongUsage)
            }
        }
        let merge = try TableMerge(tables: command.parts)
        if command.summary != nil, merge.kind != .labels { throw PartError.noLabels(table: command.parts[0]) }
        do {
            try merge.write(to: command.target) { Interrupts.shared.isInterrupted }
            if let summary = command.summary {
                try merge.writeSummary(to: summary, of: command.target) { Interrupts.shared.isInterrupted }
            }
        } catch is CancellationError {
            command.output.remark("interrupted: a table that was not finished was not written")
            return .interrupted
        }
        let counts = merge.counts
        if command.output.json {
            try JSONOutput.print(
                Summary(
                    kind: merge.kind.rawValue, parts: command.parts.count, rows: counts.rows, failed: counts.failed,
                    unusable: counts.unusable, table: command.target))
        }
        var facts = ["\(Spoken.count(counts.rows, "row")) of \(Spoken.count(command.parts.count, "part"))"]
        if counts.failed > 0 { facts.append("\(counts.failed) failed") }
        if counts.unusable > 0 { facts.append("\(counts.unusable) of the input could not be used") }
        command.output.remark(facts.joined(separator: ", "))
        for path in written where path != "-" { command.output.remark("wrote \(EscapedText.oneLine(path))") }
        return counts.failed == 0 && counts.unusable == 0 ? .allDone : .someFailed
    }
}
