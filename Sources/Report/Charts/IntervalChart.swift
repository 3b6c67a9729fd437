/// Marks with the intervals they are sure within, one or more series a row, names at the left.
package struct IntervalChart: Sendable {
    /// One mark.
    package struct Value: Sendable {
        package var series: Int
        /// Nil leaves the place empty.
        package var value: Double?
        package var lower: Double?
        package var upper: Double?
        package var tip: String

        package init(series: Int, value: Double?, lower: Double? = nil, upper: Double? = nil, tip: String) {
            self.series = series
            self.value = value
            self.lower = lower
            self.upper = upper
            self.tip = tip
        }
    }

    package struct Row: Sendable {
        package var label: String
        /// Drawn below each other, in this order.
        package var values: [Value]

        package init(label: String, values: [Value]) {
            self.label = label
            self.values = values
        }
    }

    package var title: String
    package var summary: String
    package var horizontalTitle: String
    package var rows: [Row]
    package var width = 360.0
    /// A value to compare with, such as chance, and its name.
    package var guide: (x: Double, label: String)?

    package func figure() -> SVGFigure {
        let longest = rows.map { min($0.label.count, Self.labelLimit) }.max() ?? 0
        let left = 12 + Double(longest) * 6.6
        let deepest = Double(rows.map(\.values.count).max() ?? 1)
        let step = max(24, 12 + deepest * 12)
        let top = guide == nil ? 4.0 : 18.0
        let bottom = top + step * Double(rows.count)
        let numbers = rows.flatMap { $0.values.flatMap { [$0.value, $0.lower, $0.upper] } }.compactMap(\.self)
        let plot = Plot(
            across: Axis(covering: numbers + (guide.map { [$0.x] } ?? [])), up: Axis(covering: [0, 1]), left: left,
            right: width - 14, top: top, bottom: bottom)
        var content: [Markup] = []
        for tick in plot.across.ticks {
            let x = plot.place((tick, 0)).x
            content.append(Draw.line(x, top, x, bottom, class: "grid"))
            content += plot.horizontalTick(Numbers.fixed(tick, plot.across.decimals), at: tick)
        }
        content.append(Draw.line(left, bottom, plot.right, bottom, class: "axis"))
        if let guide {
            let x = plot.place((guide.x, 0)).x
            content.append(Draw.line(x, top, x, bottom, class: "guide"))
            let atEnd = x > (left + plot.right) / 2
            content.append(Draw.text(guide.label, x: x, y: 11, class: atEnd ? "small end" : "small"))
        }
        for (index, row) in rows.enumerated() {
            let middle = top + step * (Double(index) + 0.5)
            content.append(
                Draw.text(Draw.shortened(row.label, to: Self.labelLimit), x: left - 7, y: middle + 4, class: "end"))
            for (place, value) in row.values.enumerated() {
                content += drawn(value, y: middle + (Double(place) - Double(row.values.count - 1) / 2) * 12, in: plot)
            }
        }
        content.append(
            Draw.text(horizontalTitle, x: (left + plot.right) / 2, y: bottom + 32, class: "small muted middle"))
        return SVGFigure(width: width, height: bottom + 38, title: title, summary: summary, content: content)
    }

    private func drawn(_ value: Value, y: Double, in plot: Plot) -> [Markup] {
        guard let center = value.value, center.isFinite else { return [] }
        var content: [Markup] = []
        if let lower = value.lower, let upper = value.upper, lower.isFinite, upper.isFinite {
            content.append(
                Draw.line(
                    plot.place((lower, 0)).x, y, plot.place((upper, 0)).x, y, class: "line \(Draw.style(value.series))")
            )
        }
        content.append(Draw.mark(x: plot.place((center, 0)).x, y: y, series: value.series, tip: value.tip))
        return content
    }

    private static let labelLimit = 30
}
