/// What can go wrong with the cache file.
///
/// Keys, tokens and stored values never appear in a description.
public enum TranscriptCacheError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The folder could not be made.
    case folderNotCreatable(path: String, reason: String)
    /// The folder or file can be read but not written.
    case readOnly(path: String)
    /// The disk, or the quota, is full. Everything committed before is intact.
    case diskFull(path: String)
    /// A file of that name exists, and it is not an SQLite database (or it is damaged).
    case notADatabase(path: String)
    /// A newer emoscribe wrote this file; `migrations` are the steps this version does not know.
    case newerSchema(path: String, migrations: [String])
    /// Another process held the file for longer than the busy timeout.
    case busy(path: String)
    /// A stored row does not have the shape it was written with.
    case damagedRow(table: String, reason: String)
    /// Any other SQLite result, with its code and SQLite's own words.
    case database(path: String, code: Int32, message: String)

    public var description: String {
        switch self {
        case .folderNotCreatable(let path, let reason):
            "cannot create the cache folder \(path): \(reason); choose another with --cache DIR"
        case .readOnly(let path):
            "the cache \(path) cannot be written: check its owner and permissions, or choose another with --cache DIR"
        case .diskFull(let path):
            "no space left for the cache \(path): free some and run the same command again; answers stored so far are kept"
        case .notADatabase(let path):
            "\(path) is not an emoscribe cache (not an SQLite database, or damaged): move it away or use --cache DIR"
        case .newerSchema(let path, let migrations):
            "the cache \(path) was written by a newer emoscribe (unknown: \(migrations.joined(separator: ", "))): "
                + "update emoscribe, or use another folder with --cache DIR"
        case .busy(let path):
            "the cache \(path) stayed locked by another process: wait for it to end and run the same command again"
        case .damagedRow(let table, let reason):
            "a row of the cache table \(table) cannot be read (\(reason)): keep a copy of the folder and use another with --cache DIR"
        case .database(let path, let code, let message):
            "the cache \(path) failed: \(message) (SQLite code \(code))"
        }
    }
}
