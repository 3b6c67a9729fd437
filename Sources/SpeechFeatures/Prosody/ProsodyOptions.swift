/// Framing, pitch range and thresholds of `ProsodyExtractor`; the defaults are the paper's.
///
/// What the reference fixes in its code, and not in its configuration, is fixed here as well and named where it acts.
///
/// - Source: `prosodyShsViterbiLoudness.conf` of openSMILE 3.0.2, which the authors of the paper used unchanged but for
///   its paths.
public struct ProsodyOptions: Codable, Hashable, Sendable {
    /// Samples of a loudness frame: 20 ms.
    public var loudnessFrameLength = 320

    /// Samples of a pitch frame: 55 ms.
    public var pitchFrameLength = 880

    /// Samples between frames of both kinds: 10 ms.
    public var frameShift = 160

    /// Lowest frequency of a pitch candidate, in hertz.
    public var minimumPitchHertz: Float = 52

    /// Highest frequency of a pitch candidate, in hertz.
    public var maximumPitchHertz: Float = 620

    /// Voicing from which a candidate counts as voiced.
    public var voicingThreshold: Float = 0.7

    /// Frames whose windowed root mean square is not above this have no pitch.
    public var energyGate: Float = 0.0008

    /// The defaults.
    public init() {}

    /// Whether an extractor can be made of these numbers; settings from a file may be anything.
    public var isValid: Bool {
        // From 513 samples on the transform's bins are fine enough for the octave axis, which starts at 25 Hz.
        (513...65536).contains(pitchFrameLength) && (2...pitchFrameLength).contains(loudnessFrameLength)
            && (1...loudnessFrameLength).contains(frameShift)
            && 50 <= minimumPitchHertz && minimumPitchHertz < maximumPitchHertz && maximumPitchHertz <= 4000
            && voicingThreshold.isFinite && energyGate.isFinite
    }
}
