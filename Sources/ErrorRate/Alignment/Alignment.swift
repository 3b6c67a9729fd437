/// Which units of a reference and a hypothesis belong together.
public struct Alignment: Sendable, Hashable {
    /// Stretches of one kind, in order, that together cover both sides; neighbours differ in kind.
    public let chunks: [Chunk]
    public let counts: EditCounts

    /// Neighbouring units that share what happened to them.
    public struct Chunk: Sendable, Hashable {
        public let kind: EditKind
        /// Places in the reference; empty for insertions.
        public let reference: Range<Int>
        /// Places in the hypothesis; empty for deletions.
        public let hypothesis: Range<Int>

        public init(kind: EditKind, reference: Range<Int>, hypothesis: Range<Int>) {
            self.kind = kind
            self.reference = reference
            self.hypothesis = hypothesis
        }

        /// Units of the longer side.
        public var count: Int { max(reference.count, hypothesis.count) }
    }

    /// Counts the units of the chunks.
    public init(chunks: [Chunk]) {
        self.chunks = chunks
        var counts = EditCounts()
        for chunk in chunks {
            switch chunk.kind {
            case .equal: counts.hits += chunk.count
            case .substitute: counts.substitutions += chunk.count
            case .delete: counts.deletions += chunk.count
            case .insert: counts.insertions += chunk.count
            }
        }
        self.counts = counts
    }

    /// Every unit one by one.
    ///
    /// - Returns: for each its kind and its place on either side, nil on the side where it is missing.
    public func pairs() -> [(kind: EditKind, reference: Int?, hypothesis: Int?)] {
        chunks.flatMap { chunk in
            (0..<chunk.count).map { offset in
                (
                    kind: chunk.kind,
                    reference: chunk.kind == .insert ? nil : chunk.reference.lowerBound + offset,
                    hypothesis: chunk.kind == .delete ? nil : chunk.hypothesis.lowerBound + offset
                )
            }
        }
    }
}

/// What happened to a unit of the reference or hypothesis; the names are jiwer's.
public enum EditKind: String, Codable, Sendable, CaseIterable { case equal, substitute, delete, insert }

/// Collects an edit script from its end to its start, as a traceback finds it.
struct BackwardScript {
    private var chunks: [Alignment.Chunk] = []
    private var reference: Int
    private var hypothesis: Int
    private var kind = EditKind.equal
    private var referenceEnd: Int
    private var hypothesisEnd: Int

    init(reference: Int, hypothesis: Int) {
        self.reference = reference
        self.hypothesis = hypothesis
        referenceEnd = reference
        hypothesisEnd = hypothesis
    }

    mutating func add(_ kind: EditKind, count: Int = 1) {
        if kind != self.kind {
            close()
            self.kind = kind
        }
        if kind != .insert { reference -= count }
        if kind != .delete { hypothesis -= count }
    }

    consuming func finish() -> Alignment {
        close()
        return Alignment(chunks: chunks.reversed())
    }

    private mutating func close() {
        guard reference < referenceEnd || hypothesis < hypothesisEnd else { return }
        chunks.append(
            Alignment.Chunk(kind: kind, reference: reference..<referenceEnd, hypothesis: hypothesis..<hypothesisEnd))
        referenceEnd = reference
        hypothesisEnd = hypothesis
    }
}
