/// What can go wrong with the cache file.
///
/// Keys, tokens and stored values never appear in a description.
public enum TranscriptCacheError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The folder could not be made.
    case folderNotCreatable(path: String, reason: String)
    /// There is no cache to look into.
    case missing(path: String)
    /// The folder or file can be read but not written.
    case readOnly(path: String)
    /// Folder or file belong to somebody else who keeps them to himself.
    case anotherUsers(path: String, owner: String)
    /// The last answers are in a log that can only be read where the folder can be written.
    case unreadableLog(path: String)
    /// The disk, or the quota, is full. Everything committed before is intact.
    case diskFull(path: String)
    /// There is still room, but not enough for the answers that would be on their way.
    case diskNearlyFull(path: String, freeBytes: Int64, neededBytes: Int64)
    /// A file of that name exists, and it is not an SQLite database.
    case notADatabase(path: String)
    /// It is an SQLite database that another program made.
    case foreignDatabase(path: String)
    /// Bytes of the file were changed or lost.
    case damaged(path: String)
    /// A newer emoscribe wrote this file; `steps` are the migrations this version does not know, `program` the newest
    /// one that wrote there.
    case newerSchema(path: String, steps: [String], program: String?)
    /// Another process held the file for longer than the busy timeout.
    case busy(path: String)
    /// A stored row does not have the shape it was written with.
    case damagedRow(table: String, reason: String)
    /// Any other SQLite result, with its code and SQLite's own words.
    case database(path: String, code: Int32, message: String)
    /// A mistake of ours.
    case unexpected(String)

    public var description: String {
        switch self {
        case .folderNotCreatable(let path, let reason):
            "cannot create the cache folder \(path): \(reason); choose another with --cache DIR"
        case .missing(let path):
            "there is no cache \(path): check --cache DIR"
        case .readOnly(let path):
            "the cache \(path) cannot be written: check its owner and permissions, or choose another with --cache DIR"
        case .anotherUsers(let path, let owner):
            "the cache \(path) belongs to the user \(owner): choose a folder of your own with --cache DIR, or ask for "
                + "its answers (emoscribe cache export) and import them"
        case .unreadableLog(let path):
            "the last answers of \(path) are still in the log beside it, which cannot be read in a folder that cannot "
                + "be written: copy the whole folder to where it can, and use that with --cache DIR"
        case .diskFull(let path):
            "no space left for the cache \(path): free some and run the same command again; answers stored so far are kept"
        case .diskNearlyFull(let path, let free, let needed):
            "only \(free >> 20) MiB are free for the cache \(path), and \(needed >> 20) MiB must be, so that no answer "
                + "is paid for and lost: free some and run the same command again"
        case .notADatabase(let path):
            "\(path) is not an emoscribe cache (not an SQLite database): move it away or use --cache DIR"
        case .foreignDatabase(let path):
            "\(path) is a database that another program made: move it away or use --cache DIR"
        case .damaged(let path):
            "the cache \(path) is damaged: emoscribe cache verify lists what, and emoscribe cache export saves the "
                + "answers that can still be read, for emoscribe cache import into another folder"
        case .newerSchema(let path, let steps, let program):
            "the cache \(path) was written by a newer emoscribe\(program.map { " (\($0))" } ?? ""): it has "
                + "\(steps.map { "\"\($0)\"" }.joined(separator: ", ")), which this version does not know; update "
                + "emoscribe, or use another folder with --cache DIR (nothing was changed)"
        case .busy(let path):
            "the cache \(path) stayed locked by another process: wait for it to end and run the same command again"
        case .damagedRow(let table, let reason):
            "a row of the cache table \(table) cannot be read (\(reason)): emoscribe cache verify lists all of them, and "
                + "emoscribe cache export saves the others, for emoscribe cache import into another folder"
        case .database(let path, let code, let message):
            "the cache \(path) failed: \(message) (SQLite code \(code))"
        case .unexpected(let what):
            "the cache failed unexpectedly (\(what)): please report it"
        }
    }
}
