/// The rectangle that data is drawn in, between two linear axes.
package struct Plot: Sendable {
    package let across: Axis
    package let up: Axis
    package let left: Double
    package let right: Double
    package let top: Double
    package let bottom: Double

    /// Where a point of the data lies in the drawing.
    package func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
        (across.position(point.x, from: left, to: right), up.position(point.y, from: bottom, to: top))
    }

    /// Both axes with their ticks, numbers and titles, and the grid's level lines.
    package func axes(horizontalTitle: String, verticalTitle: String, height: Double) -> [Markup] {
        var content: [Markup] = []
        for tick in up.ticks {
            let y = up.position(tick, from: bottom, to: top)
            content.append(Draw.line(left, y, right, y, class: tick == up.lower ? "axis" : "grid"))
            content.append(Draw.text(Numbers.fixed(tick, up.decimals), x: left - 6, y: y + 4, class: "small muted end"))
        }
        for tick in across.ticks {
            content += horizontalTick(Numbers.fixed(tick, across.decimals), at: tick)
        }
        content.append(Draw.text(horizontalTitle, x: (left + right) / 2, y: height - 6, class: "small muted middle"))
        content.append(Draw.text(verticalTitle, x: left - 40, y: 12, class: "small muted"))
        return content
    }

    /// One tick below the plot with its text.
    package func horizontalTick(_ text: String, at value: Double) -> [Markup] {
        let x = across.position(value, from: left, to: right)
        return [
            Draw.line(x, bottom, x, bottom + 4, class: "axis"),
            Draw.text(text, x: x, y: bottom + 17, class: "small muted middle"),
        ]
    }
}
