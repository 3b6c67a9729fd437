/// Loss over training steps, one panel a model.
public struct LearningCurves: ReportSection {
    /// A look at the losses during training.
    public struct Check: Sendable {
        public var step: Int
        public var trainingLoss: Double?
        public var devLoss: Double?

        public init(step: Int, trainingLoss: Double?, devLoss: Double?) {
            self.step = step
            self.trainingLoss = trainingLoss
            self.devLoss = devLoss
        }
    }

    /// One training.
    public struct Run: Sendable {
        public var name: String
        /// In order of steps.
        public var checks: [Check]
        /// The step whose weights were kept.
        public var keptStep: Int?

        public init(name: String, checks: [Check], keptStep: Int?) {
            self.name = name
            self.checks = checks
            self.keptStep = keptStep
        }
    }

    /// The runs of one model and condition.
    public struct Panel: Sendable {
        public var title: String
        public var runs: [Run]

        public init(title: String, runs: [Run]) {
            self.title = title
            self.runs = runs
        }

        /// Dev loss in full lines, training loss dashed, kept weights ringed.
        public func figure() -> SVGFigure {
            let training = runs.map { run in
                LineChart.Line(
                    name: "\(run.name), training", points: points(run, \.trainingLoss), series: 1, dashed: true)
            }
            let dev = runs.map { run in
                let points = points(run, \.devLoss)
                return LineChart.Line(
                    name: "\(run.name), kept at step \(run.keptStep ?? 0)", points: points, series: 0,
                    marked: run.keptStep.flatMap { kept in points.first { $0.x == Double(kept) } })
            }
            return LineChart(
                title: "Learning curves, \(title)",
                summary: summary,
                horizontalTitle: "step", verticalTitle: "loss", lines: training + dev
            ).figure()
        }

        private var summary: String {
            guard let run = runs.first, runs.count == 1 else { return "\(runs.count) trainings, a pair of lines each." }
            let kept = run.checks.first { $0.step == run.keptStep }
            guard let loss = kept?.devLoss, let step = run.keptStep else { return "One training." }
            return "Lowest dev loss \(Numbers.fixed(loss, 4)) at step \(Numbers.count(step)), "
                + "\(Numbers.count(run.checks.count)) looks at it."
        }

        private func points(_ run: Run, _ loss: KeyPath<Check, Double?>) -> [(x: Double, y: Double)] {
            drawnChecks(of: run).map { (Double($0.step), $0[keyPath: loss] ?? .nan) }
        }

        /// The checks of a run that are drawn: all, or, where a panel would hold more than a page should, every n-th, with
        /// the first, the last and the kept one.
        package func drawnChecks(of run: Run) -> [Check] {
            let each = max(12, Self.drawnPoints / max(1, runs.count))
            guard run.checks.count > each else { return run.checks }
            let stride = (run.checks.count + each - 1) / each
            return run.checks.enumerated().filter { place, check in
                place % stride == 0 || place == run.checks.count - 1 || check.step == run.keptStep
            }.map(\.element)
        }

        private static let drawnPoints = 1600
    }

    public var title: String
    public var panels: [Panel]

    public init(title: String = "Learning curves", panels: [Panel]) {
        self.title = title
        self.panels = panels
    }

    public func body(id: String) -> [Markup] {
        let legend = PageParts.legend([
            (name: "dev loss; a ring marks the weights that were kept", series: 0, swatch: .line),
            (name: "training loss", series: 1, swatch: .dashedLine),
        ])
        return [legend, PageParts.panels(figures, id: id)]
    }

    public var figures: [NamedFigure] {
        panels.map { panel in
            NamedFigure(
                name: "learning curves \(panel.title)", heading: panel.title, figure: panel.figure(),
                numbers: numbers(of: panel))
        }
    }

    private func numbers(of panel: Panel) -> Markup {
        let rows = panel.runs.map { run in
            let kept = run.checks.first { $0.step == run.keptStep }
            return [
                run.name, Numbers.count(run.checks.last?.step ?? 0), run.keptStep.map(Numbers.count) ?? Numbers.absent,
                Numbers.fixed(kept?.trainingLoss, 4), Numbers.fixed(kept?.devLoss, 4),
            ]
        }
        return PageParts.table(
            caption: "\(panel.title): where each training stopped",
            columns: [
                .init("Training"), .init("Last step", isNumber: true), .init("Kept step", isNumber: true),
                .init("Training loss", isNumber: true), .init("Dev loss", isNumber: true),
            ],
            rows: rows)
    }
}
