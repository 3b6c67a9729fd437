import Corpus

/// Why labels could not be handed over.
public enum ExportError: Error, Sendable, CustomStringConvertible {
    /// An annotation file that a tier was to be added to cannot be read; `line` counts from 1.
    case malformed(path: String, format: String, line: Int?, reason: String)
    /// The folder for the results holds files already.
    case folderInUse(path: String)
    /// A column that was asked for is not in the table.
    case noColumn(String, path: String, found: [String])
    /// A file of corrections says nothing that can be used.
    case notCorrections(path: String, reason: String)

    public var description: String {
        switch self {
        case .malformed(let path, let format, let line, let reason):
            EscapedText.oneLine(
                "\(path)\(line.map { ":\($0)" } ?? ""): this is no \(format) that can be added to: \(reason)")
        case .folderInUse(let path):
            EscapedText.oneLine(
                "\(path) holds files already, maybe corrected by hand: name another folder, or --overwrite to replace "
                    + "files of the same names")
        case .noColumn(let name, let path, let found):
            EscapedText.oneLine("\(path): there is no column \(name). Found: \(found.joined(separator: ", ")).")
        case .notCorrections(let path, let reason): EscapedText.oneLine("\(path): \(reason)")
        }
    }
}
