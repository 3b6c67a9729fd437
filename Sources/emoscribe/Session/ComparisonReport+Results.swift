import Experiments
import Models
import Report
import Training

extension ComparisonReport {
    /// The table, with intervals and bold where a test stands behind it.
    var resultsTable: ResultsTable {
        let rows = table.rows.map { row in
            func spread(_ value: MeanDeviation, _ measure: Measure) -> ResultsTable.Spread? {
                let statistic = statistics(of: row)?[measure]
                return value.mean.map {
                    ResultsTable.Spread(
                        mean: $0, standardDeviation: value.deviation, interval: statistic?.interval.map(Self.interval),
                        isEmphasised: statistic?.isBest ?? false)
                }
            }
            return ResultsTable.Row(
                model: row.architecture.rawValue.uppercased(), condition: row.condition.description,
                runs: row.pooled.unweightedAverageRecall.count,
                weightedAveragePrecision: spread(row.pooled.weightedAveragePrecision, .weightedAveragePrecision),
                weightedAccuracy: spread(row.pooled.weightedAccuracy, .weightedAccuracy),
                unweightedAverageRecall: spread(row.pooled.unweightedAverageRecall, .unweightedAverageRecall),
                macroF1: spread(row.pooled.macroF1, .macroF1))
        }
        let caption = table.caption
        var notes = [
            "Mean and standard deviation (n − 1) over \(Spoken.count(caption.runs, "run")); the test predictions of a "
                + "run's \(caption.folds) folds are put together and measured once.",
            "Folds: \(caption.foldScheme) (\(caption.foldExplanation)). Standardisation: \(caption.standardisation.rawValue).",
        ]
        if let mixing = caption.foldsMixingSpeakers, mixing > 0 {
            notes.append(
                "In \(mixing) of \(caption.folds) folds a speaker is in both training and test: "
                    + "that flatters every model.")
        }
        if let analysis {
            notes.append(analysis.sampling.sentence)
            let hasBold = analysis.rows.contains { $0.measures.contains(where: \.isBest) }
            notes.append(
                hasBold
                    ? "Bold: the best model on these transcripts, and better than the next by the paired bootstrap with Holm's "
                        + "correction (p < 0.05)."
                    : "Nothing is set in bold: of no pair of models on the same transcripts do the corrected tests say that the "
                        + "better one is better (p < 0.05).")
        }
        let failed = table.rows.reduce(0) { $0 + $1.failed }
        if failed > 0 { notes.append("\(Spoken.count(failed, "training")) failed; their runs are left out.") }
        return ResultsTable(rows: rows, notes: notes, chance: 1 / Double(max(1, table.labels.count)))
    }

    private func statistics(of row: ComparisonTable.Row) -> RowStatistics? {
        analysis?.rows.first { $0.row == ModelCondition(row.architecture, row.condition) }
    }

    static func interval(_ interval: ConfidenceInterval) -> ResultsTable.Interval {
        .init(lower: interval.low, upper: interval.high)
    }

    /// Models against models, and transcripts against transcripts.
    var differences: [PairedTests] {
        guard let analysis, !analysis.comparisons.isEmpty else { return [] }
        let rows = analysis.comparisons.map { comparison in
            let recall = comparison[.unweightedAverageRecall]
            let corrected = recall?.correctedPValue
            return PairedTests.Row(
                first: comparison.first.description, second: comparison.second.description,
                difference: recall?.difference, interval: recall?.interval.map(Self.interval),
                cells: [
                    Self.pValue(recall?.pValue), Self.pValue(corrected), Numbers.signed(recall?.cohensD, 2),
                    Self.pValue(comparison.votes?.correctedPValue), Numbers.signed(comparison.votes?.cohensH, 2),
                ], isSignificant: corrected.map { $0 < 0.05 } ?? false)
        }
        return [
            PairedTests(
                columns: ["p", "p, corrected", "Cohen's d", "McNemar p, corrected", "Cohen's h"], rows: rows,
                notes: [
                    "p: two-sided paired bootstrap of the UAR difference. McNemar's test is on the labels that most runs gave. "
                        + "Corrected: Holm, over all comparisons of this table. Cohen's d is over runs, h over the shares of right "
                        + "labels (0.2 is called small, 0.5 medium, 0.8 large). \"Differs\" goes by the corrected p, below 0.05; "
                        + "\"not shown\" is no proof that both are equal.",
                    "All measures are in significance.csv.",
                ])
        ]
    }

