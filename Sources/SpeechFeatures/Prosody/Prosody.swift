import Glibc

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

        init(loudness: [Float] = []) {
            (pitchHertz, pitchSemitones, voicing, harmonicsToNoiseDecibels) = ([], [], [], [])
            self.loudness = loudness
        }

        /// Adds the pitch of a frame for which the path search has chosen a state.
        ///
        /// Where the frame's level is not above the gate, pitch and voicing become 0. The ratio of harmonics to noise
        /// is that of the pitch before the gate and keeps its value.
        mutating func append(_ frame: PitchFrame, state: Int, energyGate: Float) {
            let isVoiced = state != PitchPathSearch.unvoiced
            let isOpen = frame.rootMeanSquare > energyGate
            let hertz = isVoiced && isOpen ? frame.frequencies[state] : 0
            pitchHertz.append(hertz)
            pitchSemitones.append(hertz > 29.136 ? Float(12 * log2(Double(hertz) / 27.5)) : 0)
            // Without pitch the voicing is still that of the best candidate.
            voicing.append(isOpen ? frame.voicings[isVoiced ? state : 0] : 0)
            harmonicsToNoiseDecibels.append(
                isVoiced ? HarmonicsToNoise.decibels(frame.harmonicsToNoise[state]) : 0)
        }
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
