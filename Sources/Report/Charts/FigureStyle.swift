/// The CSS that figures need, inside a report or in an SVG file of their own.
package enum FigureStyle {
    /// Custom properties of both modes; paper gets the light one.
    package static let variables =
        ":root{\(properties(.light))}\n@media screen and (prefers-color-scheme:dark){:root{\(properties(.dark))}}\n"

    /// Rules for the classes that charts use; colours come from `variables`.
    package static let rules: String = {
        var css = """
            svg{color-scheme:light dark}
            svg text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--ink)}
            svg .small{font-size:10.5px}
            svg .muted{fill:var(--muted)}
            svg .strong{font-weight:600}
            svg .middle{text-anchor:middle}
            svg .end{text-anchor:end}
            svg .axis{stroke:var(--muted);stroke-width:1;fill:none}
            svg .grid{stroke:var(--rule);stroke-width:1;fill:none}
            svg .line{stroke:var(--c);stroke-width:1.75;fill:none;stroke-linejoin:round}
            svg .dashed{stroke-dasharray:5 4;stroke-width:1.25}
            svg .mark{fill:var(--background);stroke:var(--c);stroke-width:1.75}
            svg .bar{fill:var(--c)}
            svg .none{fill:var(--surface);stroke:var(--rule)}

            """
        for index in Palette.light.series.indices { css += ".s\(index){--c:var(--series-\(index))}\n" }
        for step in Palette.light.heat.indices {
            css += "svg .h\(step){fill:var(--heat-\(step))}svg .i\(step){fill:var(--heat-ink-\(step))}\n"
        }
        return css + "@media print{svg,.swatch{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n"
    }()

    private static func properties(_ palette: Palette) -> String {
        var parts = [
            "--background:\(palette.background)", "--surface:\(palette.surface)", "--ink:\(palette.ink)",
            "--muted:\(palette.mutedInk)", "--rule:\(palette.rule)", "--accent:\(palette.accent)",
        ]
        for (index, color) in palette.series.enumerated() { parts.append("--series-\(index):\(color)") }
        for (step, color) in palette.heat.enumerated() {
            parts += ["--heat-\(step):\(color)", "--heat-ink-\(step):\(Palette.inkOn(color))"]
        }
        return parts.joined(separator: ";")
    }
}
