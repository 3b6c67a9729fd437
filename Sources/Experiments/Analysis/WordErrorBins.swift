/// Measures each row within the ranges of one recogniser's word errors.
struct WordErrorBins {
    let errors: UtteranceWordErrors
    let places: TestPlaces
    let resampling: Resampling
    let classes: Int

    /// For each row that reads gold transcripts, this recogniser's or none, each range.
    ///
    /// Ranges without a test utterance are left out.
    func bins(_ rows: [PooledPredictions]) -> [WordErrorBin] {
        var included = [[Int]](repeating: [], count: WordErrorRange.allCases.count)
        for place in 0..<places.count {
            guard let range = errors.range(places.utterances[place]) else { continue }
            included[WordErrorRange.allCases.firstIndex(of: range) ?? 0].append(place)
        }
        let known: Set<TranscriptVariant> = [.gold, .textFree, errors.recogniser]
        var parts: [(row: PooledPredictions, range: Int, right: Int)] = []
        var figures: [RecallFigure] = []
        for row in rows
        where row.runs > 0 && known.contains(row.row.condition.train) && known.contains(row.row.condition.test) {
            let hits = row.hits
            for range in included.indices where !included[range].isEmpty {
                parts.append((row, range, included[range].reduce(0) { $0 + hits[$1] }))
                figures.append(RecallFigure(hits: hits, runs: row.runs, included: included[range]))
            }
        }
        let recalls = RecallFigures(figures, resampling, places: places, classes: classes)
        let (values, replicates) = (recalls.values, recalls.replicates)
        return parts.indices.map { part in
            let (row, range, right) = parts[part]
            var labelCounts = [Int](repeating: 0, count: classes)
            for place in included[range] { labelCounts[places.labels[place]] += 1 }
            return WordErrorBin(
                recogniser: errors.recogniser, row: row.row, range: WordErrorRange.allCases[range],
                utterances: included[range].count, labelCounts: labelCounts,
                unweightedAverageRecall: values[part],
                interval: resampling.interval(replicates[part].compactMap(\.self)),
                weightedAccuracy: Double(right) / Double(row.runs * included[range].count))
        }
    }
}
