/// A finished drawing, to be put into a report or written as an SVG file of its own.
public struct SVGFigure: Sendable {
    /// Size in CSS pixels; a report lets it shrink with the window.
    public let width: Double
    public let height: Double
    /// What a screen reader says first.
    public let title: String
    /// What the figure shows, in a sentence.
    public let summary: String
    package let content: [Markup]

    package init(width: Double, height: Double, title: String, summary: String, content: [Markup]) {
        self.width = width
        self.height = height
        self.title = title
        self.summary = summary
        self.content = content
    }

    /// The figure for a page that already has the figure style.
    ///
    /// - Parameter id: unique in the page; the title's and the description's ids are made from it.
    /// - Returns: the `svg` element.
    public func markup(id: String) -> Markup { svg(id: id, style: []) }

    /// The figure as the text of an SVG file that carries its own style, light and dark.
    public func file() -> String {
        let style = Markup.element(
            "style", [:], [.stylesheet(.init(FigureStyle.variables + FigureStyle.rules))])
        let background = Markup.element(
            "rect", ["width": "100%", "height": "100%", "style": "fill:var(--background)"])
        return svg(id: "figure", style: [style, background]).rendered + "\n"
    }

    private func svg(id: String, style: [Markup]) -> Markup {
        let size = Numbers.coordinate(width)
        let head: [Markup] = [
            .element("title", ["id": "\(id)-title"], [.text(title)]),
            .element("desc", ["id": "\(id)-desc"], [.text(summary)]),
        ]
        return .element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(size) \(Numbers.coordinate(height))",
                "width": size, "height": Numbers.coordinate(height), "role": "img",
                "aria-labelledby": "\(id)-title \(id)-desc",
            ],
            head + style + content)
    }
}

/// Small builders for the elements that every chart uses.
package enum Draw {
    package static func text(_ text: String, x: Double, y: Double, class classes: String = "") -> Markup {
        .element(
            "text", ["x": Numbers.coordinate(x), "y": Numbers.coordinate(y), "class": classes], [.text(text)])
    }

    package static func line(
        _ fromX: Double, _ fromY: Double, _ toX: Double, _ toY: Double, class classes: String
    ) -> Markup {
        path([(fromX, fromY), (toX, toY)], class: classes)
    }

    package static func path(_ points: [(x: Double, y: Double)], class classes: String) -> Markup {
        let steps = points.map { "\(Numbers.coordinate($0.x)) \(Numbers.coordinate($0.y))" }
        return .element("path", ["d": "M" + steps.joined(separator: "L"), "class": classes])
    }

    /// A rectangle; with a `tip`, the browser shows it while the pointer rests there.
    package static func rectangle(
        x: Double, y: Double, width: Double, height: Double, class classes: String, tip: String? = nil
    ) -> Markup {
        .element(
            "rect",
            [
                "x": Numbers.coordinate(x), "y": Numbers.coordinate(y), "width": Numbers.coordinate(max(0, width)),
                "height": Numbers.coordinate(max(0, height)), "class": classes,
            ],
            tip.map { [.element("title", [:], [.text($0)])] } ?? [])
    }

    /// `label` cut to `limit` characters with an ellipsis.
    package static func shortened(_ label: String, to limit: Int) -> String {
        label.count <= limit ? label : label.prefix(limit - 1) + "…"
    }
}
