/// Which part of a recording has no transcript, where it was sent in pieces.
public struct PieceFailure: Sendable, Hashable, CustomStringConvertible {
    /// Where the first such piece begins, in seconds of the whole.
    public var startSeconds: Double
    /// Where it ends.
    public var endSeconds: Double
    /// The length of the whole.
    public var wholeSeconds: Double
    /// Pieces without a transcript.
    public var failed: Int
    /// All pieces.
    public var pieces: Int

    /// See the properties of the same names.
    public init(startSeconds: Double, endSeconds: Double, wholeSeconds: Double, failed: Int, pieces: Int) {
        self.startSeconds = startSeconds
        self.endSeconds = endSeconds
        self.wholeSeconds = wholeSeconds
        self.failed = failed
        self.pieces = pieces
    }

    public var description: String {
        let span = "\(Self.tenths(startSeconds))–\(Self.tenths(endSeconds)) s of \(Self.tenths(wholeSeconds)) s"
        let kept = pieces - failed
        return "\(span) (\(failed) of \(pieces) pieces failed, "
            + (kept > 0 ? "the other \(kept) kept: asking again costs only what is missing)" : "none is kept)")
    }

    private static func tenths(_ seconds: Double) -> String { String((seconds * 10).rounded() / 10) }
}
