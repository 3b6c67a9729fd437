/// Cuts a long recording into utterances: the stretches between its pauses.
///
/// A pause is what `PauseFinder` takes for one, by the level of speech and background around it. Each stretch gets some of
/// the pause on either side; stretches that are too short are joined with a neighbour; those that are too long
/// are cut in their shorter pauses (`PauseCutter`). What lies in no stretch is in no utterance.
///
/// The same samples and settings give the same utterances.
public struct SpeechSegmenter: Sendable {
    /// Raised when the same samples and settings would be cut elsewhere.
    public static let version = 1

    /// What the user may choose, in seconds.
    public struct Settings: Sendable, Hashable, CustomStringConvertible {
        /// Shorter utterances are joined with a neighbour where there is one within `joinSeconds`.
        public var minimumSeconds = 1.0
        /// Longer ones are cut.
        public var maximumSeconds = 20.0
        /// Quieter stretches of this length end an utterance.
        public var pauseSeconds = 0.4
        /// How much of the pause stays on either side.
        public var marginSeconds = 0.1
        /// The longest pause over which a short utterance is joined with a neighbour.
        public var joinSeconds = 1.0
        /// What is louder for less than this is a click and no speech.
        public var clickSeconds = 0.1

        public init() {}

        /// All of it in one line, for results and keys.
        public var description: String {
            "pauses \(SpeechSegmenter.version): pause \(pauseSeconds) s, length \(minimumSeconds) to \(maximumSeconds) s, "
                + "margin \(marginSeconds) s, join \(joinSeconds) s, click \(clickSeconds) s"
        }
    }

    private let settings: Settings
    private let sampleRate: Int

    /// - Parameters:
    ///   - settings: lengths; `maximumSeconds` is above `minimumSeconds`.
    ///   - sampleRate: of the samples, in hertz.
    public init(settings: Settings = Settings(), sampleRate: Int = SampleClock.sampleRate) {
        self.settings = settings
        self.sampleRate = sampleRate
    }

    /// The utterances, in order; they do not overlap.
    ///
    /// - Parameter samples: mono, 16 bit.
    /// - Returns: ranges of samples, to 10 ms; none where all is quiet.
    /// - Complexity: linear in the length; an hour takes about half a second in a release build.
    public func utterances(in samples: [Int16]) -> [Range<Int>] {
        let contour = LevelContour(samples, sampleRate: sampleRate)
        let pauses = PauseFinder(sampleRate: sampleRate).pauses(
            in: contour, sampleCount: samples.count, minimumSeconds: settings.pauseSeconds)
        var stretches = between(pauses + silences(in: contour, end: samples.count), end: samples.count).filter {
            $0.count >= count(settings.clickSeconds)
        }
        stretches = joined(stretches)
        return widened(stretches, end: samples.count).flatMap { cut($0, samples) }
    }

    private func count(_ seconds: Double) -> Int { SampleClock.samples(inSeconds: seconds, sampleRate: sampleRate) }

    /// What is as good as digital silence, -85 dB of full scale and below, for as long as a pause: where there is much of it,
    /// it says nothing of the background of the speech, and `PauseFinder` goes by that.
    private func silences(in contour: LevelContour, end: Int) -> [Range<Int>] {
        var silences: [Range<Int>] = []
        var start: Int?
        for frame in 0...contour.levels.count {
            if frame < contour.levels.count, contour.levels[frame] <= 15 * LevelContour.stepsPerDecibel {
                start = start ?? frame
            } else if let first = start {
                let silence = first * contour.frameLength..<min(frame * contour.frameLength, end)
                if silence.count >= count(settings.pauseSeconds) { silences.append(silence) }
                start = nil
            }
        }
        return silences
    }

    private func between(_ pauses: [Range<Int>], end: Int) -> [Range<Int>] {
        var stretches: [Range<Int>] = []
        var start = 0
        // They may overlap.
        for pause in pauses.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if pause.lowerBound > start { stretches.append(start..<pause.lowerBound) }
            start = max(start, pause.upperBound)
        }
        if start < end { stretches.append(start..<end) }
        return stretches
    }

    /// Joins what is too short with what comes before or after it, as long as the two stay short enough.
    private func joined(_ stretches: [Range<Int>]) -> [Range<Int>] {
        let (minimum, maximum, reach) = (
            count(settings.minimumSeconds), count(settings.maximumSeconds), count(settings.joinSeconds)
        )
        var result: [Range<Int>] = []
        for stretch in stretches {
            // One pass: what is short takes the next one in, or is taken by the one before.
            if let last = result.last, last.count < minimum || stretch.count < minimum,
                stretch.lowerBound - last.upperBound <= reach, stretch.upperBound - last.lowerBound <= maximum
            {
                result[result.count - 1] = last.lowerBound..<stretch.upperBound
            } else {
                result.append(stretch)
            }
        }
        return result
    }

    private func widened(_ stretches: [Range<Int>], end: Int) -> [Range<Int>] {
        let margin = count(settings.marginSeconds)
        return stretches.indices.map { index in
            let stretch = stretches[index]
            let before = index == 0 ? stretch.lowerBound : (stretch.lowerBound - stretches[index - 1].upperBound) / 2
            let after =
                index == stretches.count - 1
                ? end - stretch.upperBound : (stretches[index + 1].lowerBound - stretch.upperBound) / 2
            return stretch.lowerBound - min(margin, before)..<stretch.upperBound + min(margin, after)
        }
    }

    private func cut(_ stretch: Range<Int>, _ samples: [Int16]) -> [Range<Int>] {
        let maximum = count(settings.maximumSeconds)
        guard stretch.count > maximum else { return [stretch] }
        let cuts = PauseCutter(sampleRate: sampleRate).cuts(in: Array(samples[stretch]), maximumSamples: maximum)
        let places = [stretch.lowerBound] + cuts.map { stretch.lowerBound + $0 } + [stretch.upperBound]
        return zip(places, places.dropFirst()).map { $0..<$1 }
    }
}
