import Report
import Testing

@Suite("Charts")
struct ChartTests {
    @Test(
        "an axis covers its data with round ticks",
        arguments: [
            ([0.0, 1.0], 0.0, 1.0), ([0.13, 0.92], 0.0, 1.0), ([3.0, 1234.0], 0.0, 1500.0), ([5.0, 5.0], 4.4, 5.6),
            ([], 0.0, 1.0), ([.nan, 2.0, .infinity, 4.0], 2.0, 4.0),
        ] as [([Double], Double, Double)])
    func axis(values: [Double], lower: Double, upper: Double) {
        let axis = Axis(covering: values)
        #expect(abs(axis.lower - lower) < 1e-9)
        #expect(abs(axis.upper - upper) < 1e-9)
        #expect((2...12).contains(axis.ticks.count))
    }

    @Test("for any range the ticks enclose the data and are evenly spaced")
    func axisLaw() {
        var low = -1e5
        while low < 1e5 {
            for span in [1e-6, 0.3, 7.0, 1e4] {
                let axis = Axis(covering: [low, low + span])
                let tolerance = (axis.upper - axis.lower) * 1e-6
                #expect(axis.lower <= low + tolerance && axis.upper >= low + span - tolerance)
                let steps = zip(axis.ticks, axis.ticks.dropFirst()).map { $1 - $0 }
                #expect((steps.max() ?? 0) - (steps.min() ?? 0) <= tolerance + abs(low) * 1e-12)
            }
            low += 7919.3
        }
    }

    @Test("every cell colour leaves its number readable, in light and dark", arguments: [Palette.light, .dark])
    func contrast(palette: Palette) {
        for color in palette.heat { #expect(Palette.contrast(color, Palette.inkOn(color)) >= 4.5, "\(color)") }
        #expect(Palette.contrast(palette.background, palette.ink) >= 7)
        #expect(Palette.contrast(palette.background, palette.mutedInk) >= 4.5)
        #expect(Palette.contrast(palette.background, palette.accent) >= 4.5)
        for color in palette.series { #expect(Palette.contrast(palette.background, color) >= 3, "\(color)") }
    }

    @Test("known contrast ratios: black on white is 21, a colour on itself is 1")
    func contrastRatio() {
        #expect(abs(Palette.contrast("#000000", "#ffffff") - 21) < 1e-9)
        #expect(abs(Palette.contrast("#777777", "#777777") - 1) < 1e-9)
        // WCAG's own well-known border case: #767676 on white passes 4.5, #777777 does not.
        #expect(Palette.contrast("#767676", "#ffffff") >= 4.5)
        #expect(Palette.contrast("#777777", "#ffffff") < 4.5)
    }

    @Test("a histogram puts 1 into the last bin, what lies outside into the nearest and NaN nowhere")
    func histogram() {
        #expect(
            Histogram.counts(of: [0, 0.099, 0.1, 0.5, 1, 1.2, -3, .nan], bins: 10) == [3, 1, 0, 0, 0, 1, 0, 0, 0, 2])
    }

    @Test("a label nobody has gives an empty row, not a division by zero")
    func emptyRow() throws {
        let matrix = ConfusionMatrices.Matrix(title: "t", labels: ["a", "b"], counts: [[1, 3], [0, 0]])
        #expect(matrix.share(0, 1) == 0.75)
        #expect(matrix.share(1, 1) == nil)
        let page = try ParsedPage(matrix.figure().file())
        #expect(page.text.contains("UAR 0.250"))
    }

    @Test("a chart of nothing is still a figure")
    func nothing() throws {
        let lines = LearningCurves.Panel(title: "none", runs: [])
        let bars = WordErrorSummary.Group(title: "none", rows: [])
        for figure in [lines.figure(), bars.figure()] { _ = try ParsedPage(figure.file()) }
    }
}
