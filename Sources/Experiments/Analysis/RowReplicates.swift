import Training

/// The measures of every row: of the runs as they are, and of each replicate.
///
/// A replicate's figure is, like the table's, the mean over runs of a run's measure, so an interval is that of the very number
/// it stands beside.
struct RowReplicates {
    /// `[row][run]`.
    let runs: [[ClassificationMetrics]]
    /// `[row][measure][replicate]`; empty lists for a row without a complete run, or with fewer than two units.
    let values: [[[Double]]]

    init(_ rows: [PooledPredictions], _ resampling: Resampling, places: TestPlaces, classes: Int) {
        runs = rows.map { row in
            row.predicted.map { run in
                ClassificationMetrics(gold: places.labels, predicted: run.map(Int.init), classes: classes)
            }
        }
        // All runs of all rows in one list of cells: a draw is gone through once.
        let matrix = classes * classes
        var counted: [(unit: Int, cell: Int, count: Int)] = []
        var starts: [[Int]] = []
        var cellCount = 0
        for row in rows {
            starts.append([])
            for run in row.predicted {
                for (place, predicted) in run.enumerated() {
                    let cell = cellCount + places.labels[place] * classes + Int(predicted)
                    counted.append((resampling.units[place], cell, 1))
                }
                starts[starts.count - 1].append(cellCount)
                cellCount += matrix
            }
        }
        let counts = UnitCounts(counted, units: resampling.facts.units, cells: cellCount)
        let measures = Measure.allCases.count
        var values = rows.map { row in
            [[Double]](repeating: [], count: measures).map { _ in
                var list: [Double] = []
                if row.runs > 0, resampling.isPossible { list.reserveCapacity(resampling.facts.replicates) }
                return list
            }
        }
        var kernel = MeasureKernel(classes: classes)
        var cells = [Int](repeating: 0, count: cellCount)
        var sums = [Double](repeating: 0, count: measures)
        resampling.replicates { weights in
            counts.sum(weights, into: &cells)
            for row in starts.indices where !starts[row].isEmpty {
                for measure in sums.indices { sums[measure] = 0 }
                for start in starts[row] { kernel.add(cells, at: start, to: &sums) }
                for measure in sums.indices {
                    values[row][measure].append(sums[measure] / Double(starts[row].count))
                }
            }
        }
        self.values = values
    }

    /// A measure of each complete run.
    func perRun(_ row: Int, _ measure: Measure) -> [Double] { runs[row].map { $0[measure] } }
}

extension ClassificationMetrics {
    /// One of the table's measures.
    subscript(_ measure: Measure) -> Double {
        switch measure {
        case .weightedAveragePrecision: weightedAveragePrecision
        case .weightedAccuracy: weightedAccuracy
        case .unweightedAverageRecall: unweightedAverageRecall
        case .macroF1: macroF1
        }
    }
}
