public import Corpus

/// Why references and hypotheses cannot be put side by side; nothing has been scored then.
public struct ComparisonMismatch: Error, Sendable, CustomStringConvertible {
    public let problems: [TranscriptProblem]

    /// Whether utterances without a hypothesis are all that is wrong.
    public var isOnlyMissing: Bool {
        problems.allSatisfy { if case .missing = $0 { true } else { false } }
    }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Finds out, before anything is scored, whether the ids of references and hypotheses are the same.
struct ComparisonCheck {
    private(set) var problems: [TranscriptProblem] = []
    /// For each file of hypotheses the lines of the references it lacks, rising.
    private(set) var missing: [[Int]] = []

    private let reference: TranscriptIDs
    private let areLacksErrors: Bool

    /// - Parameters:
    ///   - reference: the ids of all utterances.
    ///   - areLacksErrors: whether an utterance without a row is an error.
    /// - Throws: `CorpusError.fileFailed`.
    init(reference: TranscriptIDs, areLacksErrors: Bool) throws {
        self.reference = reference
        self.areLacksErrors = areLacksErrors
        try noteRepeated(reference)
    }

    mutating func check(_ ids: TranscriptIDs) throws {
        try noteRepeated(ids)
        let lacking = try reference.lines(missingFrom: ids)
        missing.append(lacking)
        if areLacksErrors, !lacking.isEmpty {
            problems.append(
                .missing(
                    path: ids.path, reference: reference.path,
                    first: try reference.rows(lacking.prefix(TranscriptProblem.shown)), count: lacking.count,
                    total: reference.count))
        }
        let unknown = try ids.lines(missingFrom: reference)
        if !unknown.isEmpty {
            problems.append(
                .unknown(
                    path: ids.path, reference: reference.path,
                    first: try ids.rows(unknown.prefix(TranscriptProblem.shown)), count: unknown.count,
                    total: ids.count))
        }
    }

    /// Repeats the finding of the file before, for a further column of it.
    mutating func checkSameAgain() { missing.append(missing.last ?? []) }

    private mutating func noteRepeated(_ ids: TranscriptIDs) throws {
        let repeated = try ids.repeated()
        guard !repeated.isEmpty else { return }
        problems.append(
            .repeated(
                path: ids.path,
                first: repeated.prefix(TranscriptProblem.shown).map { ($0.row.id, $0.row.line, $0.firstLine) },
                count: repeated.count))
    }
}
