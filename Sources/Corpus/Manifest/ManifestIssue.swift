/// Something wrong or odd in a manifest, with its place.
public struct ManifestIssue: Sendable, CustomStringConvertible {
    /// Errors make a row or a file unusable; warnings are worth a look.
    public enum Severity: String, Sendable { case error, warning }

    public var severity: Severity
    public var path: String
    /// The line, from 1, on which the record starts; nil where it is about the whole file.
    public var row: Int?
    public var column: String?
    public var id: String?
    public var message: String

    public init(
        _ severity: Severity, path: String, row: Int? = nil, column: String? = nil, id: String? = nil, message: String
    ) {
        self.severity = severity
        self.path = path
        self.row = row
        self.column = column
        self.id = id
        self.message = message
    }

    /// `corpus.csv:12: error: column start, id u7: "abc" is not …`.
    public var description: String {
        var text = path
        if let row { text += ":\(row)" }
        text += ": \(severity.rawValue): "
        let place = [column.map { "column \($0)" }, id.map { "id \($0)" }].compactMap { $0 }
        if !place.isEmpty { text += place.joined(separator: ", ") + ": " }
        return EscapedText.oneLine(text + message)
    }
}
