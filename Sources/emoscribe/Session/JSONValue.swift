/// Any JSON, for settings whose names this program need not know.
enum JSONValue: Codable {
    case null
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        }
    }

    /// The leaves by their paths, sorted, fit for a terminal: `mfcc.frameShift` is `10`; long lists are only counted.
    func leaves(_ path: String = "") -> [(path: String, value: String)] {
        switch self {
        case .null: [(path, "none")]
        case .flag(let flag): [(path, flag ? "yes" : "no")]
        case .integer(let integer): [(path, String(integer))]
        case .number(let number): [(path, "\(number)")]
        case .text(let text): [(path, ModelText.short(text))]
        case .list(let list):
            if list.count > 8 {
                [(path, "\(list.count) values")]
            } else {
                [(path, list.flatMap { $0.leaves() }.map(\.value).joined(separator: " "))]
            }
        case .object(let object):
            object.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
                .flatMap { key, value in
                    value.leaves((path.isEmpty ? "" : path + ".") + ModelText.short(key))
                }
        }
    }
}
