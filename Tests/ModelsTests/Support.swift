import Models

/// A generator for tests (SplitMix64); its sequence never changes.
struct TestGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in -1...1.
    mutating func value() -> Float { Float(next() >> 40) * 0x1p-23 - 1 }
}

/// Encoder settings to try a model with.
enum EncoderSetting: String, CaseIterable, Sendable {
    case paper, mean, attention, bothWays, stacked, everything

    func apply(to configuration: inout ModelConfiguration) {
        switch self {
        case .paper: break
        case .mean: configuration.audioPooling = .mean
        case .attention: configuration.audioPooling = .attention
        case .bothWays:
            configuration.bidirectionalAudio = true
            configuration.bidirectionalText = true
        case .stacked: configuration.frameStacking = 2
        case .everything:
            configuration.audioPooling = .attention
            configuration.bidirectionalAudio = true
            configuration.bidirectionalText = true
            configuration.frameStacking = 3
            configuration.layers = 2
        }
    }
}
