/// A table for the terminal: names to the left, numbers to the right.
struct TextTable {
    var header: [String]
    var rows: [[String]]
    /// Columns of names.
    var leading: Set<Int> = [0]

    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - cell.count)
                return leading.contains(column) ? cell + gap : gap + cell
            }.joined(separator: "  ").trimmingSuffix(while: \.isWhitespace)
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !predicate($0) }) else { return "" }
        return String(self[...last])
    }
}
