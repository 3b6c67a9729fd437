import Foundation

/// An answer that is supposed to be JSON.
enum JSONAnswer {
    /// Reads it.
    ///
    /// - Throws: `malformedResponse` that says what came instead.
    static func read(_ body: Data) throws(SpeechToTextError) -> JSONValue {
        guard let json = JSONValue(body) else { throw unexpected(complaint(body), body) }
        return json
    }

    /// An answer that is not what this service is supposed to send, with its start.
    static func unexpected(_ reason: String, _ body: Data) -> SpeechToTextError {
        .malformedResponse(
            reason: reason, excerpt: ProviderFailure.shorten(ProviderFailure.plainText(body)))
    }

    private static func complaint(_ body: Data) -> String {
        guard let first = body.first(where: { !" \t\r\n".utf8.contains($0) }) else { return "it is empty" }
        return switch first {
        case UInt8(ascii: "<"): "it is a web page, not JSON"
        case UInt8(ascii: "{"), UInt8(ascii: "["): "the JSON is cut off or broken"
        default: "it is not JSON"
        }
    }
}

extension String {
    /// White space at the ends gone, elsewhere one space; so are control characters, which no speech has.
    var collapsed: String {
        unicodeScalars.split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
            .map(String.init).joined(separator: " ")
    }
}

extension JSONValue {
    /// A number in 0...1; what lies outside is no probability and is taken as absent.
    var probability: Double? { number.flatMap { (0...1).contains($0) ? $0 : nil } }

    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
}
