/// Lines over a common horizontal axis.
package struct LineChart: Sendable {
    package struct Line: Sendable {
        package var name: String
        /// In order of x; points that are not finite interrupt the line.
        package var points: [(x: Double, y: Double)]
        /// Which colour of the palette, and which shape of mark.
        package var series: Int
        package var dashed: Bool
        /// A point to ring, such as the check whose weights were kept.
        package var marked: (x: Double, y: Double)?
        /// A mark with a tip on every point.
        package var tips: [String]
        /// What the points are sure within, drawn as a band; as long as `points`, or empty.
        package var range: [(lower: Double, upper: Double)]
        /// Written at the line's end.
        package var label: String

        package init(
            name: String, points: [(x: Double, y: Double)], series: Int, dashed: Bool = false,
            marked: (x: Double, y: Double)? = nil, tips: [String] = [], range: [(lower: Double, upper: Double)] = [],
            label: String = ""
        ) {
            self.name = name
            self.points = points
            self.series = series
            self.dashed = dashed
            self.marked = marked
            self.tips = tips
            self.range = range
            self.label = label
        }
    }

    package var title: String
    package var summary: String
    package var horizontalTitle: String
    package var verticalTitle: String
    package var lines: [Line]
    /// Upright lines with a name, such as where two lines cross.
    package var guides: [(x: Double, label: String)] = []
    package var size = (width: 360.0, height: 230.0)
    /// Where the vertical axis begins; nil for where the data does.
    package var lowest: Double? = 0
    /// Both axes over 0...1, with the diagonal.
    package var isUnitSquare = false

    package func figure() -> SVGFigure {
        let longest = lines.map { min($0.label.count, Self.labelLimit) }.max() ?? 0
        let labels = longest == 0 ? 0 : Double(longest) * 6.6 + 10
        let plot = Plot(
            across: Axis(covering: isUnitSquare ? [0, 1] : lines.flatMap { $0.points.map(\.x) } + guides.map(\.x)),
            up: isUnitSquare ? Axis(covering: [0, 1]) : vertical, left: 46, right: size.width - 12 - labels, top: 24,
            bottom: size.height - 40)
        var content = plot.axes(horizontalTitle: horizontalTitle, verticalTitle: verticalTitle, height: size.height)
        if isUnitSquare { content.append(Draw.path([plot.place((0, 0)), plot.place((1, 1))], class: "guide")) }
        content += lines.compactMap { band(of: $0, in: plot) }
        for guide in guides where guide.x.isFinite {
            let x = plot.place((guide.x, 0)).x
            content.append(Draw.line(x, plot.top, x, plot.bottom, class: "guide"))
            let toLeft = x > (plot.left + plot.right) / 2
            content.append(
                Draw.text(
                    guide.label, x: toLeft ? x - 4 : x + 4, y: plot.top + 8, class: toLeft ? "small end" : "small")
            )
        }
        for line in lines { content += drawn(line, in: plot) }
        content += endLabels(in: plot)
        return SVGFigure(width: size.width, height: size.height, title: title, summary: summary, content: content)
    }

    private static let labelLimit = 22

    private var vertical: Axis {
        Axis(
            covering: lines.flatMap { line in line.points.map(\.y) + line.range.flatMap { [$0.lower, $0.upper] } },
            from: lowest)
    }

    private func band(of line: Line, in plot: Plot) -> Markup? {
        let sure = zip(line.points, line.range).filter { $0.0.x.isFinite && $0.1.lower.isFinite && $0.1.upper.isFinite }
        guard sure.count > 1 else { return nil }
        let upper = sure.map { plot.place(($0.0.x, $0.1.upper)) }
        let lower = sure.reversed().map { plot.place(($0.0.x, $0.1.lower)) }
        return Draw.path(upper + lower, class: "band \(Draw.style(line.series))", closed: true)
    }

    private func drawn(_ line: Line, in plot: Plot) -> [Markup] {
        let style = Draw.style(line.series)
        let pieces = line.points.split { !$0.x.isFinite || !$0.y.isFinite }
        var content = pieces.map {
            Draw.path($0.map(plot.place), class: "line \(style)\(line.dashed ? " dashed" : "")")
        }
        for (point, tip) in zip(line.points, line.tips) where point.x.isFinite && point.y.isFinite {
            let place = plot.place(point)
            content.append(Draw.mark(x: place.x, y: place.y, series: line.series, tip: tip))
        }
        if let marked = line.marked, marked.x.isFinite, marked.y.isFinite {
            let center = plot.place(marked)
            content.append(
                .element(
                    "circle",
                    [
                        "cx": Numbers.coordinate(center.x), "cy": Numbers.coordinate(center.y), "r": "3.5",
                        "class": "mark \(style)",
                    ],
                    [.element("title", [:], [.text(line.name)])]))
        }
        return content
    }

    /// The lines' labels beside their ends, pushed apart where they would touch.
    private func endLabels(in plot: Plot) -> [Markup] {
        var ends: [(y: Double, label: String)] = []
        for line in lines where !line.label.isEmpty {
            guard let last = line.points.last(where: { $0.x.isFinite && $0.y.isFinite }) else { continue }
            ends.append((plot.place(last).y, line.label))
        }
        ends.sort { $0.y < $1.y }
        for index in ends.indices.dropFirst() { ends[index].y = max(ends[index].y, ends[index - 1].y + 14) }
        if let last = ends.last, last.y > plot.bottom {
            var limit = plot.bottom
            for index in ends.indices.reversed() {
                ends[index].y = min(ends[index].y, limit)
                limit = ends[index].y - 14
            }
        }
        return ends.map { Draw.text(Draw.shortened($0.label, to: Self.labelLimit), x: plot.right + 9, y: $0.y + 4) }
    }
}
