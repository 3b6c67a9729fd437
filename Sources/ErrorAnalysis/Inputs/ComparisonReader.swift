import Corpus
import ErrorRate

/// Where a recogniser's answers come from.
public enum AnswerSource: Sendable {
    case file(TranscriptFile)
    /// Answers for the utterances of the manifest, in its order.
    case list([RecogniserAnswer])
}

/// References and the answers of every recogniser, utterance by utterance in the order of the references.
///
/// Opening it reads the ids of all files once: doubled ids, rows without one and ids that do not match are found before
/// anything is scored. Then the files are read side by side. Memory does not grow with their length where they have the
/// same order; where they do not, the rows that come too early wait in memory.
public struct ComparisonReader {
    /// How files are put side by side.
    public struct Options: Sendable {
        /// Columns of the reference to give the values of.
        public var values: [String] = []
        /// The column with an utterance's length in seconds.
        public var durationColumn: String?
        /// Whether an utterance without a row in a file of hypotheses is a missing hypothesis; otherwise it is an error.
        public var acceptsMissing = false

        public init() {}
    }

    /// Utterances without a reference, which nothing is compared with.
    public private(set) var withoutReference = 0
    /// References that are malformed and therefore left out.
    public private(set) var unusableReferences = SkippedRows()
    /// Malformed rows of hypotheses; they count as failed.
    public private(set) var unusableHypotheses = SkippedRows()
    /// Values that are no number where one is needed.
    public private(set) var badNumbers = SkippedRows()
    /// Whether plain lines seem to carry ids; nil where they do not, and for all other formats.
    public var idsInLines: LineIDs? { lineIDs?.finding }
    /// All utterances so far, scored or not.
    public private(set) var rows = 0

    /// How many rows there will be.
    public let total: Int

    private let reference: ReferenceSource
    private var references: ReferenceRows
    private var answers: [Answers]
    private var lineIDs: LineIDWatch?

    private enum Answers {
        case list([RecogniserAnswer])
        case file(FileAnswers)
    }

    /// - Throws: `ComparisonMismatch`, `CorpusError`.
    public init(reference: ReferenceSource, answers sources: [AnswerSource], options: Options = Options()) throws {
        self.reference = reference
        references = try ReferenceRows(reference, values: options.values, durationColumn: options.durationColumn)
        let files = sources.compactMap { if case .file(let file) = $0 { file } else { nil } }
        let checked = try Self.check(reference, files, areLacksErrors: !options.acceptsMissing)
        total = checked.total
        guard total > 0 else { throw ComparisonMismatch(problems: [.empty(path: reference.path)]) }
        if case .file(let file) = reference, file.format == .lines { lineIDs = LineIDWatch() }
        var missing = checked.missing[...]
        answers = try sources.map { source in
            switch source {
            case .list(let list): .list(list)
            case .file(let file): .file(try FileAnswers(file, missing: missing.popFirst() ?? []))
            }
        }
    }

    /// The next utterance that has a reference.
    ///
    /// - Returns: nil at the end.
    /// - Throws: `CorpusError`; `ComparisonMismatch` where a file has changed since it was opened.
    public mutating func next() throws -> ComparedUtterance? {
        while let row = try references.next() {
            let index = rows
            rows += 1
            var said: [RecogniserAnswer] = []
            said.reserveCapacity(answers.count)
            for place in answers.indices { said.append(try answer(place, row, index)) }
            lineIDs?.look(row.content, said)
            let texts: [String]
            switch row.content {
            case .text(let text): texts = [text]
            case .alternatives(let all): texts = all
            case .absent, .failed:
                withoutReference += 1
                continue
            case .unusable(let reason):
                unusableReferences.add(path: reference.path, line: row.line, id: row.id, reason: reason)
                continue
            }
            return ComparedUtterance(
                id: row.id, references: texts, answers: said, values: row.values, speaker: row.speaker,
                durationSeconds: row.durationSeconds ?? said.lazy.compactMap(\.audioSeconds).first)
        }
        for place in answers.indices {
            guard case .file(var file) = answers[place], let row = try file.leftOver() else { continue }
            throw ComparisonMismatch(problems: [
                .unknown(
                    path: file.path, reference: reference.path, first: [.init(line: row.line, id: row.id)], count: 1,
                    total: rows)
            ])
        }
        return nil
    }

