import Corpus
public import Models
public import Training

/// What one row of a comparison says about one test utterance.
public struct UtterancePrediction: Codable, Equatable, Sendable {
    public let model: Architecture
    public let condition: Condition
    /// Fold in which it is tested, from 0.
    public let fold: Int
    /// Runs that tested it.
    public let runs: Int
    /// How many of them gave the gold label.
    public let right: Int
    /// The most probable label by `probabilities`, the first of equals.
    public let label: String
    /// In the order of the comparison's labels, over the runs.
    public let probabilities: [MeanDeviation]
    /// MDREA, where the folder has it: where the first run looked in the transcript.
    public let attention: [AttendedWord]
}

extension StoredComparison {
    /// What the stored runs say about an utterance: a row for each model, condition and fold that tested it.
    ///
    /// - Parameter id: compared by its bytes.
    /// - Returns: none for an utterance that the comparison does not have or did not test yet.
    /// - Throws: `ExperimentError.file`.
    public func predictions(of id: String) throws -> [UtterancePrediction] {
        guard let place = data.utterances.firstIndex(where: { ByteKey($0.id) == ByteKey(id) }) else { return [] }
        let results = try results()
        return plan.cells.flatMap { cell in
            data.folds.indices.compactMap { fold in
                prediction(place, cell.architecture, cell.condition, fold: fold, results)
            }
        }
    }

    private func prediction(
        _ utterance: Int, _ architecture: Architecture, _ condition: Condition, fold: Int, _ results: [RunResult]
    ) -> UtterancePrediction? {
        guard let row = data.folds[fold].test.firstIndex(of: utterance) else { return nil }
        let classes = data.labels.count
        var values = [[Double]](repeating: [], count: classes)
        var right = 0
        var attention: [AttendedWord] = []
        for result in results
        where result.job.architecture == architecture && result.job.train == condition.train && result.job.fold == fold
        {
            guard let test = result.test(condition.test), row < test.predicted.count else { continue }
            for label in 0..<classes { values[label].append(Double(test.probabilities[row * classes + label])) }
            if test.predicted[row] == data.utterances[utterance].label { right += 1 }
            if let looked = test.attention, row < looked.count { attention = looked[row] }
        }
        let means = values.map { MeanDeviation($0) }
        guard let best = means.indices.max(by: { (means[$0].mean ?? 0) < (means[$1].mean ?? 0) }),
            means[best].count > 0
        else { return nil }
        let top = means[best].mean
        let label = means.firstIndex { $0.mean == top } ?? best
        return UtterancePrediction(
            model: architecture, condition: condition, fold: fold, runs: means[best].count, right: right,
            label: data.labels[label], probabilities: means, attention: attention)
    }
}
