import ArgumentParser
import Corpus

/// Columns of the manifest that have another name than this program's.
struct ColumnOptions: ParsableArguments {
    @Option(
        name: .customLong("column"),
        help: ArgumentHelp(
            "Read a column under another name, as transcript=text or emotion=emotion4; can be given several times.",
            valueName: "name=source"))
    var columns: [ColumnSource] = []

    /// The corpus with these columns.
    func applied(to manifest: Manifest) throws -> Manifest {
        do throws(CorpusError) {
            return try manifest.taking(columns.map { (column: $0.column, source: $0.source) })
        } catch {
            throw CommandFailure("--column: \(error)", .wrongUsage)
        }
    }
}

/// `transcript=text`: what to fill, and from what.
struct ColumnSource: ExpressibleByArgument {
    var column: String
    var source: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "=") else { return nil }
        column = String(argument[..<equals])
        source = String(argument[argument.index(after: equals)...])
        guard Manifest.takenColumns.contains(column), !source.isEmpty else { return nil }
    }

    static var allValueStrings: [String] { Manifest.takenColumns.map { "\($0)=SOURCE" } }
}
