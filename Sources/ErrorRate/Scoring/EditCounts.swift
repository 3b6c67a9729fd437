/// How many units (words or characters) of a comparison are right and wrong, and in what way.
///
/// Counts add up: the rates of a corpus are those of the summed counts.
///
/// Edge rules, those of jiwer 4: with an empty reference the error rate is the number of insertions (0 where the
/// hypothesis is empty too), the match error rate 0 or 1, and the information preserved 1 or 0. With an empty hypothesis
/// beside a reference, the information preserved is 0.
public struct EditCounts: Sendable, Hashable {
    public var hits: Int
    public var substitutions: Int
    /// Units of the reference that the hypothesis lacks.
    public var deletions: Int
    /// Units of the hypothesis that the reference lacks.
    public var insertions: Int

    public init(hits: Int = 0, substitutions: Int = 0, deletions: Int = 0, insertions: Int = 0) {
        self.hits = hits
        self.substitutions = substitutions
        self.deletions = deletions
        self.insertions = insertions
    }

    /// Units in the reference.
    public var referenceCount: Int { hits + substitutions + deletions }
    /// Units in the hypothesis.
    public var hypothesisCount: Int { hits + substitutions + insertions }
    /// Substitutions, deletions and insertions together.
    public var errors: Int { substitutions + deletions + insertions }

    /// Errors by units of the reference: the word error rate of words, the character error rate of characters.
    ///
    /// May exceed 1.
    public var errorRate: Double {
        referenceCount == 0 ? Double(insertions) : Double(errors) / Double(referenceCount)
    }

    /// Errors by hits and errors (MER), in 0...1.
    public var matchErrorRate: Double {
        errors == 0 ? 0 : Double(errors) / Double(hits + errors)
    }

    /// Word information preserved (WIP), in 0...1.
    public var informationPreserved: Double {
        if referenceCount == 0 { return hypothesisCount == 0 ? 1 : 0 }
        if hypothesisCount == 0 { return 0 }
        return (Double(hits) / Double(referenceCount)) * (Double(hits) / Double(hypothesisCount))
    }

    /// Word information lost (WIL), 1 − WIP.
    public var informationLost: Double { 1 - informationPreserved }

    public static func + (left: EditCounts, right: EditCounts) -> EditCounts {
        EditCounts(
            hits: left.hits + right.hits, substitutions: left.substitutions + right.substitutions,
            deletions: left.deletions + right.deletions, insertions: left.insertions + right.insertions)
    }

    public static func += (left: inout EditCounts, right: EditCounts) { left = left + right }
}
