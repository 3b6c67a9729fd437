/// Pitch, voicing, harmonicity and loudness of one utterance: contours over time and their 35 statistics.
public struct Prosody: Sendable, Equatable {
    /// Five contours, one value per frame of 10 ms.
    ///
    /// Loudness frames are shorter than pitch frames, so the loudness contour has some values more.
    public struct Contours: Sendable, Equatable {
        /// Fundamental frequency in hertz, 0 where unvoiced.
        public var pitchHertz: [Float]

        /// Fundamental frequency in semitones above 27.5 Hz, 0 where unvoiced.
        public var pitchSemitones: [Float]

        /// Voicing, 0 to 1.
        public var voicing: [Float]

        /// Harmonics-to-noise ratio in decibels, exactly 0 where unvoiced.
        public var harmonicsToNoiseDecibels: [Float]

        /// Loudness on an open scale, about 0.001 for digital silence and a few units for full level.
        public var loudness: [Float]
    }

    /// The 35 numbers named by `SpeechFeatureSet.prosodyColumns`; nil for audio below one pitch frame (55 ms).
    public let functionals: [Float]?

    /// The contours smoothed over three frames; each has one value more than there are frames.
    ///
    /// The last pitch values may lie behind `decidedFrameCount`.
    public let smoothed: Contours

    /// The contours as measured, after the energy gate (which leaves harmonicity and loudness alone).
    public let contours: Contours

    /// Pitch frames that entered the functionals, but for the first frame, which always enters: those that the path
    /// search had decided before the end of the audio.
    public let decidedFrameCount: Int
}

/// The pitch frames of one utterance with everything that led to them.
package struct PitchTrack: Sendable, Equatable {
    /// Frequencies of the candidates in hertz, `[frames, 4]`, 0 for empty places.
    package var candidateFrequencies: FrameMatrix

    /// Voicing of the candidates, `[frames, 4]`.
    package var candidateVoicings: FrameMatrix

    /// Scores of the candidates, `[frames, 4]`.
    package var candidateScores: FrameMatrix

    /// Harmonics-to-noise ratio in decibels for each candidate, `[frames, 4]`.
    package var candidateDecibels: FrameMatrix

    /// Root mean square of the windowed frames.
    package var rootMeanSquares: [Float]

    /// The chosen candidate of each frame, 4 for unvoiced.
    package var states: [Int] = []

    /// Frames whose state the path search had decided before the end of the input.
    package var decidedFrameCount = 0

    init(frames: Int) {
        let places = SubharmonicSummation.candidateCount
        candidateFrequencies = FrameMatrix(rows: frames, columns: places)
        candidateVoicings = FrameMatrix(rows: frames, columns: places)
        candidateScores = FrameMatrix(rows: frames, columns: places)
        candidateDecibels = FrameMatrix(rows: frames, columns: places)
        rootMeanSquares = [Float](repeating: 0, count: frames)
    }

    /// Number of frames.
    package var frameCount: Int { rootMeanSquares.count }
}
