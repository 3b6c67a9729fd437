/// Why answers could not be brought in or out.
public enum CacheExchangeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file cannot be opened or read.
    case cannotRead(path: String, reason: String)
    /// The file cannot be made or written.
    case cannotWrite(path: String, reason: String)
    /// The file was written in a format of a later version.
    case newerFormat(path: String, line: Int, version: Int)
    /// A cache cannot be merged into itself.
    case sameCache(path: String)

    public var description: String {
        switch self {
        case .cannotRead(let path, let reason): "\(path) cannot be read: \(reason)"
        case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason); what was there before still is"
        case .newerFormat(let path, let line, let version):
            "\(path), line \(line): exported in format \(version), and this emoscribe reads up to "
                + "\(TranscriptFileHeader.version): update emoscribe"
        case .sameCache(let path): "\(path) is the cache that is merged into: name another one"
        }
    }
}
