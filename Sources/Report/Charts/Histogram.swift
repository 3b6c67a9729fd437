/// Counts over equal bins of a number that begins at 0.
package struct Histogram: Sendable {
    package var title: String
    package var summary: String
    package var horizontalTitle: String
    /// One count a bin, from 0 upwards.
    package var counts: [Int]
    /// Where the last bin ends; the counts' bins are equal parts of it.
    package var upper = 1.0
    /// Whether the last bin holds everything above as well.
    package var isOpen = false

    /// Sorts values into `bins` equal bins of 0...`upper`: the last bin holds `upper` as well, values outside go to the
    /// nearest bin, values that are not numbers to none.
    package static func counts(of values: [Double], bins: Int, upper: Double = 1) -> [Int] {
        var counts = [Int](repeating: 0, count: bins)
        for value in values where !value.isNaN {
            let place = (min(max(value / upper, 0), 1) * Double(bins)).rounded(.down)
            counts[min(Int(place), bins - 1)] += 1
        }
        return counts
    }

    /// The range of a bin, `0.25 to 0.50`.
    package func name(of bin: Int) -> String {
        let edges = [bin, bin + 1].map { Numbers.fixed(Double($0) * upper / Double(counts.count), 2) }
        return isOpen && bin == counts.count - 1 ? "\(edges[0]) and more" : edges.joined(separator: " to ")
    }

    package func figure() -> SVGFigure {
        let size = (width: 360.0, height: 200.0)
        let up = Axis(covering: counts.map(Double.init), from: 0, wanted: 4)
        let plot = Plot(
            across: Axis(covering: [0, 1]), up: up, left: 46, right: size.width - 18, top: 22, bottom: size.height - 40)
        var content: [Markup] = []
        for tick in up.ticks where tick == tick.rounded() {
            let y = up.position(tick, from: plot.bottom, to: plot.top)
            content.append(Draw.line(plot.left, y, plot.right, y, class: tick == 0 ? "axis" : "grid"))
            content.append(
                Draw.text(Numbers.count(Int(tick)), x: plot.left - 6, y: y + 4, class: "small muted end"))
        }
        let step = (plot.right - plot.left) / Double(max(1, counts.count))
        for (bin, count) in counts.enumerated() {
            let x = plot.left + Double(bin) * step
            let y = up.position(Double(count), from: plot.bottom, to: plot.top)
            content.append(
                Draw.rectangle(
                    x: x + 1, y: y, width: step - 2, height: plot.bottom - y, class: "bar s0",
                    tip: "\(name(of: bin)): \(Numbers.count(count))"))
        }
        for quarter in stride(from: 0.0, through: 1.0, by: 0.25) {
            let text = Numbers.fixed(quarter * upper, 2)
            content += plot.horizontalTick(isOpen && quarter == 1 ? text + "+" : text, at: quarter)
        }
        content.append(
            Draw.text(
                horizontalTitle, x: (plot.left + plot.right) / 2, y: size.height - 6, class: "small muted middle"))
        content.append(Draw.text("utterances", x: plot.left - 40, y: 12, class: "small muted"))
        return SVGFigure(width: size.width, height: size.height, title: title, summary: summary, content: content)
    }
}
