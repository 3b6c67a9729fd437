import Glibc
import Training

/// The test predictions of one row, of the runs that have all their folds.
struct PooledPredictions {
    let row: ModelCondition
    /// Label indices `[run][place]`.
    private(set) var predicted: [[Int32]] = []
    /// Sums over runs `[place, L]`.
    private(set) var probabilities: [Double]
    private(set) var reliability = ReliabilityBins()
    private(set) var squaredErrors = 0.0
    private(set) var logLosses = 0.0
    /// MDREA, first run: where it looked at each place; empty where that is not known.
    private(set) var attention: [[AttendedWord]] = []

    private let places: TestPlaces
    private let classes: Int

    /// A probability below this counts as this in the logarithm.
    private static let smallestProbability = 1e-12

    init(_ row: ModelCondition, places: TestPlaces, classes: Int) {
        self.row = row
        self.places = places
        self.classes = classes
        probabilities = [Double](repeating: 0, count: places.count * classes)
    }

    /// Complete runs.
    var runs: Int { predicted.count }

    /// Adds a run: its test results fold by fold; left out unless all are there.
    mutating func add(_ folds: [TestResult?], isFirstRun: Bool) {
        let results = folds.compactMap(\.self)
        guard results.count == places.starts.count else { return }
        predicted.append(results.flatMap { $0.predicted.map(Int32.init) })
        var place = 0
        for result in results {
            for utterance in result.predicted.indices {
                let label = places.labels[place]
                let best = Int(result.predicted[utterance])
                for column in 0..<classes {
                    let probability = Double(result.probabilities[utterance * classes + column])
                    probabilities[place * classes + column] += probability
                    let distance = probability - (column == label ? 1 : 0)
                    squaredErrors += distance * distance
                    if column == label { logLosses -= log(max(Self.smallestProbability, probability)) }
                    if column == best { reliability.add(confidence: probability, isRight: best == label) }
                }
                place += 1
            }
        }
        if isFirstRun, results.allSatisfy({ $0.attention != nil }) {
            attention = results.flatMap { $0.attention ?? [] }
        }
    }

    /// Mean probabilities over runs of one place.
    func meanProbabilities(_ place: Int) -> [Double] {
        probabilities[place * classes..<(place + 1) * classes].map { $0 / Double(max(1, runs)) }
    }

    /// The label that most runs gave each place; of equals the one with the higher mean probability, then the first.
    var votes: [Int] {
        (0..<places.count).map { place in
            var counts = [Int](repeating: 0, count: classes)
            for run in predicted { counts[Int(run[place])] += 1 }
            let probabilities = probabilities[place * classes..<(place + 1) * classes]
            var best = 0
            for label in 1..<max(1, classes) {
                let gain = counts[label] - counts[best]
                if gain > 0
                    || gain == 0
                        && probabilities[place * classes + label] > probabilities[place * classes + best]
                {
                    best = label
                }
            }
            return best
        }
    }

    /// How many runs have each place right.
    var hits: [Int] {
        var hits = [Int](repeating: 0, count: places.count)
        for run in predicted {
            for place in hits.indices where Int(run[place]) == places.labels[place] { hits[place] += 1 }
        }
        return hits
    }
}
