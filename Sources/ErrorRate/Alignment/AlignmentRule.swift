/// Whose alignment is followed, where several are equally good or the costs differ.
///
/// Neither rule folds case or compares anything but bytes: that is a normaliser's work, for both rules alike. (sclite
/// itself folds case unless called with `-s`; `Normalizer.lowerCase` before this rule does what it does then.)
public enum AlignmentRule: String, Sendable, CaseIterable {
    /// Each edit costs 1, so the number of errors is the smallest there is; details at `Aligner`.
    case jiwer
    /// NIST's costs: 4 for a substitution, 3 for an insertion or deletion.
    ///
    /// Where texts are shifted against each other it finds more hits than `jiwer`, and at times an error more: two
    /// substitutions (8) are dearer than a deletion, a hit and an insertion (6). Error rates of speech recognisers hardly
    /// differ; hits, the split of the errors and confusion lists do.
    case sclite
}
