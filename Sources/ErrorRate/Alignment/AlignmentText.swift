/// An alignment as three lines for people: reference, hypothesis, and a letter under each error.
///
/// ```
/// REF: the cat sat on *** mat
/// HYP: the bat sat on the ***
///           S           I   D
/// ```
///
/// The layout is that of jiwer's `visualize_alignment`; widths are counted in code points.
public struct AlignmentText: Sendable {
    /// Whether the errors are coloured with ANSI sequences: substitutions yellow, deletions red, insertions blue.
    public var coloured: Bool
    /// The longest line, the leading five characters included; nil = everything on one line of each kind.
    public var lineWidth: Int?

    public init(coloured: Bool = false, lineWidth: Int? = nil) {
        self.coloured = coloured
        self.lineWidth = lineWidth
    }

    /// The lines, each ended by a newline; groups of three are separated by an empty line.
    ///
    /// - Parameters:
    ///   - alignment: of the two.
    ///   - reference: its units; see `Tokenization.tokens(in:)`.
    ///   - hypothesis: its units.
    /// - Returns: three lines for each group, and none where both sides are empty.
    public func render(_ alignment: Alignment, reference: [String], hypothesis: [String]) -> String {
        var groups: [[Column]] = [[]]
        var width = 5
        for pair in alignment.pairs() {
            let column = Column(
                kind: pair.kind, reference: pair.reference.map { reference[$0] },
                hypothesis: pair.hypothesis.map { hypothesis[$0] })
            if let lineWidth, width + column.width > lineWidth, width > 5 {
                groups.append([])
                width = 5
            }
            groups[groups.count - 1].append(column)
            width += column.width + 1
        }
        guard groups != [[]] else { return "" }
        return groups.map(lines).joined(separator: "\n")
    }

    private struct Column: Equatable {
        let kind: EditKind
        let reference: String?
        let hypothesis: String?

        var width: Int { max(reference?.unicodeScalars.count ?? 0, hypothesis?.unicodeScalars.count ?? 0) }
    }

    private func lines(_ columns: [Column]) -> String {
        let reference = columns.map { paint(cell($0.reference, $0), $0.kind) }
        let hypothesis = columns.map { paint(cell($0.hypothesis, $0), $0.kind) }
        var marks = columns.map { paint(padded(mark($0.kind), to: $0.width), $0.kind) }.joined(separator: " ")
        while marks.last == " " { marks.removeLast() }
        return "REF: \(reference.joined(separator: " "))\nHYP: \(hypothesis.joined(separator: " "))\n     \(marks)\n"
    }

    private func cell(_ text: String?, _ column: Column) -> String {
        text.map { padded($0, to: column.width) } ?? String(repeating: "*", count: column.width)
    }

    private func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.unicodeScalars.count)) + text
    }

    private func mark(_ kind: EditKind) -> String {
        switch kind {
        case .equal: " "
        case .substitute: "S"
        case .delete: "D"
        case .insert: "I"
        }
    }

    private func paint(_ text: String, _ kind: EditKind) -> String {
        guard coloured else { return text }
        switch kind {
        case .equal: return text
        case .substitute: return "\u{1b}[33m\(text)\u{1b}[0m"
        case .delete: return "\u{1b}[31m\(text)\u{1b}[0m"
        case .insert: return "\u{1b}[34m\(text)\u{1b}[0m"
        }
    }
}
