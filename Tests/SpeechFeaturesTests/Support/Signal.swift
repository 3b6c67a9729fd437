import Foundation

@testable import SpeechFeatures

/// Small synthetic signals on the 16-bit grid, as the audio reader would give them.
enum Signal {
    /// The nearest 16-bit value of each number, in units of 32768.
    static func quantised(_ values: [Double]) -> [Float] {
        values.map { Float(min(max(($0 * 32768).rounded(), -32768), 32767)) / 32768 }
    }

    /// Samples at the reference's scale, which the extractors use inside.
    static func scaled(_ samples: [Float]) -> [Float] { ReferenceScale.samples(samples.span, first: samples.count) }

    static func sine(hertz: Double, amplitude: Double, samples: Int) -> [Float] {
        quantised((0..<samples).map { amplitude * sin(2 * Double.pi * hertz * Double($0) / 16000) })
    }

    /// Ten harmonics with falling amplitude: something like a vowel.
    static func vowel(hertz: Double, amplitude: Double, samples: Int) -> [Float] {
        quantised(
            (0..<samples).map { index in
                (1...10).reduce(0) { sum, harmonic in
                    let phase = 2 * Double.pi * hertz * Double(harmonic * index) / 16000
                    return sum + amplitude / Double(harmonic) / 2 * sin(phase)
                }
            })
    }

    /// Even noise from a small generator of our own, the same for the same seed everywhere.
    static func noise(amplitude: Double, samples: Int, seed: UInt64 = 1) -> [Float] {
        var generator = TestGenerator(seed: seed)
        return quantised((0..<samples).map { _ in amplitude * (2 * generator.uniform() - 1) })
    }
}

/// SplitMix64.
struct TestGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// In [0, 1).
    mutating func uniform() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
