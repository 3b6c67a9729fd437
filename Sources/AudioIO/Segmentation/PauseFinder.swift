/// Finds the pauses of a recording by its loudness.
///
/// What counts as quiet follows the recording: in the quarter of a minute before and after every moment the level of the
/// background and that of speech are taken from the recording itself, and a pause lies in the lowest part between the two.
/// So neither the gain of the recording nor steady noise, hum or an offset changes the result much, and a quiet speaker
/// after a loud one is still heard. Where the background is hardly quieter than the speech (music, a fan) few pauses are
/// found, or none.
///
/// The same samples give the same pauses.
public struct PauseFinder: Sendable {
    /// Shorter ones may be the closure of a stop consonant inside a word (Italian or Finnish ones last up to 200 ms).
    public static let surePauseSeconds = 0.2

    private let sampleRate: Int

    /// - Parameter sampleRate: of the samples, in hertz.
    public init(sampleRate: Int = SampleClock.sampleRate) { self.sampleRate = sampleRate }

    /// The pauses, in order.
    ///
    /// - Parameters:
    ///   - samples: mono, 16 bit.
    ///   - minimumSeconds: shorter ones are left out.
    /// - Returns: ranges of samples, to 10 ms; a recording that begins or ends quietly begins or ends with one.
    /// - Complexity: linear in the length; an hour takes about 0.3 s in a release build.
    public func pauses(in samples: [Int16], minimumSeconds: Double = surePauseSeconds) -> [Range<Int>] {
        let contour = LevelContour(samples, sampleRate: sampleRate)
        return pauses(in: contour, sampleCount: samples.count, minimumSeconds: minimumSeconds)
    }

    func pauses(in contour: LevelContour, sampleCount: Int, minimumSeconds: Double) -> [Range<Int>] {
        let thresholds = QuietThresholds(contour.levels)
        let minimumFrames = max(1, Int((minimumSeconds * Double(LevelContour.framesPerSecond)).rounded()))
        var pauses: [Range<Int>] = []
        var start: Int?
        for frame in 0...contour.levels.count {
            let isQuiet = frame < contour.levels.count && contour.levels[frame] < thresholds[frame]
            if isQuiet {
                start = start ?? frame
            } else if let first = start {
                if frame - first >= minimumFrames {
                    pauses.append(first * contour.frameLength..<min(frame * contour.frameLength, sampleCount))
                }
                start = nil
            }
        }
        return pauses
    }
}

/// Below which level a frame is quiet, for every 5 s of a recording.
private struct QuietThresholds {
    private static let blockFrames = 5 * LevelContour.framesPerSecond
    /// Blocks on either side that are looked at.
    private static let reach = 3
    /// Of the way from the background's level to the speech's.
    private static let share = 0.25
    /// Background further below the speech than this is as good as silent: echoes and breath lie above it.
    private static let widestDecibels = 50.0
    /// In a stretch without speech the loudest sounds are noise; speech is not expected so far below the whole's.
    private static let quietSpeechDecibels = 25.0

    private let blocks: [Double]

    init(_ levels: [UInt16]) {
        let count = (levels.count + Self.blockFrames - 1) / Self.blockFrames
        var histograms = [[Int32]](repeating: [Int32](repeating: 0, count: LevelContour.levelCount), count: count)
        for (frame, level) in levels.enumerated() { histograms[frame / Self.blockFrames][Int(level)] += 1 }
        var whole = [Int32](repeating: 0, count: LevelContour.levelCount)
        for histogram in histograms { Self.add(histogram, to: &whole) }
        let steps = Double(LevelContour.stepsPerDecibel)
        let loudest = Self.percentile(0.95, of: whole)
        let softest = loudest - Self.quietSpeechDecibels * steps
        func threshold(_ blocks: ClosedRange<Int>) -> Double {
            var local = [Int32](repeating: 0, count: LevelContour.levelCount)
            for block in blocks { Self.add(histograms[block], to: &local) }
            let speech = max(Self.percentile(0.95, of: local), softest)
            let background = max(Self.percentile(0.1, of: local), speech - Self.widestDecibels * steps)
            return background + Self.share * max(0, speech - background)
        }
        // The stricter of the two sides: beside a loud speaker a soft one must not pass for a pause.
        blocks = histograms.indices.map { block in
            min(
                threshold(max(0, block - Self.reach)...block),
                threshold(block...min(count - 1, block + Self.reach)))
        }
    }

    subscript(frame: Int) -> UInt16 { UInt16(blocks[frame / Self.blockFrames].rounded(.up)) }

    private static func add(_ histogram: [Int32], to sum: inout [Int32]) {
        for level in sum.indices { sum[level] += histogram[level] }
    }

    /// The level below which that share of the frames lies.
    private static func percentile(_ share: Double, of histogram: [Int32]) -> Double {
        let total = histogram.reduce(0) { $0 + Int($1) }
        var left = Int(share * Double(total))
        for (level, count) in histogram.enumerated() {
            left -= Int(count)
            if left < 0 { return Double(level) }
        }
        return Double(histogram.count - 1)
    }
}
