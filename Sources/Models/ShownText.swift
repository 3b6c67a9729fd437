/// Text from a file as it may stand in a message: one line without control characters, and not endless.
enum ShownText {
    /// The longest text shown, in Unicode scalars.
    static let limit = 80

    /// Control characters, line separators and marks that turn the direction of writing as `\u{1b}`; cut after `limit`.
    static func short(_ text: String, limit: Int = Self.limit) -> String {
        var result = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < limit else { return result + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
