/// Small builders for the elements that every chart uses.
package enum Draw {
    /// The class of a series' colour.
    package static func style(_ series: Int) -> String { "s\(series % Palette.light.series.count)" }

    package static func text(_ text: String, x: Double, y: Double, class classes: String = "") -> Markup {
        let place = (Numbers.coordinate(x), Numbers.coordinate(y))
        guard !classes.isEmpty else { return .element("text", ["x": place.0, "y": place.1], [.text(text)]) }
        return .element("text", ["x": place.0, "y": place.1, "class": classes], [.text(text)])
    }

    package static func line(
        _ fromX: Double, _ fromY: Double, _ toX: Double, _ toY: Double, class classes: String
    ) -> Markup {
        path([(fromX, fromY), (toX, toY)], class: classes)
    }

    package static func path(
        _ points: [(x: Double, y: Double)], class classes: String, closed: Bool = false
    ) -> Markup {
        let steps = points.map { "\(Numbers.coordinate($0.x)) \(Numbers.coordinate($0.y))" }
        return .element("path", ["d": "M" + steps.joined(separator: "L") + (closed ? "Z" : ""), "class": classes])
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
            ], tipped(tip))
    }

    /// A mark whose shape tells the series apart where colours do not: circle, square, diamond, triangle.
    package static func mark(
        x: Double, y: Double, series: Int, radius: Double = 4, class classes: String = "dot", tip: String? = nil
    ) -> Markup {
        let style = "\(classes) \(style(series))"
        let r = radius
        let corners: [(Double, Double)] =
            switch series % 4 {
            case 1: [(-r, -r), (r, -r), (r, r), (-r, r)].map { ($0.0 * 0.9, $0.1 * 0.9) }
            case 2: [(0, -r * 1.3), (r * 1.3, 0), (0, r * 1.3), (-r * 1.3, 0)]
            case 3: [(0, -r * 1.2), (r * 1.2, r), (-r * 1.2, r)]
            default: []
            }
        guard corners.isEmpty else {
            let points = corners.map { "\(Numbers.coordinate(x + $0.0)) \(Numbers.coordinate(y + $0.1))" }
            return .element(
                "path", ["d": "M" + points.joined(separator: "L") + "Z", "class": style], tipped(tip))
        }
        return .element(
            "circle",
            [
                "cx": Numbers.coordinate(x), "cy": Numbers.coordinate(y), "r": Numbers.coordinate(r), "class": style,
            ], tipped(tip))
    }

    private static func tipped(_ tip: String?) -> [Markup] {
        tip.map { [.element("title", [:], [.text($0)])] } ?? []
    }

    /// `label` cut to `limit` characters with an ellipsis.
    package static func shortened(_ label: String, to limit: Int) -> String {
        label.count <= limit ? label : label.prefix(limit - 1) + "…"
    }
}
