/// A value in a TOML file, with the line it stands on.
public struct TOMLItem: Sendable, Equatable {
    /// What is there.
    public var value: TOMLValue
    /// Counted from 1.
    public var line: Int

    /// See the properties of the same names.
    public init(_ value: TOMLValue, line: Int) {
        self.value = value
        self.line = line
    }
}

/// The kinds of value in a TOML file.
public indirect enum TOMLValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    /// A date, a time or both, as written.
    case moment(String)
    case array([TOMLItem])
    case table(TOMLTable)

    /// What people call it, for messages.
    public var kind: String {
        switch self {
        case .string: "a text"
        case .integer: "a whole number"
        case .float: "a number"
        case .boolean: "true or false"
        case .moment: "a date or time"
        case .array: "a list"
        case .table: "a table"
        }
    }
}

/// Keys and their values in the order of the file.
public struct TOMLTable: Sendable, Equatable {
    /// One key with its value; `line` is where the key first stands.
    public struct Entry: Sendable, Equatable {
        /// The key, unquoted.
        public var key: String
        /// Counted from 1.
        public var line: Int
        /// Its value.
        public var item: TOMLItem
    }

    /// In the order of the file.
    public var entries: [Entry]

    /// A table of these entries.
    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// The value of a key, nil where there is none.
    ///
    /// - Complexity: O(keys).
    public subscript(key: String) -> TOMLItem? { entries.first { $0.key == key }?.item }

    /// Reads a TOML 1.0 document.
    ///
    ///     let table = try TOMLTable(parsing: "[endpoint.lab]\nurl = \"http://127.0.0.1:8000/v1\"\n")
    ///
    /// - Parameter text: the whole file; a byte order mark at its start is passed over.
    /// - Throws: `TOMLError` at the first thing that is no TOML.
    /// - Source: the TOML 1.0.0 specification; compared with Python's tomllib in the tests.
    public init(parsing text: String) throws(TOMLError) {
        var parser = TOMLParser(text)
        self = try parser.document()
    }
}

/// What is wrong in a TOML file, and where.
public struct TOMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Counted from 1.
    public var line: Int
    /// Counted from 1, in characters.
    public var column: Int
    /// What was expected or must not be.
    public var reason: String

    public var description: String { "line \(line), column \(column): \(reason)" }
}
