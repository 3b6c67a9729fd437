import Foundation
import GRDB

/// How lines of an export are brought in.
public struct TranscriptImport: Sendable, Hashable {
    /// What to do with an answer to a question that has another answer here; the one that is here stays in any case.
    public enum ConflictRule: String, Sendable, Hashable, CaseIterable {
        /// Tell of each of them.
        case refuse
        /// Count them.
        case keep
    }

    /// What to do with another answer to the same question.
    public var conflicts = ConflictRule.refuse

    /// The default above.
    public init(conflicts: ConflictRule = .refuse) { self.conflicts = conflicts }

    /// What became of the lines.
    public struct Summary: Sendable, Hashable {
        /// Answers that are new here.
        public var added = 0
        /// Answers that were here, and whose response came with the line.
        public var completed = 0
        /// Answers that were here.
        public var alreadyPresent = 0
        /// Answers that differ from those that are here, which stay.
        public var conflicts = 0
        /// Lines that hold no answer that can be taken.
        public var refused = 0

        /// All zero.
        public init() {}

        /// The counts of two files.
        public static func += (left: inout Self, right: Self) {
            left.added += right.added
            left.completed += right.completed
            left.alreadyPresent += right.alreadyPresent
            left.conflicts += right.conflicts
            left.refused += right.refused
        }
    }

    /// A line that was not taken.
    public struct Problem: Sendable, Hashable {
        /// Its number from 1.
        public var line: Int
        /// Why, without any of its contents.
        public var reason: String
    }
}

extension TranscriptStore {
    /// Brings in answers that `exportTranscripts` wrote, each once however often it is read; bad lines are told and left
    /// out.
    ///
    /// Every key is computed from its line. Failures of questions that are answered now are forgotten.
    ///
    /// Memory: one batch of lines (200); every batch is one transaction, so what was read before an error or a kill is
    /// kept and the same file can be read again.
    ///
    /// - Parameters:
    ///   - path: the file; `-` is standard input. Several exports after one another are one too.
    ///   - rules: what to do with conflicts.
    ///   - progress: gets the count of bytes read so far; what it throws ends the import.
    ///   - onProblem: called for each line that was not taken.
    /// - Returns: the counts.
    /// - Throws: `CacheExchangeError`, `TranscriptCacheError`, what `progress` throws.
    public func importTranscripts(
        from path: String, _ rules: TranscriptImport = TranscriptImport(),
        progress: (Int64) throws -> Void = { _ in }, onProblem: (TranscriptImport.Problem) -> Void
    ) async throws -> TranscriptImport.Summary {
        var lines = try LineReader(path: path)
        var summary = TranscriptImport.Summary()
        var isAtEnd = false
        while !isAtEnd {
            var batch: [(line: Int, transcript: CachedTranscript)] = []
            while batch.count < 200 {
                guard let line = try lines.next() else {
                    isAtEnd = true
                    break
                }
                do {
                    guard let transcript = try Self.transcript(of: line, path: path) else { continue }
                    batch.append((line.number, transcript))
                } catch let problem as TranscriptLine.Problem {
                    summary.refused += 1
                    onProblem(TranscriptImport.Problem(line: line.number, reason: problem.reason))
                }
            }
            try progress(lines.bytesRead)
            let outcomes = try await take(batch.map(\.transcript))
            for ((line, _), outcome) in zip(batch, outcomes) {
                switch outcome {
                case .added: summary.added += 1
                case .completed: summary.completed += 1
                case .alreadyPresent: summary.alreadyPresent += 1
                case .conflict:
                    summary.conflicts += 1
                    if rules.conflicts == .refuse {
                        onProblem(
                            TranscriptImport.Problem(
                                line: line, reason: "the cache has another answer to this question, which stays"))
                    }
                }
            }
        }
        return summary
    }

    /// Nil for lines that hold nothing: empty ones and headers.
    private static func transcript(of line: LineReader.Line, path: String) throws -> CachedTranscript? {
        guard let bytes = line.bytes else { throw TranscriptLine.Problem(reason: "it is longer than any answer") }
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return nil }
        do {
            return try JSONDecoder().decode(TranscriptLine.self, from: bytes).transcript()
        } catch let error as DecodingError {
            if let header = TranscriptFileHeader(bytes) {
                guard header.formatVersion <= TranscriptFileHeader.version else {
                    throw CacheExchangeError.newerFormat(
                        path: path, line: line.number, version: header.formatVersion)
                }
                return nil
            }
            throw TranscriptLine.Problem(reason: reason(error))
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func told(_ context: DecodingError.Context, _ what: String) -> String {
            context.codingPath.isEmpty
                ? "it is not a JSON object"
                : "the field \(context.codingPath.map(\.stringValue).joined(separator: ".")) \(what)"
        }
        return switch error {
        case .keyNotFound(let key, _): "the field \(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): told(context, "is of another type")
        case .dataCorrupted(let context): told(context, "cannot be read")
        default: "it is not a JSON object"
        }
    }

    private enum Outcome { case added, completed, alreadyPresent, conflict }

    private func take(_ batch: [CachedTranscript]) async throws(TranscriptCacheError) -> [Outcome] {
        if batch.isEmpty { return [] }
        return try await write { database in
            let forget = try database.cachedStatement(sql: "DELETE FROM attempts WHERE key = ?")
            return try batch.map { incoming in
                let key = incoming.identity.key
                guard let present = try CachedTranscript.fetch(key, from: database) else {
                    try incoming.insert(key: key, into: database)
                    try forget.execute(arguments: [key.bytes])
                    return .added
                }
                guard present.agrees(with: incoming) else { return .conflict }
                guard incoming.isResponseKept, !present.isResponseKept else { return .alreadyPresent }
                try incoming.put(key: key, into: database)
                return .completed
            }
        }
    }
}

extension CachedTranscript {
    /// Whether two answers to one question are the same one: by their responses where both are there, else by what they
    /// were read as.
    func agrees(with other: CachedTranscript) -> Bool {
        if isResponseKept && other.isResponseKept { return rawResponse == other.rawResponse }
        return parsed.storable == other.parsed.storable
    }
}
