import Corpus

/// Texts out of model files as a terminal may show them: files come from anywhere.
enum ModelText {
    /// One line without control characters, marks that turn the writing's direction included; cut after `limit` characters.
    static func short(_ text: String, limit: Int = 60) -> String {
        var plain = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < limit else { return EscapedText.oneLine(plain) + "…" }
            switch scalar.properties.generalCategory {
            case .format, .lineSeparator, .paragraphSeparator: plain += "\\u{\(String(scalar.value, radix: 16))}"
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return EscapedText.oneLine(plain)
    }

    /// Lines of at most `width` columns, broken between pieces.
    static func wrapped(_ pieces: [String], width: Int) -> [String] {
        var lines: [String] = []
        for piece in pieces where !piece.isEmpty {
            if let last = lines.last, last.count + 1 + piece.count <= width {
                lines[lines.count - 1] = last + " " + piece
            } else {
                lines.append(piece)
            }
        }
        return lines
    }

    /// A row of blocks whose height follows the values; at most `width` of them, each the mean of its share.
    static func sparkline(_ values: [Double], width: Int) -> String {
        let blocks = Array("▁▂▃▄▅▆▇█")
        let count = min(width, values.count)
        guard count > 1, let low = values.min(), let high = values.max(), high > low else { return "" }
        return String(
            (0..<count).map { index in
                let share = values[index * values.count / count..<(index + 1) * values.count / count]
                let mean = share.reduce(0, +) / Double(share.count)
                return blocks[min(7, Int((mean - low) / (high - low) * 8))]
            })
    }
}
