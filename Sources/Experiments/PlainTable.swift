/// A table of text cells for terminals and Markdown: its first two columns hold names, the others numbers.
struct PlainTable {
    let header: [String]
    let rows: [[String]]

    private static let names = 2

    /// Columns of equal width with a rule beneath the header, a line each.
    var lines: [String] {
        let cells = [header] + rows
        let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        var lines = cells.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return column < Self.names ? row[column] + padding : padding + row[column]
            }.joined(separator: "  ")
        }
        lines.insert(String(repeating: "─", count: lines[0].count), at: 1)
        return lines
    }

    /// GitHub's Markdown, a line each.
    var markdownLines: [String] {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        let rule = "| " + header.indices.map { $0 < Self.names ? "---" : "---:" }.joined(separator: " | ") + " |"
        return [line(header), rule] + rows.map(line)
    }
}
