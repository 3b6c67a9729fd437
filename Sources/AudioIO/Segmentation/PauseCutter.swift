/// Cuts a recording that is too long for a service into pieces, in its pauses.
///
/// Every sample is in exactly one piece. A cut lies in the middle of a pause of at least 200 ms wherever there is one
/// within the limit; where there is none, in a shorter dip; where there is not even that (one vowel held, music, noise), at
/// the quietest place. Among all ways to cut, the one with few pieces, long pauses and pieces of like length is taken.
///
/// ```swift
/// let cuts = PauseCutter().cuts(in: samples, maximumSamples: 60 * 16_000)
/// ```
///
/// The same samples and limit give the same cuts.
public struct PauseCutter: Sendable {
    /// Raised when the same samples would be cut elsewhere.
    public static let version = 1

    private let sampleRate: Int

    /// - Parameter sampleRate: of the samples, in hertz.
    public init(sampleRate: Int = SampleClock.sampleRate) { self.sampleRate = sampleRate }

    /// Where to cut.
    ///
    /// - Parameters:
    ///   - samples: mono, 16 bit.
    ///   - maximumSamples: the most that one piece may hold, at least one frame of 10 ms.
    /// - Returns: where each piece but the first begins, ascending; empty where the whole fits.
    /// - Complexity: linear in the length for a given limit; an hour takes about 0.3 s in a release build.
    public func cuts(in samples: [Int16], maximumSamples: Int) -> [Int] {
        precondition(maximumSamples >= sampleRate / LevelContour.framesPerSecond, "a piece holds at least 10 ms")
        guard samples.count > maximumSamples else { return [] }
        let contour = LevelContour(samples, sampleRate: sampleRate)
        var candidates = CutCandidates(end: samples.count, maximum: maximumSamples)
        let finder = PauseFinder(sampleRate: sampleRate)
        func place(_ pauses: [Range<Int>], _ kind: CutCandidates.Kind) -> [CutCandidates.Candidate] {
            pauses.map { pause in
                CutCandidates.Candidate(
                    position: pause.lowerBound + pause.count / 2, kind: kind,
                    pauseSeconds: Double(pause.count) / Double(sampleRate))
            }
        }
        let sure = finder.pauses(
            in: contour, sampleCount: samples.count, minimumSeconds: PauseFinder.surePauseSeconds)
        candidates.add(place(sure, .pause))
        if candidates.hasGap {
            let dips = finder.pauses(in: contour, sampleCount: samples.count, minimumSeconds: 0.06)
            candidates.fillGaps(with: place(dips, .dip))
        }
        if candidates.hasGap {
            candidates.fillGaps { lowest, highest in Self.quietest(in: contour, from: lowest, to: highest) }
        }
        return candidates.best()
    }

    /// The middle of the quietest 50 ms in a stretch; the last of equals, so that silence is cut late.
    private static func quietest(in contour: LevelContour, from lowest: Int, to highest: Int) -> Int {
        let first = (lowest + contour.frameLength - 1) / contour.frameLength
        let last = highest / contour.frameLength
        guard first <= last, last <= contour.levels.count else { return highest }
        var best = (position: highest, level: Int.max)
        for frame in first...last {
            // The boundary before `frame`, judged by what is around it.
            let around = contour.levels[max(0, frame - 3)..<min(contour.levels.count, frame + 3)]
            let level = around.reduce(0) { $0 + Int($1) } * 6 / max(around.count, 1)
            if level <= best.level { best = (frame * contour.frameLength, level) }
        }
        return best.position
    }
}
