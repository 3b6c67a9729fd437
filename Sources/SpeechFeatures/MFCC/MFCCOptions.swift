/// Framing, filter bank and cepstrum of `MFCCExtractor`; the defaults are the paper's.
///
/// - Source: `MFCC12_E_D_A.conf` of openSMILE 3.0.2, which the authors of the paper used unchanged but for its paths.
public struct MFCCOptions: Codable, Hashable, Sendable {
    /// Samples of a frame: 25 ms.
    public var frameLength = 400

    /// Samples between frames: 10 ms.
    public var frameShift = 160

    /// Factor of the previous sample that is taken off each sample of a frame.
    public var preEmphasis: Float = 0.97

    /// Where the lowest mel band starts, in hertz.
    public var lowHertz = 0.0

    /// Where the highest mel band ends, in hertz.
    public var highHertz = 8000.0

    /// Number of mel bands.
    public var bandCount = 26

    /// Cepstra kept, from the first one on (the zeroth is not).
    public var cepstrumCount = 12

    /// Lifter constant L: cepstrum i is multiplied by `1 + L/2 sin(πi/L)`.
    public var lifter = 22

    /// The defaults.
    public init() {}

    /// Whether an extractor can be made of these numbers; settings from a file may be anything.
    public var isValid: Bool {
        (2...65536).contains(frameLength) && (1...frameLength).contains(frameShift) && preEmphasis.isFinite
            && lifter >= 1
            && 0 <= lowHertz && lowHertz < highHertz && highHertz <= Double(SpeechFeatureSet.sampleRate) / 2
            && (1...256).contains(bandCount) && (1...bandCount).contains(cepstrumCount)
    }

    /// Static columns: the cepstra and the log energy.
    public var staticColumnCount: Int { cepstrumCount + 1 }

    /// All columns: static, delta, acceleration.
    public var columnCount: Int { 3 * staticColumnCount }

    /// Length of the transform: the smallest power of two that holds a frame.
    var transformSize: Int { frameLength.nextPowerOfTwo }
}

extension Int {
    /// The smallest power of two that is not below this number, at least 8.
    var nextPowerOfTwo: Int {
        var power = 8
        while power < self { power *= 2 }
        return power
    }
}
