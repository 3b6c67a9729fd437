import Foundation

/// A linear axis: data range, round tick values, and the way from data to pixels.
package struct Axis: Sendable {
    package let lower: Double
    package let upper: Double
    package let ticks: [Double]
    /// Decimals that tell neighbouring ticks apart.
    package let decimals: Int

    /// An axis that covers `values` with about `wanted` ticks at 1, 2 or 5 times a power of ten.
    ///
    /// Values that are not finite are left out. No values give 0...1; a single value gets room on both sides.
    package init(covering values: [Double], from start: Double? = nil, wanted: Int = 5) {
        let finite = values.filter(\.isFinite)
        var low = start ?? finite.min() ?? 0
        var high = max(finite.max() ?? 1, low)
        if high - low <= abs(high) * 1e-12 {
            high += high == 0 ? 1 : abs(high) * 0.1
            if start == nil { low -= low == 0 ? 0 : abs(low) * 0.1 }
        }
        let rough = (high - low) / Double(wanted)
        let power = pow(10, floor(log10(rough)))
        let step = power * ([1.0, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10)
        let first = Int((low / step + 1e-9).rounded(.down))
        let last = Int((high / step - 1e-9).rounded(.up))
        ticks = (first...max(first + 1, last)).map { Double($0) * step }
        lower = ticks[0]
        upper = ticks[ticks.count - 1]
        decimals = max(0, -Int(floor(log10(step) + 1e-9)))
    }

    /// Where `value` lies between the pixels `start` (lower end) and `end`.
    package func position(_ value: Double, from start: Double, to end: Double) -> Double {
        start + (value - lower) / (upper - lower) * (end - start)
    }
}
