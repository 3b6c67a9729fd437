/// Cuts a stream of samples into blocks of 16 overlapping frames, sample by sample side by side.
///
/// ```swift
/// var blocks = FrameBlocks(Framing(frameLength: 400, frameShift: 160))
/// for piece in FrameBlocks.pieces(of: samples.count) {
///     blocks.append(samples.extracting(piece))
///     while blocks.next() { use(blocks.block) }
/// }
/// while blocks.nextAtEnd(shortest: blocks.framing) { use(blocks.block) }
/// ```
///
/// Memory: what a block spans, and the piece. Samples are brought to the reference scale on the way in.
package struct FrameBlocks {
    /// How frames are cut; the longest kind where a block serves several.
    package let framing: Framing

    /// Sixteen neighbouring frames.
    package struct Block {
        /// `samples[n]` is sample n of each frame; 0 after the end of the signal.
        package fileprivate(set) var samples: [Lanes]

        /// The number of the frame in lane 0.
        package fileprivate(set) var firstFrame = 0

        /// Samples of the signal from the start of frame `firstFrame`, as far as they are known.
        fileprivate var available = 0

        /// How many lanes hold a whole frame of this length.
        package func frameCount(_ framing: Framing) -> Int {
            min(framing.frameCount(sampleCount: available), Lanes.laneCount)
        }
    }

    /// The block that `next` or `nextAtEnd` made last.
    package private(set) var block: Block

    private var pending: [Float] = []

    /// Where the next block starts in `pending`.
    private var start = 0

    /// The number of the first frame of the next block.
    private var nextFrame = 0

    package init(_ framing: Framing) {
        precondition(framing.frameShift <= framing.frameLength, "frames that leave gaps are not cut here")
        self.framing = framing
        block = Block(samples: [Lanes](repeating: .zero, count: framing.frameLength))
    }

    /// A long signal in pieces of a second, so that it is never held twice.
    package static func pieces(of sampleCount: Int) -> some Sequence<Range<Int>> {
        stride(from: 0, to: sampleCount, by: pieceLength).map { $0..<min($0 + pieceLength, sampleCount) }
    }

    private static let pieceLength = 16_384

    /// Samples from one block's start to the next one's.
    private var blockShift: Int { Lanes.laneCount * framing.frameShift }

    /// Samples that the frames of a block span.
    private var blockSpan: Int { blockShift - framing.frameShift + framing.frameLength }

    /// Adds samples to the signal, in units of 1/32768, as the audio reader gives them.
    package mutating func append(_ samples: Span<Float>) {
        pending.removeFirst(start)
        start = 0
        pending += ReferenceScale.samples(samples, first: samples.count)
    }

    /// Makes the next block, if the samples of all of its frames are there.
    ///
    /// - Returns: whether there is one, in `block`.
    package mutating func next() -> Bool {
        guard pending.count - start >= blockSpan else { return false }
        load(available: pending.count - start)
        start += blockShift
        return true
    }

    /// Makes a block of the frames that are left after the last sample, padded with zeros; `Block.frameCount` says how
    /// many there are.
    ///
    /// - Parameter shortest: the framing of the shortest frames that the blocks serve; there may be a few more of them.
    /// - Returns: whether there is one, in `block`.
    package mutating func nextAtEnd(shortest: Framing) -> Bool {
        let available = max(pending.count - start, 0)
        guard shortest.frameCount(sampleCount: available) > 0 else { return false }
        if available < blockSpan { pending += repeatElement(0, count: blockSpan - available) }
        load(available: available)
        pending.removeLast(pending.count - start - available)
        start += blockShift
        return true
    }

    /// Sets the frames side by side.
    ///
    /// Frame l + 1 begins where frame l is `frameShift` samples on, so a row is the row of `frameShift` samples before
    /// with its lanes moved down by one, and one new sample in the last lane.
    private mutating func load(available: Int) {
        let (shift, length) = (framing.frameShift, framing.frameLength)
        let last = Lanes.laneCount - 1
        block.available = available
        block.firstFrame = nextFrame
        nextFrame += last + 1
        let start = start
        pending.withPointer { pending in
            let signal = pending + start
            block.samples.withMutablePointer { rows in
                let flat = UnsafeMutableRawPointer(rows).assumingMemoryBound(to: Float.self)
                for row in 0..<shift {
                    for lane in 0...last { flat[row &* Lanes.laneCount &+ lane] = signal[lane &* shift &+ row] }
                }
                for row in shift..<length {
                    let before = UnsafeRawPointer(flat + ((row &- shift) &* Lanes.laneCount &+ 1))
                    rows[row] = before.loadUnaligned(as: Lanes.self)
                    flat[row &* Lanes.laneCount &+ last] = signal[last &* shift &+ row]
                }
            }
        }
    }
}
