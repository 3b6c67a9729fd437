/// The CSS that figures need, inside a report or in an SVG file of their own.
package enum FigureStyle {
    /// Custom properties of both modes; paper gets the light one.
    package static let variables =
        ":root{\(properties(.light))}\n@media screen and (prefers-color-scheme:dark){:root{\(properties(.dark))}}\n"

    /// Rules for the classes that charts use; colours come from `variables`.
    package static let rules =
        "svg{color-scheme:light dark}\n" + rules { "var(--\($0))" }
        + "@media print{svg,.swatch{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n"

    /// The rules with the light colours written into them, for files: programs that draw SVG into documents, such as
    /// librsvg and Inkscape, know no custom properties.
    package static let standalone: String = {
        let values = Dictionary(colors(.light), uniquingKeysWith: { first, _ in first })
        return rules { values[$0] ?? "#000000" }
    }()

    private static func rules(_ color: (String) -> String) -> String {
        var css = """
            svg text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:\(color("ink"))}
            svg .small{font-size:10.5px}
            svg .muted{fill:\(color("muted"))}
            svg .strong{font-weight:600}
            svg .middle{text-anchor:middle}
            svg .end{text-anchor:end}
            svg .axis{stroke:\(color("muted"));stroke-width:1;fill:none}
            svg .grid{stroke:\(color("rule"));stroke-width:1;fill:none}
            svg .guide{stroke:\(color("ink"));stroke-width:1;fill:none;stroke-dasharray:2 3}
            svg .line{stroke-width:1.75;fill:none;stroke-linejoin:round}
            svg .dashed{stroke-dasharray:5 4;stroke-width:1.25}
            svg .dotted{stroke-dasharray:1.5 3}
            svg .mark{fill:\(color("background"));stroke-width:1.75}
            svg .band{fill-opacity:.15;stroke:none}
            svg .stretch{stroke:\(color("background"));stroke-width:1}
            svg .thin{stroke:none}
            svg .none{fill:\(color("surface"));stroke:\(color("rule"))}

            """
        for index in Palette.light.series.indices {
            let own = color("series-\(index)")
            css += "svg .line.s\(index),svg .mark.s\(index){stroke:\(own)}"
            css += "svg .bar.s\(index),svg .dot.s\(index),svg .band.s\(index),svg .stretch.s\(index){fill:\(own)}"
            css += "svg .on\(index){fill:\(color("series-ink-\(index)"))}\n"
        }
        for step in Palette.light.heat.indices {
            css += "svg .h\(step){fill:\(color("heat-\(step)"))}svg .i\(step){fill:\(color("heat-ink-\(step)"))}"
            css += "svg .d\(step){fill:\(color("div-\(step)"))}svg .e\(step){fill:\(color("div-ink-\(step)"))}\n"
        }
        return css
    }

    private static func properties(_ palette: Palette) -> String {
        colors(palette).map { "--\($0):\($1)" }.joined(separator: ";")
    }

    /// Every colour of a mode with its name; `-ink-` colours are those of text on the colour before.
    private static func colors(_ palette: Palette) -> [(String, String)] {
        var colors = [
            ("background", palette.background), ("surface", palette.surface), ("ink", palette.ink),
            ("muted", palette.mutedInk), ("rule", palette.rule), ("accent", palette.accent),
        ]
        for (name, scale) in [("series", palette.series), ("heat", palette.heat), ("div", palette.diverging)] {
            for (place, color) in scale.enumerated() {
                colors += [("\(name)-\(place)", color), ("\(name)-ink-\(place)", Palette.inkOn(color))]
            }
        }
        return colors
    }
}
