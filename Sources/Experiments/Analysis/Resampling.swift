import Corpus
import ErrorRate

/// The test part of all folds, one place after the other: the order of all lists in an analysis.
struct TestPlaces {
    let folds: [Int]
    /// Places in the data.
    let utterances: [Int]
    let labels: [Int]
    /// Where each fold begins.
    let starts: [Int]

    init(_ data: ExperimentData) {
        var starts: [Int] = []
        var folds: [Int] = []
        var utterances: [Int] = []
        for (number, fold) in data.folds.enumerated() {
            starts.append(utterances.count)
            utterances += fold.test
            folds += fold.test.map { _ in number }
        }
        self.starts = starts
        self.folds = folds
        self.utterances = utterances
        labels = utterances.map { data.utterances[$0].label }
    }

    var count: Int { utterances.count }
}

/// Draws the units of the test places again and again, always in the same way.
///
/// Every figure is computed on the same draws: differences between any two are paired.
struct Resampling {
    /// The replicates of a comparison.
    static let usualReplicates = 10_000

    let facts: SamplingFacts
    /// The unit of each test place.
    let units: [Int]
    private let seed: UInt64

    init(_ data: ExperimentData, places: TestPlaces, seed: UInt64, replicates: Int = usualReplicates) {
        let bySpeaker = places.utterances.allSatisfy { !data.utterances[$0].speaker.isEmpty }
        var numbers: [ByteKey: Int] = [:]
        units = places.utterances.map { index in
            let utterance = data.utterances[index]
            let key = ByteKey(bySpeaker ? utterance.speaker : utterance.id)
            let number = numbers[key] ?? numbers.count
            numbers[key] = number
            return number
        }
        facts = SamplingFacts(
            unit: bySpeaker ? .speakers : .utterances, units: numbers.count, replicates: replicates, confidence: 0.95)
        self.seed = seed
    }

    /// Whether intervals say anything.
    var isPossible: Bool { facts.units > 1 }

    /// Gives how often each unit was drawn to `body`, replicate by replicate; nothing where there are fewer than two units.
    func replicates(_ body: (_ weights: [Int]) -> Void) {
        guard isPossible else { return }
        var generator = SeededGenerator(seed: seed, stream: "analysis/bootstrap")
        var weights = [Int](repeating: 0, count: facts.units)
        for _ in 0..<facts.replicates {
            for unit in weights.indices { weights[unit] = 0 }
            for _ in 0..<facts.units { weights[generator.below(facts.units)] += 1 }
            body(weights)
        }
    }

    /// The interval of a figure from its replicates; nil with fewer than two.
    func interval(_ values: [Double]) -> ConfidenceInterval? {
        guard values.count > 1 else { return nil }
        return ConfidenceInterval(Spread(values, confidence: facts.confidence).percentile)
    }
}

/// Counts in cells, kept by unit, so that those of any draw are summed quickly.
struct UnitCounts {
    private struct Entry {
        var cell: Int32
        var count: Int32
    }

    private let cells: Int
    private let entries: [Entry]
    /// Where the entries of each unit begin, and the end of the last.
    private let starts: [Int]

    /// - Parameters:
    ///   - counted: unit, cell and count; counts of the same unit and cell add up.
    ///   - units: how many there are.
    ///   - cells: how many there are.
    init(_ counted: [(unit: Int, cell: Int, count: Int)], units: Int, cells: Int) {
        self.cells = cells
        var entries: [Entry] = []
        var starts: [Int] = []
        for (unit, cell, count) in counted.sorted(by: { ($0.unit, $0.cell) < ($1.unit, $1.cell) }) where count != 0 {
            let isNewUnit = starts.count <= unit
            while starts.count <= unit { starts.append(entries.count) }
            if !isNewUnit, let last = entries.last, last.cell == Int32(cell) {
                entries[entries.count - 1].count += Int32(count)
            } else {
                entries.append(Entry(cell: Int32(cell), count: Int32(count)))
            }
        }
        while starts.count <= units { starts.append(entries.count) }
        self.entries = entries
        self.starts = starts
    }

    /// The sums of all cells, each unit taken as often as its weight.
    func sum(_ weights: [Int], into sums: inout [Int]) {
        for cell in 0..<cells { sums[cell] = 0 }
        entries.withUnsafeBufferPointer { entries in
            for unit in weights.indices where weights[unit] > 0 {
                let weight = weights[unit]
                for place in starts[unit]..<starts[unit + 1] {
                    sums[Int(entries[place].cell)] &+= weight &* Int(entries[place].count)
                }
            }
        }
    }
}
