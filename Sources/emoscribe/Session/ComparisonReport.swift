import Corpus
import ErrorRate
import Experiments
import Foundation
import Models
import Report
import Training

/// The page of a comparison: `report.html` in its folder.
struct ComparisonReport {
    let command: CompareCommand
    let table: ComparisonTable
    let settings: ComparisonSettings
    let data: ExperimentData
    let results: [RunResult]

    func write() throws {
        var sections: [any ReportSection] = [resultsTable, confusions]
        sections += wordErrors
        sections.append(learningCurves)
        sections.append(try facts())
        let document = ReportDocument(
            title: "Gold against recognised transcripts",
            subtitle: "\(command.corpus.path): \(table.caption.utterances) labelled utterances"
                + (command.note.map { ". \($0)" } ?? ""), sections: sections)
        try document.write(to: "\(command.folder)/report.html")
    }

    private var resultsTable: ResultsTable {
        let rows = table.rows.map { row in
            ResultsTable.Row(
                model: row.architecture.rawValue.uppercased(), condition: row.condition.description,
                runs: row.pooled.unweightedAverageRecall.count,
                weightedAveragePrecision: spread(row.pooled.weightedAveragePrecision),
                weightedAccuracy: spread(row.pooled.weightedAccuracy),
                unweightedAverageRecall: spread(row.pooled.unweightedAverageRecall),
                macroF1: spread(row.pooled.macroF1))
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
        return ResultsTable(rows: rows, notes: notes)
    }

    private func spread(_ value: MeanDeviation) -> ResultsTable.Spread? {
        value.mean.map { ResultsTable.Spread(mean: $0, standardDeviation: value.deviation) }
    }

    private var confusions: ConfusionMatrices {
        ConfusionMatrices(
            matrices: table.rows.map { row in
                ConfusionMatrices.Matrix(
                    title: "\(row.architecture.rawValue.uppercased()), \(row.condition)", labels: table.labels,
                    counts: table.labels.indices.map { gold in
                        table.labels.indices.map { row.confusion.count(gold: gold, predicted: $0) }
                    })
            })
    }

    /// One section for each recogniser that can be compared with reference transcripts.
    private var wordErrors: [WordErrorSummary] {
        var recognisers: [TranscriptVariant] = []
        for row in table.rows {
            for variant in [row.condition.train, row.condition.test]
            where variant != .gold && variant != .textFree && !recognisers.contains(variant) {
                recognisers.append(variant)
            }
        }
        return recognisers.compactMap(wordErrors)
    }

    private func wordErrors(of recogniser: TranscriptVariant) -> WordErrorSummary? {
        var scorer = ErrorRateScorer(normalizer: .basic)
        var byLabel = [CorpusErrorRate](repeating: CorpusErrorRate(), count: table.labels.count)
        for utterance in data.utterances {
            guard let reference = utterance.transcripts[.gold] else { continue }
            let heard = utterance.transcripts[recogniser].map(Hypothesis.text) ?? .missing
            byLabel[utterance.label].add(scorer.score(reference: reference, hypothesis: heard))
        }
        guard scorer.total.utterances > 0 else { return nil }
        let groups = zip(table.labels, byLabel).filter { $0.1.utterances > 0 }.map { (label: $0, counts: counts($1)) }
        return WordErrorSummary(
            recogniser: recogniser.rawValue, normalizer: "basic", overall: counts(scorer.total),
            groups: [.init(title: "by emotion", rows: groups)])
    }

    private func counts(_ rate: CorpusErrorRate) -> WordErrorSummary.Counts {
        .init(
            utterances: rate.utterances, hits: rate.words.hits, substitutions: rate.words.substitutions,
            deletions: rate.words.deletions, insertions: rate.words.insertions)
    }

    private var learningCurves: LearningCurves {
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

    private func facts() throws -> RunFacts {
        let notes = settings.notes.sorted { $0.key < $1.key }.map { RunFacts.Fact($0.key, $0.value) }
        return RunFacts(groups: [
            .init(title: "Corpus", facts: corpusFacts),
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

    private var corpusFacts: [RunFacts.Fact] {
        let counts = zip(table.labels, table.caption.labelCounts).map { "\($0) \($1)" }.joined(separator: ", ")
        return [
            .init("labels", counts), .init("folds", "\(table.caption.foldScheme) (\(table.caption.folds))"),
            .init("SHA-256 of the data", data.hash),
        ]
    }
}
