import Glibc

/// Window functions over a frame, in single precision.
package enum AnalysisWindow {
    /// `0.54 - 0.46 cos(2πn / (L-1))`.
    package static func hamming(length: Int) -> [Float] {
        (0..<length).map { Float(0.54 - 0.46 * cos(2 * Double.pi * Double($0) / Double(length - 1))) }
    }

    /// `exp(-((n - m) / (sigma m))² / 2)` with the middle `m = (L-1) / 2`.
    package static func gauss(length: Int, sigma: Double) -> [Float] {
        let middle = Double(length - 1) / 2
        return (0..<length).map { index in
            let distance = (Double(index) - middle) / (sigma * middle)
            return Float(exp(-0.5 * distance * distance))
        }
    }
}
