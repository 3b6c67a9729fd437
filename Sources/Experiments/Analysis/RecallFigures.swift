/// Some test places of one model, for the UAR over them, mean over runs.
struct RecallFigure {
    /// How many runs have each test place right.
    let hits: [Int]
    /// How many runs there are, at least 1.
    let runs: Int
    /// The test places that count.
    let included: [Int]
}

/// The UARs of several figures, as they are and in each replicate.
///
/// All runs have the same gold labels, so the mean of their UARs is the UAR of their summed right answers.
struct RecallFigures {
    private let runs: [Int]
    private let classes: Int
    private let resampling: Resampling
    /// For each figure `2 C` cells: the places of each label, then the right answers of all runs.
    private let counts: UnitCounts

    init(_ figures: [RecallFigure], _ resampling: Resampling, places: TestPlaces, classes: Int) {
        runs = figures.map(\.runs)
        self.classes = classes
        self.resampling = resampling
        var counted: [(unit: Int, cell: Int, count: Int)] = []
        for (number, figure) in figures.enumerated() {
            for place in figure.included {
                let cell = 2 * classes * number + places.labels[place]
                counted.append((resampling.units[place], cell, 1))
                counted.append((resampling.units[place], cell + classes, figure.hits[place]))
            }
        }
        counts = UnitCounts(counted, units: resampling.facts.units, cells: 2 * classes * figures.count)
    }

    /// Each figure as it is; nil where it has no place.
    var values: [Double?] {
        var cells = [Int](repeating: 0, count: 2 * classes * runs.count)
        counts.sum([Int](repeating: 1, count: resampling.facts.units), into: &cells)
        return runs.indices.map { unweightedAverageRecall(cells, $0) }
    }

    /// Every replicate, all figures on the same draws: `[figure][replicate]`, nil where nothing is left.
    var replicates: [[Double?]] {
        var cells = [Int](repeating: 0, count: 2 * classes * runs.count)
        var values = [[Double?]](repeating: [], count: runs.count)
        resampling.replicates { weights in
            counts.sum(weights, into: &cells)
            for figure in runs.indices { values[figure].append(unweightedAverageRecall(cells, figure)) }
        }
        return values
    }

    private func unweightedAverageRecall(_ cells: [Int], _ figure: Int) -> Double? {
        let start = 2 * classes * figure
        var (sum, present) = (0.0, 0)
        for label in start..<start + classes where cells[label] > 0 {
            sum += Double(cells[classes + label]) / Double(runs[figure] * cells[label])
            present += 1
        }
        return present == 0 ? nil : sum / Double(present)
    }
}
