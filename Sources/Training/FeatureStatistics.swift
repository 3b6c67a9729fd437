/// Mean and standard deviation of each column of a feature matrix.
public struct ColumnStatistics: Codable, Equatable, Sendable {
    /// Mean of each column.
    public let mean: [Float]

    /// Population standard deviation of each column; 1 for a column that does not vary, so dividing is safe.
    public let deviation: [Float]

    /// Statistics found elsewhere; both lists are as long, deviations above 0.
    public init(mean: [Float], deviation: [Float]) {
        precondition(mean.count == deviation.count, "mean and deviation of one set of columns")
        self.mean = mean
        self.deviation = deviation
    }

    /// Replaces each value x by (x − mean) / deviation; `values` is `[rows, columns]`, row-major.
    public func standardise(_ values: inout [Float]) { transform(&values) { ($0 - $1) / $2 } }

    /// Undoes `standardise`, up to rounding.
    public func restore(_ values: inout [Float]) { transform(&values) { $0 * $2 + $1 } }

    private func transform(_ values: inout [Float], _ formula: (Float, Float, Float) -> Float) {
        let columns = mean.count
        guard columns > 0, !values.isEmpty else { return }
        precondition(values.count % columns == 0, "\(values.count) values are no rows of \(columns) columns")
        for row in 0..<values.count / columns {
            for column in 0..<columns {
                values[row * columns + column] = formula(
                    values[row * columns + column], mean[column], deviation[column])
            }
        }
    }
}

/// The column statistics of a set of utterances: over all their frames, and over their prosody vectors.
public struct FeatureStatistics: Codable, Equatable, Sendable {
    /// Of the MFCC columns, over all frames.
    public let frames: ColumnStatistics

    /// Of the prosody columns, over utterances.
    public let prosody: ColumnStatistics

    /// Number of utterances they were computed from.
    public let utterances: Int
}

/// Collects column statistics utterance by utterance, in constant memory.
///
/// Sums are in double precision and utterances are merged in the order of the calls (Chan's formula), so the same
/// calls give the same bits.
public struct FeatureStatisticsBuilder: Sendable {
    private var frames = ColumnMoments()
    private var prosody = ColumnMoments()

    /// Number of utterances added.
    public private(set) var utterances = 0

    /// A builder that has seen nothing.
    public init() {}

    /// Adds one utterance: `frames` is `[T, columns]`, row-major; either part may be empty and then adds nothing.
    public mutating func add(frames: [Float], columns: Int, prosody: [Float]) {
        self.frames.add(frames, columns: columns)
        self.prosody.add(prosody, columns: prosody.count)
        utterances += 1
    }

    /// The statistics so far; parts that had no rows have no columns and leave what they are applied to as it is.
    public var statistics: FeatureStatistics {
        FeatureStatistics(frames: frames.statistics, prosody: prosody.statistics, utterances: utterances)
    }
}

/// Running mean and sum of squared differences of some columns.
struct ColumnMoments: Sendable {
    private var count = 0.0
    private var mean: [Double] = []
    private var squares: [Double] = []

    mutating func add(_ values: [Float], columns: Int) {
        guard columns > 0, values.count >= columns else { return }
        precondition(values.count % columns == 0, "\(values.count) values are no rows of \(columns) columns")
        if mean.isEmpty {
            mean = [Double](repeating: 0, count: columns)
            squares = mean
        }
        precondition(mean.count == columns, "utterances of \(mean.count) and \(columns) columns")
        let rows = values.count / columns
        let total = count + Double(rows)
        for column in 0..<columns {
            var sum = 0.0
            for row in 0..<rows { sum += Double(values[row * columns + column]) }
            let ownMean = sum / Double(rows)
            var ownSquares = 0.0
            for row in 0..<rows {
                let difference = Double(values[row * columns + column]) - ownMean
                ownSquares += difference * difference
            }
            let delta = ownMean - mean[column]
            mean[column] += delta * Double(rows) / total
            squares[column] += ownSquares + delta * delta * count * Double(rows) / total
        }
        count = total
    }

    /// A column whose deviation is below 1e-6 of its mean's size is taken as constant: that is float32 rounding.
    var statistics: ColumnStatistics {
        let deviations = mean.indices.map { column -> Float in
            let deviation = (squares[column] / count).squareRoot()
            return deviation > 1e-6 * abs(mean[column]) && deviation > 1e-12 ? Float(deviation) : 1
        }
        return ColumnStatistics(mean: mean.map { Float($0) }, deviation: deviations)
    }
}