    private static func pValue(_ value: Double?) -> String {
        guard let value else { return Numbers.absent }
        return value < 0.0005 ? "< 0.001" : Numbers.fixed(value, 3)
    }

    /// Gold, recognised and their difference in a row, for each model.
    var confusions: ConfusionMatrices {
        var groups: [ConfusionMatrices.Group] = []
        for architecture in plan.architectures {
            let rows = table.rows.filter { $0.architecture == architecture }
            let gold = rows.first { $0.condition == Condition(train: .gold, test: .gold) }
            var isFirst = true
            for row in rows where row.condition != gold?.condition || rows.count == 1 {
                guard let gold, gold.condition != row.condition else {
                    groups.append(.init(matrix(row)))
                    continue
                }
                groups.append(
                    .init(
                        matrix(gold), matrix(row), showsFirst: isFirst,
                        differenceTitle: "\(architecture.rawValue.uppercased()), \(row.condition) less gold"))
                isFirst = false
            }
        }
        return ConfusionMatrices(groups: groups)
    }

    private func matrix(_ row: ComparisonTable.Row) -> ConfusionMatrices.Matrix {
        .init(
            title: "\(row.architecture.rawValue.uppercased()), \(row.condition)", labels: table.labels,
            counts: table.labels.indices.map { gold in
                table.labels.indices.map { row.confusion.count(gold: gold, predicted: $0) }
            })
    }

    /// Whether labels can be believed, row by row.
    var calibration: [Calibration] {
        guard let analysis, !analysis.calibration.isEmpty else { return [] }
        let panels = analysis.calibration.map { curve in
            Calibration.Panel(
                title: curve.row.description,
                bins: curve.bins.map {
                    .init(count: $0.count, meanConfidence: $0.confidence, accuracy: $0.accuracy)
                }, measures: [("ECE", curve.expectedCalibrationError), ("Brier", curve.brierScore)])
        }
        return [
            Calibration(
                panels: panels,
                notes: [
                    "ECE: the mean distance of the points from the diagonal, weighted by their predictions. Brier: squared error "
                        + "of all probabilities, 0 is best, 2 worst."
                ])
        ]
    }

    /// Losses of all trainings, a panel for each model and kind of transcripts.
    var learningCurves: LearningCurves {
        var panels: [LearningCurves.Panel] = []
        var places: [String: Int] = [:]
        for result in results {
            guard let training = result.training else { continue }
            let text = result.job.architecture.usesText ? ", \(result.job.train)" : ""
            let title = result.job.architecture.rawValue.uppercased() + text
            let place = places[title] ?? panels.count
            if place == panels.count {
                panels.append(.init(title: title, runs: []))
                places[title] = place
            }
            let checks = training.curve.points.map {
                LearningCurves.Check(step: $0.step, trainingLoss: $0.trainLoss, devLoss: $0.devLoss)
            }
            panels[place].runs.append(
                .init(
                    name: "run \(result.job.run + 1), fold \(result.job.fold + 1)", checks: checks,
                    keptStep: training.bestStep))
        }
        return LearningCurves(panels: panels)
    }

    /// Settings, versions, seeds, hashes.
    func facts() throws -> RunFacts {
        let notes = settings.notes.sorted { $0.key < $1.key }.map { RunFacts.Fact($0.key, $0.value) }
        let counts = zip(table.labels, table.caption.labelCounts).map { "\($0) \($1)" }.joined(separator: ", ")
        return RunFacts(groups: [
            .init(
                title: "Corpus",
                facts: [
                    .init("labels", counts), .init("folds", "\(table.caption.foldScheme) (\(table.caption.folds))"),
                    .init("runs", "\(table.caption.runs)"),
                    .init("SHA-256 of the data", data.hash),
                ]),
            .init(
                title: "Training",
                facts: RunFacts.Fact.all(of: try SettingLeaves.of(settings.training))
                    + [
                        .init("standardisation", settings.standardisation.rawValue),
                        .init("word vectors", settings.embeddings.map { "SHA-256 \($0)" } ?? "none"),
                        .init("seed", "\(table.caption.seed)"),
                    ]),
            .init(
                title: "Models",
                facts: RunFacts.Fact.all(
                    of: try SettingLeaves.of(settings.model), without: ["architecture", "labels", "vocabularySize"])
                    + RunFacts.Fact.all(of: try SettingLeaves.of(settings.text))),
            .init(title: "Program", facts: notes),
        ])
    }
}
