import Models

extension ComparisonTable {
    /// The table for a LaTeX document with the package `booktabs`, its caption in comments above it.
    ///
    /// Means and deviations over runs, intervals beneath; in bold what `BestRows` allows.
    public var latex: String {
        var lines = ["% Needs \\usepackage{booktabs}."]
        lines += caption.sentences(labels: labels).map { "% " + Self.comment($0) }
        lines += ["\\begin{tabular}{ll" + String(repeating: "r", count: Measure.allCases.count + 1) + "}", "\\toprule"]
        lines.append(
            (["model", "transcripts"] + Measure.allCases.map(\.name) + ["runs"]).joined(separator: " & ") + " \\\\")
        lines.append("\\midrule")
        for row in rows {
            let cells = Measure.allCases.map { Self.latex(row.pooled[$0], row.statistics.first(of: $0)) }
            lines.append(
                ([row.architecture.rawValue.uppercased(), Self.escaped(row.condition.description)] + cells
                    + ["\(row.pooled.weightedAccuracy.count)"]).joined(separator: " & ") + " \\\\")
            let intervals = Measure.allCases.map { measure in
                row.statistics.first(of: measure)?.interval.map {
                    "{\\footnotesize [\(fixed($0.low, decimals: 3)), \(fixed($0.high, decimals: 3))]}"
                } ?? ""
            }
            if intervals.contains(where: { !$0.isEmpty }) {
                lines.append((["", ""] + intervals + [""]).joined(separator: " & ") + " \\\\")
            }
        }
        return (lines + ["\\bottomrule", "\\end{tabular}"]).joined(separator: "\n") + "\n"
    }

    private static func latex(_ value: MeanDeviation, _ statistic: MeasureStatistic?) -> String {
        guard let mean = value.mean else { return "--" }
        let number = fixed(mean, decimals: 3)
        let shown = statistic?.isBest == true ? "\\textbf{\(number)}" : number
        return value.deviation.map { "\(shown) $\\pm$ \(fixed($0, decimals: 3))" } ?? shown
    }

    /// Text in which nothing is a command; line ends are spaces, and what LaTeX's own fonts lack is a question mark.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\textbackslash{}"
            case "{", "}", "$", "&", "#", "_", "%": result += "\\\(scalar)"
            case "~": result += "\\textasciitilde{}"
            case "^": result += "\\textasciicircum{}"
            case "<": result += "\\textless{}"
            case ">": result += "\\textgreater{}"
            case "|": result += "\\textbar{}"
            case "\"": result += "''"
            case "→": result += "$\\rightarrow$"
            case "\n", "\r", "\t": result += " "
            default:
                let isText = scalar.isASCII ? scalar.value >= 0x20 && scalar.value < 0x7f : ("À"..."ž").contains(scalar)
                result += isText ? String(scalar) : "?"
            }
        }
        return result
    }

    /// One line, whatever the text has.
    private static func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
    }
}

extension [MeasureStatistic] {
    /// That of one measure.
    func first(of measure: Measure) -> MeasureStatistic? { first { $0.measure == measure } }
}
