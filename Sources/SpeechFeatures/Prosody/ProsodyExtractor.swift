import Glibc

/// Pitch, voicing, harmonics-to-noise ratio and loudness of an utterance, and 35 statistics of them.
///
/// ```swift
/// let prosody = ProsodyExtractor().compute(audio.samples)
/// prosody.functionals           // 35 numbers named by SpeechFeatureSet.prosodyColumns, or nil below 55 ms
/// prosody.contours.pitchHertz   // one value per 10 ms, 0 where unvoiced
/// ```
///
/// An extractor is its tables; making one costs some hundred microseconds, and one serves any number of threads.
///
/// - Source: openSMILE 3.0.2 with the authors' `modified_prosodyShsViterbiLoudness.conf`.
public struct ProsodyExtractor: Sendable {
    /// What is computed.
    public let options: ProsodyOptions

    private let loudnessFraming: Framing
    private let pitchFraming: Framing
    private let loudness: LoudnessComputer
    private let pitch: PitchFrameComputer

    /// Makes the tables; `options` must be valid (`ProsodyOptions.isValid`).
    public init(options: ProsodyOptions = .init()) {
        precondition(options.isValid, "these settings make no extractor: \(options)")
        self.options = options
        loudnessFraming = Framing(frameLength: options.loudnessFrameLength, frameShift: options.frameShift)
        pitchFraming = Framing(frameLength: options.pitchFrameLength, frameShift: options.frameShift)
        loudness = LoudnessComputer(frameLength: options.loudnessFrameLength)
        pitch = PitchFrameComputer(options: options)
    }

    /// Computes contours and functionals of one utterance.
    ///
    /// - Parameter samples: mono, 16 kHz, finite, full scale ±1 in units of 1/32768 (as the audio reader gives them).
    /// - Returns: contours that are empty where the audio is shorter than one of their frames, and functionals that are
    ///   nil below one pitch frame (880 samples); neither is an error.
    /// - Complexity: O(frames · n log n) for transform size n; memory for the samples and some 40 numbers per frame.
    public func compute(_ samples: [Float]) -> Prosody { compute(samples.span) }

    /// Computes contours and functionals of one utterance; see `compute(_:)` for arrays.
    public func compute(_ samples: Span<Float>) -> Prosody {
        let scaled = ReferenceScale.samples(samples, first: samples.count)
        let loudness = loudnessContour(scaled)
        let track = pitchTrack(scaled)
        let contours = contours(of: track, loudness: loudness, gated: true)
        let smoothed = smooth(contours, decided: track.decidedFrameCount)
        return Prosody(
            functionals: track.frameCount == 0 ? nil : functionals(of: smoothed, decided: track.decidedFrameCount),
            smoothed: smoothed, contours: contours, decidedFrameCount: track.decidedFrameCount)
    }

    /// The loudness contour of samples at the reference scale.
    package func loudnessContour(_ scaled: [Float]) -> [Float] {
        var workspace = loudness.makeWorkspace()
        return (0..<loudnessFraming.frameCount(sampleCount: scaled.count)).map { frame in
            loudness.loudness(of: scaled.span.extracting(loudnessFraming.sampleRange(ofFrame: frame)), &workspace)
        }
    }

    /// Candidates and chosen states of samples at the reference scale.
    ///
    /// - Parameters:
    ///   - scaled: the samples.
    ///   - inspect: called after each frame with all that was computed for it.
    /// - Returns: one row per pitch frame; none for samples shorter than one.
    package func pitchTrack(
        _ scaled: [Float], inspect: (_ frame: Int, PitchFrameComputer.Workspace) -> Void = { _, _ in }
    ) -> PitchTrack {
        let frames = pitchFraming.frameCount(sampleCount: scaled.count)
        var track = PitchTrack(frames: frames)
        var workspace = pitch.makeWorkspace()
        var search = PitchPathSearch(voicingThreshold: options.voicingThreshold)
        let places = SubharmonicSummation.candidateCount
        for frame in 0..<frames {
            pitch.compute(scaled.span.extracting(pitchFraming.sampleRange(ofFrame: frame)), &workspace)
            for (place, candidate) in workspace.candidates.enumerated() {
                track.candidateFrequencies[frame, place] = candidate.frequency
                track.candidateVoicings[frame, place] = candidate.voicing
                track.candidateScores[frame, place] = candidate.score
                track.candidateDecibels[frame, place] = workspace.decibels[place]
            }
            track.rootMeanSquares[frame] = workspace.rootMeanSquare
            let row = frame * places..<(frame + 1) * places
            search.push(
                frequencies: track.candidateFrequencies.values.span.extracting(row),
                voicings: track.candidateVoicings.values.span.extracting(row))
            inspect(frame, workspace)
        }
        track.decidedFrameCount = search.decidedCount
        search.finish()
        track.states = search.states
        return track
    }

    /// The unsmoothed contours.
    ///
    /// Where the frame's level does not pass the gate, pitch and voicing become 0. The ratio of harmonics to noise is
    /// that of the pitch before the gate and keeps its value.
    package func contours(of track: PitchTrack, loudness: [Float], gated: Bool) -> Prosody.Contours {
        var contours = Prosody.Contours(
            pitchHertz: [], pitchSemitones: [], voicing: [], harmonicsToNoiseDecibels: [], loudness: loudness)
        for (frame, state) in track.states.enumerated() {
            let isVoiced = state != PitchPathSearch.unvoiced
            let isOpen = !gated || track.rootMeanSquares[frame] > options.energyGate
            let hertz = isVoiced && isOpen ? track.candidateFrequencies[frame, state] : 0
            contours.pitchHertz.append(hertz)
            contours.pitchSemitones.append(hertz > 29.136 ? Float(12 * log2(Double(hertz) / 27.5)) : 0)
            // Without pitch the voicing is still that of the best candidate.
            contours.voicing.append(isOpen ? track.candidateVoicings[frame, isVoiced ? state : 0] : 0)
            contours.harmonicsToNoiseDecibels.append(isVoiced ? track.candidateDecibels[frame, state] : 0)
        }
        return contours
    }

    private func smooth(_ contours: Prosody.Contours, decided: Int) -> Prosody.Contours {
        let hasNextFrames = decided > 0
        return Prosody.Contours(
            pitchHertz: ContourSmoothing.meanOfNonzero(contours.pitchHertz, hasNextFrames: hasNextFrames),
            pitchSemitones: ContourSmoothing.meanOfNonzero(contours.pitchSemitones, hasNextFrames: hasNextFrames),
            voicing: ContourSmoothing.meanOfNonzero(contours.voicing, hasNextFrames: hasNextFrames),
            harmonicsToNoiseDecibels: ContourSmoothing.meanOfNonzero(
                contours.harmonicsToNoiseDecibels, hasNextFrames: hasNextFrames),
            loudness: ContourSmoothing.mean(contours.loudness))
    }

    /// Statistics of the rows that the reference has at the moment the input ends: of the pitch contours those that the
    /// path search had decided, of loudness all but the extra last one.
    private func functionals(of smoothed: Prosody.Contours, decided: Int) -> [Float] {
        let rows = max(decided, 1)
        let pitchContours = [
            smoothed.pitchHertz, smoothed.pitchSemitones, smoothed.voicing, smoothed.harmonicsToNoiseDecibels,
        ]
        return pitchContours.flatMap { Functionals.compute($0.prefix(rows), skipZeros: true) }
            + Functionals.compute(smoothed.loudness.dropLast(), skipZeros: false)
    }
}
