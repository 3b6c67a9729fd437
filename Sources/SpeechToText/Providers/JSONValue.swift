import Foundation

/// Any JSON, for reading what servers send without believing that they send what they promise.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Nil when `bytes` are not JSON; see `JSONReader` for what passes as JSON.
    init?(_ bytes: Data) {
        guard let value = JSONReader.read(bytes) else { return nil }
        self = value
    }

    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self, let member = members[name], member != .null else { return nil }
        return member
    }

    var string: String? { if case .string(let value) = self { value } else { nil } }
    var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

    /// A finite number, also one that was sent as a text.
    var number: Double? {
        let value: Double? =
            switch self {
            case .number(let value): value
            case .string(let text): Double(text)
            default: nil
            }
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    /// A text, or a number as a text: error codes are both.
    var text: String? {
        switch self {
        case .string(let value): value
        case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
        default: nil
        }
    }
}
