/// A grid of cells whose colour is a number, with the number written on each.
package struct HeatMap: Sendable {
    /// How a cell's number becomes its colour.
    package enum Scale: Sendable {
        /// Shares in 0...1, by lightness alone.
        case shares
        /// −1...1 of a limit: blue for less, orange for more.
        case differences
    }

    package struct Cell: Sendable {
        /// On the scale; nil for a cell without a value, such as those of a row nobody is in.
        package var share: Double?
        package var text: String
        /// A second, smaller line.
        package var note: String
        package var tip: String

        package init(share: Double?, text: String, note: String, tip: String) {
            self.share = share
            self.text = text
            self.note = note
            self.tip = tip
        }
    }

    package var title: String
    package var summary: String
    package var rowTitle: String
    package var columnTitle: String
    package var rowLabels: [String]
    package var columnLabels: [String]
    /// Row by row.
    package var cells: [[Cell]]
    package var scale = Scale.shares

    package func figure() -> SVGFigure {
        let longest = rowLabels.map { min($0.count, Self.labelLimit) }.max() ?? 0
        let left = 26 + Double(longest) * 6.6
        let top = 44.0
        let cell = (width: 66.0, height: 46.0)
        let right = left + cell.width * Double(columnLabels.count)
        let bottom = top + cell.height * Double(rowLabels.count)
        var content = [
            Draw.text(columnTitle, x: (left + right) / 2, y: 14, class: "muted small middle"),
            Markup.element(
                "text",
                [
                    "class": "muted small middle",
                    "transform": "translate(12 \(Numbers.coordinate((top + bottom) / 2))) rotate(-90)",
                ], [.text(rowTitle)]),
        ]
        for (column, label) in columnLabels.enumerated() {
            let x = left + cell.width * (Double(column) + 0.5)
            content.append(Draw.text(Draw.shortened(label, to: 9), x: x, y: top - 8, class: "middle"))
        }
        for (row, label) in rowLabels.enumerated() {
            let y = top + cell.height * Double(row)
            content.append(
                Draw.text(
                    Draw.shortened(label, to: Self.labelLimit), x: left - 7, y: y + cell.height / 2 + 4, class: "end"))
            for (column, value) in cells[row].enumerated() {
                let x = left + cell.width * Double(column)
                content += drawn(value, x: x, y: y, width: cell.width, height: cell.height)
            }
        }
        return SVGFigure(width: right + 2, height: bottom + 2, title: title, summary: summary, content: content)
    }

    private func drawn(_ cell: Cell, x: Double, y: Double, width: Double, height: Double) -> [Markup] {
        let (fill, ink) = classes(cell)
        let middle = y + height / 2
        let parts: [Markup?] = [
            Draw.rectangle(x: x + 1, y: y + 1, width: width - 2, height: height - 2, class: fill, tip: cell.tip),
            Draw.text(
                cell.text, x: x + width / 2, y: cell.note.isEmpty ? middle + 4 : middle - 1,
                class: "middle strong \(ink)"),
            cell.note.isEmpty
                ? nil : Draw.text(cell.note, x: x + width / 2, y: middle + 14, class: "middle small \(ink)"),
        ]
        return parts.compactMap(\.self)
    }

    private func classes(_ cell: Cell) -> (fill: String, ink: String) {
        guard let share = cell.share, share.isFinite else { return ("none", "muted") }
        switch scale {
        case .shares:
            let step = Int((min(max(share, 0), 1) * 10).rounded())
            return ("h\(step)", "i\(step)")
        case .differences:
            let step = Int(((min(max(share, -1), 1) + 1) * 5).rounded())
            return ("d\(step)", "e\(step)")
        }
    }

    private static let labelLimit = 14
}
