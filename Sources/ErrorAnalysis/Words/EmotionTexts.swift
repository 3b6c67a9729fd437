import Corpus
public import ErrorRate

/// The words that go with emotions, and the texts that they were picked from.
public struct EmotionWordChoice: Sendable {
    public let words: EmotionWords
    /// How many labelled texts they were picked from.
    public let texts: Int
    /// Whether those are the training part of the corpus (`split` is `train`).
    public let areTraining: Bool
    /// The file of the texts.
    public let path: String

    /// Picks the words from labelled references: from the training part where the corpus has one, else from all.
    ///
    /// - Parameters:
    ///   - source: references with an emotion; those without one, or without a text, teach nothing.
    ///   - column: where the emotion stands.
    ///   - normalizer: what is done to the texts, the same as to those that are scored.
    ///   - settings: what a word must come up to.
    /// - Throws: `CorpusError`, `EmotionWordError`.
    public init(
        from source: ReferenceSource, column: String, normalizer: Normalizer, settings: EmotionWords.Settings = .init()
    ) throws {
        let columns = try source.groupingColumns()
        guard columns.contains(where: { ByteKey($0) == ByteKey(column) }) else {
            throw EmotionWordError.noColumn(column, path: source.path, found: columns)
        }
        let hasSplit = columns.contains { ByteKey($0) == ByteKey("split") }
        var all = EmotionWordCounter(normalizer: normalizer)
        var training = all
        var counts = (all: 0, training: 0)
        var rows = try ReferenceRows(source, values: [column] + (hasSplit ? ["split"] : []), durationColumn: nil)
        while let row = try rows.next() {
            guard let label = row.values.first.flatMap({ $0 }), !label.isEmpty else { continue }
            let text: String
            switch row.content {
            case .text(let only): text = only
            case .alternatives(let several): text = several.first ?? ""
            case .absent, .failed, .unusable: continue
            }
            all.add(text, label: label)
            counts.all += 1
            if hasSplit, row.values.last.flatMap({ $0 }) == "train" {
                training.add(text, label: label)
                counts.training += 1
            }
        }
        guard counts.all > 0 else { throw EmotionWordError.noLabels(column, path: source.path) }
        areTraining = counts.training > 0
        texts = areTraining ? counts.training : counts.all
        words = (areTraining ? training : all).pick(settings)
        path = source.path
    }
}

/// Why no words can be picked.
public enum EmotionWordError: Error, Sendable, CustomStringConvertible {
    case noColumn(String, path: String, found: [String])
    case noLabels(String, path: String)

    public var description: String {
        switch self {
        case .noColumn(let column, let path, let found):
            "\(path) has no column \(EscapedText.oneLine(column)) to learn from which words go with emotions; it has "
                + (found.isEmpty ? "none" : EscapedText.oneLine(found.joined(separator: ", ")))
        case .noLabels(let column, let path):
            "\(path) has no transcript with a value in its column \(EscapedText.oneLine(column)): no words can be picked"
        }
    }
}
