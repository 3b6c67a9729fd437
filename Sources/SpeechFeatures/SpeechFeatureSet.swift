/// The two feature sets of Yoon, Byun and Jung (2018), with their columns and the version of their computing.
///
/// ```swift
/// let frames = MFCCExtractor().compute(samples, maximumFrames: 750)     // [frames, 39]
/// let functionals = ProsodyExtractor().compute(samples).functionals     // 35, nil below 55 ms
/// ```
///
/// Both follow openSMILE 3.0.2 with the authors' two configuration files; the numbers agree with that tool's stored
/// output to the tolerances that the tests state. The code is this project's own.
public enum SpeechFeatureSet {
    /// Grows whenever a change makes other numbers come out; part of every cache key that covers features.
    public static let version = 2

    /// Hertz, mono: what the extractors take.
    public static let sampleRate = 16000

    /// The 39 columns of `MFCCExtractor`: 12 cepstra and the log energy, their deltas, their accelerations.
    public static let mfccColumns: [String] = ["", "_de", "_de_de"].flatMap { order in
        (1...12).map { "pcm_fftMag_mfcc\(order)[\($0)]" } + ["pcm_LOGenergy\(order)"]
    }

    /// The five smoothed contours in the order of the functionals.
    public static let contours = [
        "F0final_sma", "F0finalLog_sma", "voicingFinalUnclipped_sma", "HarmonicsToNoiseRatioACFLogdB_sma",
        "loudness_sma",
    ]

    /// What is taken of each contour, in order.
    public static let functionals = [
        "stddev", "amean", "linregc1", "centroid", "percentile10.0", "percentile90.0", "pctlrange0-1",
    ]

    /// The 35 columns of `Prosody.functionals`: the functionals of each contour in turn.
    public static let prosodyColumns: [String] = contours.flatMap { contour in
        functionals.map { "\(contour)_\($0)" }
    }
}
