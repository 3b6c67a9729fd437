import Corpus

/// The table as JSON, an object a line.
///
/// Times, confidences and probabilities are numbers, everything else is text; an empty cell is null, but for the transcript,
/// where it says that nothing was heard.
struct JSONLinesExport: RowExport {
    private let file: StreamedFile
    private let columns: [(name: String, isNumber: Bool, place: Int)]

    init(path: String, columns: [String], places: [Int]) throws(CorpusError) {
        file = try StreamedFile(path: path)
        self.columns = places.map { (columns[$0], LabelColumns.isNumeric(columns[$0]), $0) }
    }

    mutating func add(_ row: LabelledRow) throws(CorpusError) -> String? {
        let cells = row.cells
        var line: [UInt8] = []
        for (index, column) in columns.enumerated() {
            line += (index == 0 ? "{" : ", ").utf8
            JSONLine.append(column.name, to: &line)
            line += ": ".utf8
            let cell = cells[column.place]
            if cell.isEmpty, column.name != ManifestColumn.transcript.rawValue {
                line += "null".utf8
            } else if column.isNumber, let number = JSONText.number(cell) {
                line += number.utf8
            } else {
                JSONLine.append(cell, to: &line)
            }
        }
        try file.write(line + "}\n".utf8)
        return nil
    }

    mutating func finish() throws(CorpusError) -> [String] {
        try file.finish()
        return [file.path]
    }
}

/// JSON made piece by piece.
enum JSONText {
    static func string(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONLine.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A cell as a JSON number, as it is written; nil where JSON has no such number.
    static func number(_ cell: String) -> String? {
        var digits = cell.utf8[...]
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        guard let first = digits.first, let last = digits.last, isDigit(first), isDigit(last),
            first != UInt8(ascii: "0") || digits.count == 1 || !isDigit(digits.dropFirst().first ?? 0),
            digits.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(cell), value.isFinite,
            !cell.contains(".e"), !cell.contains(".E")
        else { return nil }
        return cell
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
