/// Writes CSV by RFC 4180, as bytes, with LF line ends; with tabs in place of commas where asked.
///
/// ```swift
/// var bytes: [UInt8] = []
/// CSVWriter().append(["u1", "say \"hi\""], to: &bytes)     // u1,"say ""hi"""
/// ```
///
/// A cell is quoted only where it must be: when it holds the separator, a quote, CR or LF, begins or ends with a space, or
/// would be taken for something else (a byte order mark in front, an empty cell alone on its line).
public struct CSVWriter: Sendable {
    /// Whether `'` is put before cells that a spreadsheet would run as a formula.
    ///
    /// Those are the cells that begin with `=`, `+`, `-`, `@`, tab or CR and are not a plain number. Off, cells are
    /// written as they are, since most readers are programs.
    public var spreadsheetSafe: Bool
    /// What stands between cells: a comma, or a tab for TSV.
    public let separator: UInt8

    public init(spreadsheetSafe: Bool = false, separator: UInt8 = UInt8(ascii: ",")) {
        self.spreadsheetSafe = spreadsheetSafe
        self.separator = separator
    }

    /// Appends one record with its line end.
    public func append(_ fields: [String], to output: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { output.append(separator) }
            var field = field
            field.withUTF8 { append($0, alone: fields.count == 1, to: &output) }
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// One record with its line end.
    public func record(_ fields: [String]) -> [UInt8] {
        var output: [UInt8] = []
        append(fields, to: &output)
        return output
    }

    private func append(_ cell: UnsafeBufferPointer<UInt8>, alone: Bool, to output: inout [UInt8]) {
        let guarded = spreadsheetSafe && Self.looksLikeFormula(cell)
        guard Self.needsQuotes(cell, alone: alone, separator: separator) else {
            if guarded { output.append(UInt8(ascii: "'")) }
            output.append(contentsOf: cell)
            return
        }
        output.append(UInt8(ascii: "\""))
        if guarded { output.append(UInt8(ascii: "'")) }
        for byte in cell {
            if byte == UInt8(ascii: "\"") { output.append(byte) }
            output.append(byte)
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func needsQuotes(
        _ cell: UnsafeBufferPointer<UInt8>, alone: Bool, separator: UInt8
    ) -> Bool {
        guard let first = cell.first, let last = cell.last else { return alone }
        if first == UInt8(ascii: " ") || last == UInt8(ascii: " ")
            || first == 0xef && cell.starts(with: [0xef, 0xbb, 0xbf])
        {
            return true
        }
        return cell.contains { byte in
            byte == separator || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r")
        }
    }

    private static func looksLikeFormula(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        switch cell.first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): true
        case UInt8(ascii: "+"), UInt8(ascii: "-"): !isNumber(cell)
        default: false
        }
    }

    /// Sign, digits with at most one point, and an exponent.
    private static func isNumber(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        var rest = cell[...].dropFirst()
        func digits() -> Int {
            let count = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
            rest = rest.dropFirst(count)
            return count
        }
        var count = digits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            count += digits()
        }
        guard count > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
