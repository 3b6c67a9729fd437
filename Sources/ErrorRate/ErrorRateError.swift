/// What can go wrong with error rates.
public enum ErrorRateError: Error, Sendable, CustomStringConvertible {
    case unknownNormalizer(String, valid: [String])
    /// Rows of a user's replacements that cannot be used.
    case replacements([ReplacementIssue])

    public var description: String {
        switch self {
        case .unknownNormalizer(let name, let valid):
            "\"\(name)\" is no normalizer. Valid: \(valid.joined(separator: ", "))."
        case .replacements(let issues):
            "The replacements cannot be used:\n" + issues.map { "  \($0)\n" }.joined()
        }
    }
}
