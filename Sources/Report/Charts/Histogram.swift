/// Counts over equal bins of 0...1.
package struct Histogram: Sendable {
    package var title: String
    package var summary: String
    package var horizontalTitle: String
    /// One count a bin, from 0 upwards.
    package var counts: [Int]

    /// Sorts values into `bins` equal bins of 0...1: the last bin holds 1 as well, values outside go to the nearest bin,
    /// values that are not numbers to none.
    package static func counts(of values: [Double], bins: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: bins)
        for value in values where !value.isNaN {
            let place = (min(max(value, 0), 1) * Double(bins)).rounded(.down)
            counts[min(Int(place), bins - 1)] += 1
        }
        return counts
    }

    package func figure() -> SVGFigure {
        let size = (width: 360.0, height: 200.0)
        let plot = (left: 46.0, right: size.width - 12, top: 22.0, bottom: size.height - 40)
        let up = Axis(covering: counts.map(Double.init), from: 0, wanted: 4)
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
            let from = Numbers.fixed(Double(bin) / Double(counts.count), 2)
            let to = Numbers.fixed(Double(bin + 1) / Double(counts.count), 2)
            content.append(
                Draw.rectangle(
                    x: x + 1, y: y, width: step - 2, height: plot.bottom - y, class: "bar s0",
                    tip: "\(from) to \(to): \(Numbers.count(count))"))
        }
        for tick in stride(from: 0.0, through: 1.0, by: 0.25) {
            let x = plot.left + tick * (plot.right - plot.left)
            content.append(Draw.line(x, plot.bottom, x, plot.bottom + 4, class: "axis"))
            content.append(
                Draw.text(Numbers.fixed(tick, 2), x: x, y: plot.bottom + 17, class: "small muted middle"))
        }
        content.append(
            Draw.text(
                horizontalTitle, x: (plot.left + plot.right) / 2, y: size.height - 6, class: "small muted middle"))
        content.append(Draw.text("utterances", x: plot.left - 40, y: 12, class: "small muted"))
        return SVGFigure(width: size.width, height: size.height, title: title, summary: summary, content: content)
    }
}
