import Corpus
import ErrorRate
import Models
import Training

/// The tables of an analysis, each a CSV file in the results folder; `Documentation/Formats.md` has the columns.
struct AnalysisFiles {
    let analysis: ComparisonAnalysis
    let writer = CSVWriter()

    /// Names and contents.
    ///
    /// A table with nothing to say has its header alone.
    var all: [(name: String, bytes: [UInt8])] {
        [
            ("significance.csv", significance), ("wer_bins.csv", wordErrorBins), ("wer_by_emotion.csv", wordErrors),
            ("flips.csv", flips), ("confusion.csv", confusions), ("robustness.csv", robustness),
            ("calibration.csv", calibration),
        ]
    }

    private func table(_ header: [String], _ rows: some Sequence<Line>) -> [UInt8] {
        var bytes = writer.record(header)
        for row in rows { writer.append(row.cells, to: &bytes) }
        return bytes
    }

    /// A line that is written cell by cell; no number is an empty cell.
    private struct Line {
        var cells: [String]

        init(_ cells: [String]) { self.cells = cells }

        mutating func add(_ text: String) { cells.append(text) }
        mutating func add(_ count: Int) { cells.append("\(count)") }
        mutating func add(_ value: Double?) { cells.append(value.map { fixed($0, decimals: 6) } ?? "") }
        mutating func add(pValue: Double?) { cells.append(pValue.map(probability) ?? "") }
        mutating func add(_ interval: ConfidenceInterval?) {
            add(interval?.low)
            add(interval?.high)
        }
        mutating func add(_ value: MeanDeviation) {
            add(value.mean)
            add(value.deviation)
        }
    }

    private func name(_ label: Int) -> String { analysis.labels[label] }

    private var significance: [UInt8] {
        let header = [
            "comparison", "model_1", "train_1", "test_1", "model_2", "train_2", "test_2", "measure", "test", "value_1",
            "value_2", "difference", "low", "high", "p", "p_corrected", "significant", "cohens_d", "cohens_h",
            "both_right", "only_1_right", "only_2_right", "both_wrong",
        ]
        var lines: [Line] = []
        for comparison in analysis.comparisons {
            let names = [comparison.kind.rawValue] + comparison.first.cells + comparison.second.cells
            lines += comparison.measures.map { line(names, $0) }
            if let votes = comparison.votes { lines.append(line(names, votes)) }
        }
        return table(header, lines)
    }

    private func line(_ names: [String], _ value: MeasureDifference) -> Line {
        var line = Line(names + [value.measure.rawValue, "bootstrap"])
        line.add(value.first)
        line.add(value.second)
        line.add(value.difference)
        line.add(value.interval)
        line.add(pValue: value.pValue)
        line.add(pValue: value.correctedPValue)
        line.add(verdict(value.correctedPValue))
        line.add(value.cohensD)
        for _ in 0..<5 { line.add("") }
        return line
    }

    private func line(_ names: [String], _ votes: VoteComparison) -> Line {
        let count = Double(max(1, votes.count))
        let first = Double(votes.bothRight + votes.onlyFirstRight) / count
        let second = Double(votes.bothRight + votes.onlySecondRight) / count
        var line = Line(names + ["majority_wa", "mcnemar"])
        line.add(first)
        line.add(second)
        line.add(first - second)
        line.add(ConfidenceInterval?.none)
        line.add(pValue: votes.pValue)
        line.add(pValue: votes.correctedPValue)
        line.add(verdict(votes.correctedPValue))
        line.add("")
        line.add(votes.cohensH)
        for count in [votes.bothRight, votes.onlyFirstRight, votes.onlySecondRight, votes.bothWrong] { line.add(count) }
        return line
    }

    private func verdict(_ pValue: Double?) -> String { pValue.map { $0 < BestRows.level ? "yes" : "no" } ?? "" }

    private var wordErrorBins: [UInt8] {
        let header =
            ["recogniser", "model", "train", "test", "wer_percent", "utterances", "uar", "uar_low", "uar_high", "wa"]
            + analysis.labels.map { "utterances_\($0)" }
        let lines = analysis.wordErrorBins.map { bin -> Line in
            var line = Line([bin.recogniser.rawValue] + bin.row.cells + [bin.range.rawValue])
            line.add(bin.utterances)
            line.add(bin.unweightedAverageRecall)
            line.add(bin.interval)
            line.add(bin.weightedAccuracy)
            for count in bin.labelCounts { line.add(count) }
            return line
        }
        return table(header, lines)
    }

