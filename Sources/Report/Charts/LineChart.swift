/// Lines over a common horizontal axis.
package struct LineChart: Sendable {
    package struct Line: Sendable {
        package var name: String
        /// In order of x; points that are not finite interrupt the line.
        package var points: [(x: Double, y: Double)]
        /// Which colour of the palette.
        package var series: Int
        package var dashed: Bool
        /// A point to ring, such as the check whose weights were kept.
        package var marked: (x: Double, y: Double)?

        package init(
            name: String, points: [(x: Double, y: Double)], series: Int, dashed: Bool = false,
            marked: (x: Double, y: Double)? = nil
        ) {
            self.name = name
            self.points = points
            self.series = series
            self.dashed = dashed
            self.marked = marked
        }
    }

    package var title: String
    package var summary: String
    package var horizontalTitle: String
    package var verticalTitle: String
    package var lines: [Line]

    package func figure() -> SVGFigure {
        let size = (width: 360.0, height: 230.0)
        let plot = (left: 46.0, right: size.width - 12, top: 24.0, bottom: size.height - 40)
        let across = Axis(covering: lines.flatMap { $0.points.map(\.x) })
        let up = Axis(covering: lines.flatMap { $0.points.map(\.y) }, from: 0)
        var content: [Markup] = []
        for tick in up.ticks {
            let y = up.position(tick, from: plot.bottom, to: plot.top)
            content.append(Draw.line(plot.left, y, plot.right, y, class: tick == up.lower ? "axis" : "grid"))
            content.append(
                Draw.text(Numbers.fixed(tick, up.decimals), x: plot.left - 6, y: y + 4, class: "small muted end"))
        }
        for tick in across.ticks {
            let x = across.position(tick, from: plot.left, to: plot.right)
            content.append(Draw.line(x, plot.bottom, x, plot.bottom + 4, class: "axis"))
            content.append(
                Draw.text(
                    Numbers.fixed(tick, across.decimals), x: x, y: plot.bottom + 17, class: "small muted middle"))
        }
        content.append(
            Draw.text(
                horizontalTitle, x: (plot.left + plot.right) / 2, y: size.height - 6, class: "small muted middle"))
        content.append(Draw.text(verticalTitle, x: plot.left - 40, y: 12, class: "small muted"))
        for line in lines {
            content += drawn(line) { point in
                (
                    across.position(point.x, from: plot.left, to: plot.right),
                    up.position(point.y, from: plot.bottom, to: plot.top)
                )
            }
        }
        return SVGFigure(width: size.width, height: size.height, title: title, summary: summary, content: content)
    }

    private func drawn(
        _ line: Line, place: ((x: Double, y: Double)) -> (x: Double, y: Double)
    ) -> [Markup] {
        let style = "s\(line.series % Palette.light.series.count)"
        let pieces = line.points.split { !$0.x.isFinite || !$0.y.isFinite }
        var content = pieces.map { Draw.path($0.map(place), class: "line \(style)\(line.dashed ? " dashed" : "")") }
        if let marked = line.marked, marked.x.isFinite, marked.y.isFinite {
            let center = place(marked)
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
}
