/// Stretches of time with a label, a row for each recording, over one common clock.
package struct TimelineChart: Sendable {
    package struct Stretch: Sendable {
        /// Seconds from the recording's start.
        package var start: Double
        package var end: Double
        /// The colour; nil for a stretch without a label.
        package var series: Int?
        /// Written into the stretch where there is room, or its first letter.
        package var label: String
        package var tip: String

        package init(start: Double, end: Double, series: Int?, label: String, tip: String) {
            self.start = start
            self.end = end
            self.series = series
            self.label = label
            self.tip = tip
        }
    }

    package struct Row: Sendable {
        package var label: String
        package var stretches: [Stretch]

        package init(label: String, stretches: [Stretch]) {
            self.label = label
            self.stretches = stretches
        }
    }

    package var title: String
    package var summary: String
    package var rows: [Row]
    package var width = 760.0
    /// Where the clock ends, in seconds; nil where the last stretch does.
    package var end: Double?

    package func figure() -> SVGFigure {
        let longest = rows.map { min($0.label.count, Self.labelLimit) }.max() ?? 0
        let left = 12 + Double(longest) * 6.6
        let step = 28.0
        let bottom = 4 + step * Double(rows.count)
        let ends = rows.flatMap { $0.stretches.map(\.end) } + [end].compactMap { $0 }
        // Minutes where seconds would be long numbers.
        let isLong = (ends.filter(\.isFinite).max() ?? 0) > 180
        let unit = isLong ? 60.0 : 1
        let plot = Plot(
            across: Axis(covering: ends.map { $0 / unit }, from: 0, wanted: 8), up: Axis(covering: [0, 1]), left: left,
            right: width - 14, top: 4, bottom: bottom)
        var content: [Markup] = []
        for tick in plot.across.ticks {
            let x = plot.place((tick, 0)).x
            content.append(Draw.line(x, plot.top, x, bottom, class: "grid"))
            content += plot.horizontalTick(Numbers.fixed(tick, plot.across.decimals), at: tick)
        }
        for (index, row) in rows.enumerated() {
            let y = 4 + step * Double(index)
            content.append(
                Draw.text(Self.shortened(row.label), x: left - 7, y: y + 18, class: "end"))
            for stretch in row.stretches { content += drawn(stretch, y: y + 3, unit: unit, in: plot) }
        }
        content.append(Draw.line(left, bottom, plot.right, bottom, class: "axis"))
        content.append(
            Draw.text(
                isLong ? "minutes" : "seconds", x: (left + plot.right) / 2, y: bottom + 32, class: "small muted middle")
        )
        return SVGFigure(width: width, height: bottom + 38, title: title, summary: summary, content: content)
    }

    private func drawn(_ stretch: Stretch, y: Double, unit: Double, in plot: Plot) -> [Markup] {
        guard stretch.start.isFinite, stretch.end.isFinite, stretch.end > stretch.start else { return [] }
        let from = plot.place((stretch.start / unit, 0)).x
        let to = plot.place((stretch.end / unit, 0)).x
        // An edge would hide all of a narrow one.
        let edge = to - from < 3 ? "stretch thin" : "stretch"
        let style = stretch.series.map { "\(edge) \(Draw.style($0))" } ?? "none"
        var content = [
            Draw.rectangle(x: from, y: y, width: to - from, height: 22, class: style, tip: stretch.tip)
        ]
        let room = Int((to - from - 4) / 7)
        let text = stretch.label.count <= room ? stretch.label : room >= 1 ? String(stretch.label.prefix(1)) : ""
        if !text.isEmpty, let series = stretch.series {
            let ink = "on\(series % Palette.light.series.count)"
            content.append(Draw.text(text, x: (from + to) / 2, y: y + 15, class: "middle \(ink)"))
        }
        return content
    }

    /// The end of a long name: of paths that is what tells them apart.
    private static func shortened(_ label: String) -> String {
        label.count <= labelLimit ? label : "…" + label.suffix(labelLimit - 1)
    }

    private static let labelLimit = 24
}