    private var wordErrors: [UInt8] {
        let header = [
            "recogniser", "emotion", "utterances", "missing", "reference_words", "hits", "substitutions", "deletions",
            "insertions", "wer", "wer_low", "wer_high", "edits_per_utterance",
        ]
        let lines = analysis.wordErrorsByEmotion.map { errors -> Line in
            var line = Line([errors.recogniser.rawValue, errors.emotion ?? ""])
            for count in [
                errors.utterances, errors.missing, errors.referenceWords, errors.hits, errors.substitutions,
                errors.deletions, errors.insertions,
            ] { line.add(count) }
            line.add(errors.wordErrorRate)
            line.add(errors.interval)
            line.add(errors.editsPerUtterance)
            return line
        }
        return table(header, lines)
    }

    private var flips: [UInt8] {
        var header = [
            "model", "train", "test", "rank", "id", "fold", "kind", "emotion", "predicted_gold", "predicted_asr",
        ]
        header += ["swing", "label_change"]
        header += analysis.labels.map { "p_gold_\($0)" } + analysis.labels.map { "p_asr_\($0)" }
        header += ["wer", "transcript_gold", "transcript_asr", "alignment", "audio", "start", "end"]
        var lines: [Line] = []
        for flips in analysis.flips {
            for (rank, flip) in flips.flips.enumerated() { lines.append(line(flips.asr, rank + 1, flip)) }
        }
        return table(header, lines)
    }

    private func line(_ row: ModelCondition, _ rank: Int, _ flip: LabelFlip) -> Line {
        var line = Line(row.cells)
        line.add(rank)
        line.add(flip.id)
        line.add(flip.fold + 1)
        line.add(flip.kind.rawValue)
        for label in [flip.label, flip.goldPrediction, flip.asrPrediction] { line.add(name(label)) }
        line.add(flip.swing)
        line.add(flip.labelChange)
        for probability in flip.goldProbabilities + flip.asrProbabilities { line.add(probability) }
        line.add(flip.wordErrorRate)
        line.add(flip.goldTranscript)
        line.add(flip.asrTranscript)
        line.add(flip.alignment.map(\.text).joined(separator: " "))
        line.add(flip.recording?.path ?? "")
        for seconds in [flip.recording?.start, flip.recording?.end] { line.add(seconds.map { "\($0)" } ?? "") }
        return line
    }

    private var confusions: [UInt8] {
        let header = ["model", "train", "test", "emotion", "predicted", "count", "row_percent", "difference_to_gold"]
        var lines: [Line] = []
        for shares in analysis.confusions {
            let percent = shares.confusion.rowPercent
            for gold in analysis.labels.indices {
                for predicted in analysis.labels.indices {
                    var line = Line(shares.row.cells + [name(gold), name(predicted)])
                    line.add(shares.confusion.count(gold: gold, predicted: predicted))
                    line.add(percent[gold][predicted])
                    line.add(shares.differenceToGold?[gold][predicted])
                    lines.append(line)
                }
            }
        }
        return table(header, lines)
    }

    private var robustness: [UInt8] {
        let header = [
            "model", "recogniser", "rate", "measured_rate", "runs", "uar_mean", "uar_sd", "uar_low", "uar_high",
            "wap_mean", "wap_sd", "text_free_uar", "crossing", "crossing_rate", "crossing_low", "crossing_high",
            "share_crossed", "share_not_crossed",
        ]
        var lines: [Line] = []
        for curve in analysis.robustness {
            for point in curve.points {
                var line = Line([curve.architecture.rawValue, curve.recogniser.rawValue])
                line.add(point.rate)
                line.add(point.measuredRate)
                line.add(point.unweightedAverageRecall.count)
                line.add(point.unweightedAverageRecall)
                line.add(point.interval)
                line.add(point.weightedAveragePrecision)
                line.add(curve.textFreeRecall)
                line.add(curve.crossing?.outcome.rawValue ?? "")
                line.add(curve.crossing?.rate)
                line.add(curve.crossing?.low)
                line.add(curve.crossing?.high)
                line.add(curve.crossing?.shareCrossed)
                line.add(curve.crossing?.shareNotCrossed)
                lines.append(line)
            }
        }
        return table(header, lines)
    }

    private var calibration: [UInt8] {
        let header = [
            "model", "train", "test", "predictions", "ece", "brier", "nll", "bin_low", "bin_high", "bin_count",
            "bin_confidence", "bin_accuracy",
        ]
        var lines: [Line] = []
        for curve in analysis.calibration {
            for bin in curve.bins {
                var line = Line(curve.row.cells)
                line.add(curve.predictions)
                line.add(curve.expectedCalibrationError)
                line.add(curve.brierScore)
                line.add(curve.negativeLogLikelihood)
                line.add(bin.low)
                line.add(bin.high)
                line.add(bin.count)
                line.add(bin.confidence)
                line.add(bin.accuracy)
                lines.append(line)
            }
        }
        return table(header, lines)
    }
}

extension AlignedWord {
    /// `word`, `{said→heard}`, `{said→}` for a lost word, `{→heard}` for an added one.
    public var text: String {
        kind == .equal ? reference ?? "" : "{\(reference ?? "")→\(hypothesis ?? "")}"
    }
}