    private mutating func answer(
        _ place: Int, _ reference: ReferenceRows.Row, _ index: Int
    ) throws -> RecogniserAnswer {
        switch answers[place] {
        case .list(let list): return index < list.count ? list[index] : RecogniserAnswer(.missing)
        case .file(var file):
            // Nothing else may hold the rows while they move on, or they would be copied.
            answers[place] = .list([])
            defer { answers[place] = .file(file) }
            let row: TranscriptRow
            switch try file.take(reference) {
            case .row(let found): row = found
            case .missing: return RecogniserAnswer(.missing)
            case .gone:
                throw ComparisonMismatch(problems: [
                    .missing(
                        path: file.path, reference: self.reference.path,
                        first: [.init(line: reference.line, id: reference.id)], count: 1, total: rows)
                ])
            }
            let answer = file.answer(row, badNumbers: &badNumbers)
            if case .unusable(let reason) = row.content {
                unusableHypotheses.add(path: file.path, line: row.line, id: row.id, reason: reason)
            }
            return answer
        }
    }

    private static func check(
        _ reference: ReferenceSource, _ files: [TranscriptFile], areLacksErrors: Bool
    ) throws -> (missing: [[Int]], total: Int) {
        if files.isEmpty, case .manifest(let manifest) = reference { return ([], manifest.utterances.count) }
        let hasIDs = if case .file(let file) = reference { file.format != .lines } else { true }
        let odd = files.filter { ($0.format != .lines) != hasIDs }
        guard odd.isEmpty else {
            throw ComparisonMismatch(
                problems: odd.map { .idsOnOneSide(path: $0.path, reference: reference.path) })
        }
        guard hasIDs else { return try checkLineCounts(reference, files) }
        let referenceIDs = try ids(of: reference)
        var check = try ComparisonCheck(reference: referenceIDs, areLacksErrors: areLacksErrors)
        var before: TranscriptFile?
        for file in files {
            if let before, before.path == file.path, before.columns.id == file.columns.id {
                check.checkSameAgain()
            } else {
                try check.check(try file.ids(.hypothesis))
            }
            before = file
        }
        guard check.problems.isEmpty else { throw ComparisonMismatch(problems: check.problems) }
        return (check.missing, referenceIDs.count)
    }

    private static func checkLineCounts(
        _ reference: ReferenceSource, _ files: [TranscriptFile]
    ) throws -> (missing: [[Int]], total: Int) {
        guard case .file(let lines) = reference else { return ([], 0) }
        func count(_ file: TranscriptFile) throws(CorpusError) -> Int {
            var reader = try file.reader(.hypothesis)
            var count = 0
            while try reader.next() != nil { count += 1 }
            return count
        }
        let expected = try count(lines)
        var problems: [TranscriptProblem] = []
        for file in files {
            let found = try count(file)
            if found != expected {
                problems.append(
                    .lineCounts(path: file.path, count: found, reference: lines.path, referenceCount: expected))
            }
        }
        guard problems.isEmpty else { throw ComparisonMismatch(problems: problems) }
        return (files.map { _ in [] }, expected)
    }

    private static func ids(of reference: ReferenceSource) throws -> TranscriptIDs {
        switch reference {
        case .file(let file): return try file.ids(.reference)
        case .manifest(let manifest):
            let ids = TranscriptIDs(path: reference.path) { lines throws(CorpusError) in
                var found: [Int: String] = [:]
                for utterance in manifest.utterances where lines.contains(utterance.row) {
                    found[utterance.row] = utterance.id
                }
                for issue in manifest.unreadableRows {
                    if let line = issue.row, lines.contains(line) { found[line] = issue.id }
                }
                return found
            }
            for utterance in manifest.utterances { try ids.add(utterance.id, line: utterance.row) }
            for issue in manifest.unreadableRows { try ids.add(issue.id ?? "", line: issue.row ?? 0) }
            return ids
        }
    }
}

/// Rows that something is wrong with: how many, and the first of them.
public struct SkippedRows: Sendable {
    public private(set) var count = 0
    public private(set) var first: [String] = []

    /// How many are kept word for word.
    public static let shown = 20

    mutating func add(path: String, line: Int, id: String, reason: String) {
        count += 1
        if first.count < Self.shown {
            first.append("\(path):\(line): \(EscapedText.oneLine(id)): \(EscapedText.oneLine(reason))")
        }
    }
}
