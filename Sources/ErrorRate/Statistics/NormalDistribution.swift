import Glibc

/// The standard normal distribution.
enum NormalDistribution {
    /// The probability of a value at least as far from 0 as `z`, on either side.
    static func twoSided(_ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }

    /// How far from 0 values lie with probability `confidence`, which is between 0 and 1: 1.96 for 0.95.
    static func halfWidth(confidence: Double) -> Double {
        precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
        var lower = 0.0
        var upper = 40.0
        // Halving until no number is left in between.
        while true {
            let middle = (lower + upper) / 2
            if middle <= lower || middle >= upper { return middle }
            if twoSided(middle) > 1 - confidence { lower = middle } else { upper = middle }
        }
    }
}
