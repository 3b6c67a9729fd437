/// One thing that was looked at, and how it is.
public struct Finding: Sendable, Hashable, Encodable {
    /// How it is.
    public enum Verdict: String, Sendable, Hashable, Encodable {
        case ok
        /// It works, and something about it should be known.
        case warning
        /// It does not work; the text says what to do.
        case problem
        /// It was not looked at; the text says why.
        case skipped
    }

    /// What was looked at, one word.
    public var subject: String
    /// How it is.
    public var verdict: Verdict
    /// What was seen, and what to do about a problem; without keys, on one line.
    public var text: String

    /// See the properties of the same names.
    public init(_ subject: String, _ verdict: Verdict, _ text: String) {
        self.subject = subject
        self.verdict = verdict
        self.text = text
    }
}
