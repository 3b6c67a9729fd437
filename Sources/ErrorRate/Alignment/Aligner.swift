/// Compares hypotheses with references, one pair after the other; keeps its buffers between pairs.
///
/// ```swift
/// var aligner = Aligner()
/// let alignment = aligner.align(reference: "the cat sat", hypothesis: "the cat", units: .whiteSpace)
/// alignment.counts.errorRate          // 0.333
/// ```
///
/// Units are equal when their bytes are: no case folding, no canonical equivalence. Texts are compared as they are;
/// a `Normalizer` comes before.
public struct Aligner {
    private var interner = Interner()
    private var bits = BitMatrix()
    private var weights = WeightedMatrix()

    public init() {}

    /// The alignment of two texts.
    ///
    /// By jiwer's rule each edit costs 1. The common beginning, then the common end are hits. Between them a shortest edit
    /// path is traced from the end: a deletion where one is on a shortest path, else an insertion where nothing else is,
    /// else the diagonal.
    ///
    /// By sclite's rule a substitution costs 4, an insertion or deletion 3. The cheapest path is traced from the end: the
    /// diagonal where no other step is cheaper, else the cheaper step, an insertion where both cost the same.
    /// - Complexity: by jiwer's rule O(n · m / 64) for n and m units, memory O(n + m) and a few bits a pair of units up
    ///   to 2 MiB, beyond which it takes n · √m / 2 bytes. By sclite's rule O(n · m), memory a byte a pair of units up to
    ///   2 MiB, beyond which it takes 6 · min(n, m) · √(n + m) bytes.
    /// - Source: jiwer 4.0.0 over RapidFuzz 3.14; H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau
    ///   Edit Distances", 2003. NIST SCTK, sclite 2.10.
    public mutating func align(
        reference: String, hypothesis: String, units: Tokenization, rule: AlignmentRule = .jiwer
    ) -> Alignment {
        var reference = reference
        var hypothesis = hypothesis
        reference.withUTF8 { reference in
            hypothesis.withUTF8 { interner.load(reference: reference, hypothesis: $0, by: units) }
        }
        return switch rule {
        case .jiwer:
            bits.align(
                reference: interner.reference, hypothesis: interner.hypothesis, distinctCount: interner.distinctCount)
        case .sclite: weights.align(reference: interner.reference, hypothesis: interner.hypothesis)
        }
    }
}
