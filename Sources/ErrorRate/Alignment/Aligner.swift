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
    private var matrix = BitMatrix()

    public init() {}

    /// The alignment of two texts by jiwer's rule.
    ///
    /// Costs are 1 for each edit. The common beginning, then the common end are hits. Between them a shortest edit path
    /// is traced from the end: a deletion where one is on a shortest path, else an insertion where nothing else is, else
    /// the diagonal.
    /// - Complexity: O(n · m / 64) for n and m units; memory O(n + m), and a few bits a pair of units up to 2 MiB, beyond
    ///   which it takes n · √m / 2 bytes.
    /// - Source: jiwer 4.0.0 over RapidFuzz 3.14; H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau
    ///   Edit Distances", 2003.
    public mutating func align(reference: String, hypothesis: String, units: Tokenization) -> Alignment {
        var reference = reference
        var hypothesis = hypothesis
        reference.withUTF8 { reference in
            hypothesis.withUTF8 { interner.load(reference: reference, hypothesis: $0, by: units) }
        }
        return matrix.align(
            reference: interner.reference, hypothesis: interner.hypothesis, distinctCount: interner.distinctCount)
    }
}
