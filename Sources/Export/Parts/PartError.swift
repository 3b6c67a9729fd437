public import Corpus

/// Why parts of a table cannot be put together.
public enum PartError: Error, Sendable, CustomStringConvertible {
    /// There is no such table.
    case missingTable(table: String)
    /// What stands beside a table was named in its place.
    case partForTable(path: String, table: String)
    /// Nothing stands beside the table that says which part it is.
    case noPart(table: String)
    /// What stands beside a table cannot be used.
    case damagedPart(path: String, reason: String)
    /// The table is not the one that its run wrote.
    case changedTable(table: String)
    /// Two parts are not of one work; each difference is said in words.
    case differ(table: String, first: String, differences: [String])
    /// Several tables are the same part.
    case doubled(part: Int, parts: Int, tables: [String])
    /// No table is one of these parts.
    case missing(parts: [Int], of: Int)
    /// A part whose run did not get through.
    case unfinished(table: String, part: Int, parts: Int, rows: Int)
    /// Audio paths that cannot be written from another folder.
    case audioPaths(table: String, reason: String)
    /// Labels are needed, and these are transcripts.
    case noLabels(table: String)
    /// A file could not be read or written.
    case file(CorpusError)

    /// How many names a message lists before it only counts.
    private static let shown = 10

    public var description: String {
        switch self {
        case .missingTable(let table): EscapedText.oneLine("\(table) is not there")
        case .partForTable(let path, let table):
            EscapedText.oneLine("\(path) is found by itself: name the table beside it, \(table)")
        case .noPart(let table):
            EscapedText.oneLine(
                "\(table) is no part of a table: \(TablePart.path(ofTable: table)) is not there, which 'annotate' and "
                    + "'transcribe' write beside it with --shard. Copy the two together")
        case .damagedPart(let path, let reason):
            EscapedText.oneLine("\(path): \(reason). Run that shard again")
        case .changedTable(let table):
            EscapedText.oneLine(
                "\(table) is not what its run wrote: it was changed, cut short, or the run was killed as it ended. Run "
                    + "that shard again: what is in its cache is not computed again")
        case .differ(let table, let first, let differences):
            EscapedText.oneLine(
                "\(table) is no part of what \(first) is a part of: \(differences.joined(separator: "; "))")
        case .doubled(let part, let parts, let tables):
            EscapedText.oneLine("part \(part)/\(parts) is there more than once: \(tables.joined(separator: ", "))")
        case .missing(let missing, let count):
            (missing.count == 1 ? "a part of \(count) is" : "\(missing.count) parts of \(count) are") + " missing: "
                + missing.prefix(Self.shown).map { "\($0)/\(count)" }.joined(separator: ", ")
                + (missing.count > Self.shown ? " and \(missing.count - Self.shown) more" : "")
                + ". Finish their shards, or name the tables that are left out"
        case .unfinished(let table, let part, let parts, let rows):
            EscapedText.oneLine(
                "\(table): part \(part)/\(parts) is not finished, \(rows) of its rows are pending: the command of that "
                    + "shard goes on from there")
        case .audioPaths(let table, let reason): EscapedText.oneLine("\(table): \(reason)")
        case .noLabels(let table):
            EscapedText.oneLine("\(table) holds transcripts: a table of recordings is made from labels")
        case .file(let error): error.description
        }
    }
}
