import Foundation

/// An API key or token.
///
/// It never shows itself: not when printed, described, dumped or mirrored.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// Takes a key, spaces and line ends around it removed.
    ///
    /// - Returns: nil when nothing is left, or when a character is left that cannot stand in an HTTP header.
    public init?(_ text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        value = trimmed
    }

    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The key itself: for the request's header only.
    package var revealed: String { value }

    /// Shorter keys (`EMPTY`, as some servers want it) are ordinary words and are not searched for in answers.
    private var isWorthHiding: Bool { value.utf8.count >= 8 }

    /// `text` without this key, should a server have sent it back.
    func redacting(_ text: String) -> String {
        isWorthHiding ? text.replacingOccurrences(of: value, with: description) : text
    }

    /// `bytes` without this key, should a server have sent it back.
    func redacting(_ bytes: Data) -> Data {
        let key = Data(value.utf8)
        guard isWorthHiding, bytes.range(of: key) != nil else { return bytes }
        var result = bytes
        while let range = result.range(of: key) { result.replaceSubrange(range, with: Data(description.utf8)) }
        return result
    }
}
