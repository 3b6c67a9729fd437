/// The prosody of a signal that comes piece by piece.
///
/// ```swift
/// var stream = ProsodyExtractor().makeStream()
/// while let piece = try audio.next() { stream.push(piece.span) }
/// let prosody = stream.finish()
/// ```
///
/// The result is bit for bit that of `ProsodyExtractor.compute`, however the signal is cut. Memory: five numbers per
/// frame of 10 ms, since percentiles need all of them; about 20 MB for an hour, contours before and after smoothing and
/// the sorted copy together. A stream belongs to one thread.
public struct ProsodyStream {
    private let options: ProsodyOptions
    private let loudness: LoudnessComputer
    private let pitch: PitchCandidateComputer
    private let loudnessFraming: Framing
    private var blocks: FrameBlocks
    private var loudnessWorkspace: LoudnessComputer.Workspace
    private var pitchWorkspace: PitchCandidateComputer.Workspace
    private var search: PitchPathSearch

    /// The frames that the search has not decided, the oldest first.
    private var waiting: [PitchFrame] = []
    private var contours = Prosody.Contours()

    init(options: ProsodyOptions, loudness: LoudnessComputer, pitch: PitchCandidateComputer) {
        self.options = options
        self.loudness = loudness
        self.pitch = pitch
        loudnessFraming = Framing(frameLength: options.loudnessFrameLength, frameShift: options.frameShift)
        blocks = FrameBlocks(Framing(frameLength: options.pitchFrameLength, frameShift: options.frameShift))
        loudnessWorkspace = loudness.makeWorkspace()
        pitchWorkspace = pitch.makeWorkspace()
        search = PitchPathSearch(voicingThreshold: options.voicingThreshold)
    }

    /// Takes the next samples: mono, 16 kHz, finite, full scale ±1 in units of 1/32768; any number of them.
    public mutating func push(_ samples: Span<Float>) {
        for piece in FrameBlocks.pieces(of: samples.count) {
            blocks.append(samples.extracting(piece))
            while blocks.next() { appendBlock() }
        }
    }

    /// Ends the signal.
    ///
    /// - Returns: contours and functionals of all of it.
    public mutating func finish() -> Prosody {
        while blocks.nextAtEnd(shortest: loudnessFraming) { appendBlock() }
        let decided = search.decidedCount
        search.finish()
        settle()
        let smoothed = smooth(decided: decided)
        return Prosody(
            functionals: contours.pitchHertz.isEmpty ? nil : functionals(of: smoothed, decided: decided),
            smoothed: smoothed, contours: contours, decidedFrameCount: decided)
    }

    private mutating func appendBlock() {
        let values = loudness.loudness(of: blocks.block.samples, &loudnessWorkspace)
        for lane in 0..<blocks.block.frameCount(loudnessFraming) { contours.loudness.append(values[lane]) }
        let frames = blocks.block.frameCount(blocks.framing)
        guard frames > 0 else { return }
        pitch.compute(blocks.block.samples, frameCount: frames, &pitchWorkspace)
        for frame in pitchWorkspace.frames {
            waiting.append(frame)
            search.push(frequencies: frame.frequencies, voicings: frame.voicings)
        }
        settle()
    }

    /// Writes the frames that the search has decided.
    private mutating func settle() {
        let states = search.take()
        for (frame, state) in zip(waiting, states) {
            contours.append(frame, state: state, energyGate: options.energyGate)
        }
        waiting.removeFirst(states.count)
    }

    private func smooth(decided: Int) -> Prosody.Contours {
        let hasNextFrames = decided > 0
        var smoothed = Prosody.Contours(loudness: ContourSmoothing.mean(contours.loudness))
        smoothed.pitchHertz = ContourSmoothing.meanOfNonzero(contours.pitchHertz, hasNextFrames: hasNextFrames)
        smoothed.pitchSemitones = ContourSmoothing.meanOfNonzero(contours.pitchSemitones, hasNextFrames: hasNextFrames)
        smoothed.voicing = ContourSmoothing.meanOfNonzero(contours.voicing, hasNextFrames: hasNextFrames)
        smoothed.harmonicsToNoiseDecibels = ContourSmoothing.meanOfNonzero(
            contours.harmonicsToNoiseDecibels, hasNextFrames: hasNextFrames)
        return smoothed
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
