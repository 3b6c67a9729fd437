/// Pieces that several sections share.
package enum PageParts {
    /// A table column.
    package struct Column: Sendable {
        package var title: String
        /// Numbers are set to the right.
        package var isNumber: Bool

        package init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    /// The text of a table's cell.
    package struct Cell: Sendable {
        package var text: String
        /// Follows the text, on a line of its own where the window is narrow; nil for nothing.
        package var detail: String?
        package var isStrong: Bool

        package init(_ text: String, detail: String? = nil, isStrong: Bool = false) {
            self.text = text
            self.detail = detail
            self.isStrong = isStrong
        }

        fileprivate var markup: [Markup] {
            let own = isStrong ? Markup.element("strong", [:], [.text(text)]) : .text(text)
            guard let detail else { return [own] }
            return [own, .text(" "), .element("span", ["class": "detail"], [.text(detail)])]
        }
    }

    /// A table in a box that scrolls sideways, by keyboard as well, where the window is narrow.
    ///
    /// - Parameters:
    ///   - caption: what the table is; also the name of the scrolling box.
    ///   - columns: the first one holds the row's name.
    ///   - rows: each as long as `columns`.
    /// - Returns: the box.
    package static func table(caption: String, columns: [Column], rows: [[String]]) -> Markup {
        table(caption: caption, columns: columns, rows: rows.map { $0.map { Cell($0) } })
    }

    /// The same with cells that may break in two where the window is narrow.
    package static func table(caption: String, columns: [Column], rows: [[Cell]]) -> Markup {
        let head = columns.map { column in
            Markup.element(
                "th", column.isNumber ? ["scope": "col", "class": "number"] : ["scope": "col"], [.text(column.title)])
        }
        let body = rows.map { row in
            Markup.element(
                "tr", [:],
                zip(columns, row).enumerated().map { index, cell in
                    index == 0
                        ? .element("th", ["scope": "row"], cell.1.markup)
                        : Markup.element("td", cell.0.isNumber ? ["class": "number"] : [:], cell.1.markup)
                })
        }
        let table = Markup.element(
            "table", [:],
            [
                .element("caption", [:], [.text(caption)]),
                .element("thead", [:], [.element("tr", [:], head)]), .element("tbody", [:], body),
            ])
        return scrolling(table, name: caption)
    }

    /// A figure with its caption and, folded away, its numbers as a table.
    package static func figure(_ figure: SVGFigure, id: String, heading: String? = nil, numbers: Markup?) -> Markup {
        var children: [Markup] = []
        if let heading { children.append(.element("h3", [:], [.text(heading)])) }
        let drawing = figure.markup(id: id)
        children.append(figure.isWide ? scrolling(drawing, name: figure.title) : drawing)
        children.append(.element("figcaption", [:], [.text(figure.summary)]))
        if let numbers {
            children.append(.element("details", [:], [.element("summary", [:], ["Numbers"]), numbers]))
        }
        return .element("figure", figure.isWide ? ["id": id, "class": "wide"] : ["id": id], children)
    }

    /// The figures of a section, side by side where there is room.
    package static func panels(_ figures: [NamedFigure], id: String) -> Markup {
        .element(
            "div", ["class": figures.count == 3 ? "panels three" : "panels"],
            figures.enumerated().map { index, one in
                figure(one.figure, id: "\(id)-figure-\(index + 1)", heading: one.heading, numbers: one.numbers)
            })
    }

    /// A box that scrolls sideways, by keyboard as well, where the window is narrow.
    private static func scrolling(_ content: Markup, name: String) -> Markup {
        .element("div", ["class": "scroll", "role": "region", "aria-label": name, "tabindex": "0"], [content])
    }

    /// A paragraph of explanation.
    package static func note(_ text: String) -> Markup { .element("p", ["class": "note"], [.text(text)]) }

    /// How a series is drawn, for its legend.
    package enum Swatch: String, Sendable {
        case bar = "swatch"
        case line = "swatch thin"
        case dashedLine = "swatch thin broken"
        /// The shape that marks the series in drawings.
        case mark = ""
    }

    /// Names of the series in a group of figures.
    package static func legend(_ entries: [(name: String, series: Int, swatch: Swatch)]) -> Markup {
        .element(
            "ul", ["class": "legend"],
            entries.map { entry in
                let mark =
                    entry.swatch == .mark
                    ? Markup.element(
                        "svg", ["width": "14", "height": "14", "aria-hidden": "true"],
                        [Draw.mark(x: 7, y: 7, series: entry.series, radius: 5)])
                    : Markup.element(
                        "span",
                        ["class": "\(entry.swatch.rawValue) \(Draw.style(entry.series))", "aria-hidden": "true"])
                return .element("li", [:], [mark, .text(entry.name)])
            })
    }

    /// What is folded away until it is asked for.
    package static func folded(_ summary: String, _ content: [Markup]) -> Markup {
        .element("details", [:], [.element("summary", [:], [.text(summary)])] + content)
    }

    /// Names and values below each other.
    package static func facts(_ facts: [(name: String, value: [Markup])]) -> Markup {
        .element(
            "dl", ["class": "facts"],
            facts.flatMap { [.element("dt", [:], [.text($0.name)]), .element("dd", [:], $0.value)] })
    }
}
