import Testing

@testable import SpeechFeatures

@Suite("Features of streams")
struct StreamTests {
    /// Sound with pitch, noise and silence in it.
    private static let signal =
        Signal.vowel(hertz: 140, amplitude: 0.5, samples: 11_000) + Signal.noise(amplitude: 0.2, samples: 9_000)
        + [Float](repeating: 0, count: 3_000) + Signal.vowel(hertz: 220, amplitude: 0.3, samples: 8_217)

    private func pieces(_ samples: [Float], of sizes: [Int]) -> [[Float]] {
        var (result, start, turn) = ([[Float]](), 0, 0)
        while start < samples.count {
            let end = min(start + sizes[turn % sizes.count], samples.count)
            result.append(Array(samples[start..<end]))
            (start, turn) = (end, turn + 1)
        }
        return result
    }

    private func mfcc(_ pieces: [[Float]], maximumFrames: Int? = nil) -> FrameMatrix {
        var stream = MFCCExtractor().makeStream(maximumFrames: maximumFrames)
        var rows = FrameMatrix(rows: 0, columns: 39)
        for piece in pieces { rows.append(stream.push(piece.span)) }
        rows.append(stream.finish())
        return rows
    }

    private func prosody(_ pieces: [[Float]]) -> Prosody {
        var stream = ProsodyExtractor().makeStream()
        for piece in pieces { stream.push(piece.span) }
        return stream.finish()
    }

    @Test(
        "however a signal is cut, the bits are those of the whole",
        arguments: [[1], [159, 1, 400], [2560], [16_384], [40_000], [0, 7, 5000]])
    func anyCut(sizes: [Int]) {
        // Sample by sample is slow, so less of it.
        let signal = sizes == [1] ? Array(Self.signal[9_000..<13_000]) : Self.signal
        let parts = pieces(signal, of: sizes)
        #expect(mfcc(parts) == MFCCExtractor().compute(signal))
        #expect(prosody(parts) == ProsodyExtractor().compute(signal))
    }

    @Test(
        "every length around the edges of frames and blocks, cut anywhere, gives the bits of the whole",
        arguments: [0, 1, 319, 320, 399, 400, 559, 560, 879, 880, 1039, 2799, 2800, 2960, 3279, 3280, 3281, 5839, 5840])
    func anyLength(count: Int) {
        let signal = Array(Self.signal[10_000..<(10_000 + count)])
        let parts = pieces(signal, of: [700, 61])
        let whole = MFCCExtractor().compute(signal)
        #expect(whole.rows == MFCCExtractor().frameCount(sampleCount: count))
        #expect(mfcc(parts) == whole)
        #expect(prosody(parts) == ProsodyExtractor().compute(signal))
    }

    @Test("a frame's numbers do not depend on its place in a block of sixteen")
    func placeInBlock() {
        let whole = MFCCExtractor().compute(Self.signal)
        let loudness = ProsodyExtractor().compute(Self.signal).contours.loudness
        for skipped in 1...17 {
            let rest = Array(Self.signal[(skipped * 160)...])
            let rows = MFCCExtractor().compute(rest)
            // Statics only: the first deltas look at frames that are not there.
            for row in [0, 1, 15, 16, 40] {
                #expect(rows.row(row).prefix(13) == whole.row(row + skipped).prefix(13))
            }
            let contour = ProsodyExtractor().compute(rest).contours.loudness
            #expect(contour == Array(loudness[skipped...]))
        }
    }

    @Test("rows come as soon as the four frames after them are there")
    func rowsComeEarly() {
        var stream = MFCCExtractor().makeStream()
        var rows = 0
        for piece in pieces(Self.signal, of: [2560]) { rows += stream.push(piece.span).rows }
        let whole = MFCCExtractor().frameCount(sampleCount: Self.signal.count)
        // Up to 16 frames wait for their block to be full.
        #expect(rows >= whole - 4 - 16 && rows < whole)
        #expect(rows + stream.finish().rows == whole)
    }

    @Test(
        "with a limit nothing is computed beyond it, and the rows are those of the whole", arguments: [0, 1, 50, 750])
    func limit(maximum: Int) {
        let long = Self.signal + Self.signal + Self.signal + Self.signal + Self.signal
        var stream = MFCCExtractor().makeStream(maximumFrames: maximum)
        var rows = FrameMatrix(rows: 0, columns: 39)
        var pushed = 0
        for piece in pieces(long, of: [1600]) where !stream.isSatisfied {
            pushed += piece.count
            rows.append(stream.push(piece.span))
        }
        rows.append(stream.finish())
        #expect(rows == MFCCExtractor().compute(long).prefix(maximum))
        #expect(pushed <= (maximum + 4 + 16) * 160 + 400 + 1600)
    }
}
