/// A finished drawing, to be put into a report or written as an SVG file of its own.
public struct SVGFigure: Sendable {
    /// Size in CSS pixels; a report lets a figure of up to `wideFrom` shrink with the window, and wider ones scroll.
    public let width: Double
    public let height: Double
    /// What a screen reader says first.
    public let title: String
    /// What the figure shows, in a sentence.
    public let summary: String
    package let content: [Markup]

    /// The width from which on a figure would be too small to read in a narrow window.
    package static let wideFrom = 420.0

    package init(width: Double, height: Double, title: String, summary: String, content: [Markup]) {
        self.width = width
        self.height = height
        self.title = title
        self.summary = summary
        self.content = content
    }

    package var isWide: Bool { width > Self.wideFrom }

    /// The figure for a page that already has the figure style.
    ///
    /// - Parameter id: unique in the page; the title's and the description's ids are made from it.
    /// - Returns: the `svg` element.
    public func markup(id: String) -> Markup { svg(id: id, style: []) }

    /// The figure as the text of an SVG file that carries its own style, dark on white.
    public func file() -> String {
        let style = Markup.element("style", [:], [.stylesheet(.init(FigureStyle.standalone))])
        let background = Markup.element(
            "rect", ["width": "100%", "height": "100%", "style": "fill:\(Palette.light.background)"])
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
