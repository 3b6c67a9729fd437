/// Horizontal bars, one a row, each made of one or more segments end to end.
package struct BarChart: Sendable {
    package struct Row: Sendable {
        package var label: String
        /// Lengths in the chart's unit; the place in the list is the colour.
        package var segments: [Double]
        /// Written behind the bar.
        package var text: String
        package var tip: String

        package init(label: String, segments: [Double], text: String, tip: String) {
            self.label = label
            self.segments = segments
            self.text = text
            self.tip = tip
        }
    }

    package var title: String
    package var summary: String
    package var rows: [Row]

    package func figure() -> SVGFigure {
        let longest = rows.map { min($0.label.count, Self.labelLimit) }.max() ?? 0
        let left = 10 + Double(longest) * 6.9
        let step = 26.0
        let width = 360.0
        let room = width - left - 12 - Double(rows.map(\.text.count).max() ?? 0) * 7
        let longestBar = rows.map { $0.segments.filter(\.isFinite).reduce(0, +) }.max() ?? 0
        let scale = longestBar > 0 ? room / longestBar : 0
        var content: [Markup] = []
        for (index, row) in rows.enumerated() {
            let y = Double(index) * step + 4
            content.append(
                Draw.text(
                    Draw.shortened(row.label, to: Self.labelLimit), x: left - 6, y: y + 14, class: "end"))
            var x = left
            for (series, length) in row.segments.enumerated() where length.isFinite && length > 0 {
                content.append(
                    Draw.rectangle(
                        x: x, y: y, width: length * scale, height: 19,
                        class: "bar s\(series % Palette.light.series.count)", tip: row.tip))
                x += length * scale
            }
            content.append(Draw.text(row.text, x: x + 6, y: y + 14))
        }
        content.append(Draw.line(left, 0, left, Double(rows.count) * step + 2, class: "axis"))
        return SVGFigure(
            width: width, height: Double(rows.count) * step + 4, title: title, summary: summary, content: content)
    }

    private static let labelLimit = 18
}
