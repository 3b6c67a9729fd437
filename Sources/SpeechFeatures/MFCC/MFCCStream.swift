/// The MFCC rows of a signal that comes piece by piece.
///
/// ```swift
/// var stream = MFCCExtractor().makeStream()
/// while let piece = try audio.next() { write(stream.push(piece.span)) }
/// write(stream.finish())
/// ```
///
/// The rows are bit for bit those of `MFCCExtractor.compute`, however the signal is cut. Memory does not grow with the
/// signal. A stream belongs to one thread.
public struct MFCCStream {
    private let computer: CepstrumComputer
    private let columnCount: Int
    private var blocks: FrameBlocks
    private var workspace: CepstrumComputer.Workspace
    private var columns: DeltaColumns
    private var sampleCount = 0

    /// Below this length the reference's buffers fill up in another order, and its rows past the end differ.
    private static let shortClipSampleCount = 880

    init(options: MFCCOptions, computer: CepstrumComputer, maximumFrames: Int?) {
        self.computer = computer
        columnCount = options.columnCount
        blocks = FrameBlocks(Framing(frameLength: options.frameLength, frameShift: options.frameShift))
        workspace = computer.makeWorkspace()
        columns = DeltaColumns(columns: options.staticColumnCount, maximumRows: maximumFrames.map { max($0, 0) })
    }

    /// Whether all rows that were asked for are there; further samples change nothing.
    public var isSatisfied: Bool { columns.isSatisfied }

    /// Takes the next samples.
    ///
    /// - Parameter samples: mono, 16 kHz, finite, full scale ±1 in units of 1/32768; any number of them.
    /// - Returns: the rows that they complete, perhaps none: a row waits for the four frames after it.
    public mutating func push(_ samples: Span<Float>) -> FrameMatrix {
        sampleCount += samples.count
        for piece in FrameBlocks.pieces(of: samples.count) where !isSatisfied {
            blocks.append(samples.extracting(piece))
            while !isSatisfied, blocks.next() { appendBlock() }
        }
        return takeRows()
    }

    /// Ends the signal.
    ///
    /// - Returns: the last rows; with those before them, all there are, or as many as were asked for.
    public mutating func finish() -> FrameMatrix {
        if !isSatisfied {
            while blocks.nextAtEnd(shortest: blocks.framing) { appendBlock() }
            let frames = blocks.framing.frameCount(sampleCount: sampleCount)
            columns.finish(isShort: frames <= 3 && sampleCount < Self.shortClipSampleCount)
        }
        return takeRows()
    }

    private mutating func appendBlock() {
        computer.compute(blocks.block.samples, &workspace)
        for lane in 0..<blocks.block.frameCount(blocks.framing) { columns.append(workspace.columns, lane: lane) }
    }

    private mutating func takeRows() -> FrameMatrix {
        let values = columns.take()
        return FrameMatrix(values: values, rows: values.count / columnCount, columns: columnCount)
    }
}
