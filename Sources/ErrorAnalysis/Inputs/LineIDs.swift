import Corpus
import ErrorRate

/// Where plain lines seem to carry ids, which then count as words.
public enum LineIDs: Sendable {
    /// Every line begins with the same word on both sides, no two lines with the same: Kaldi's `text`.
    case first
    /// Every line ends with the same word in parentheses on both sides: sclite's `trn`.
    case last
}

/// Watches plain lines for ids.
///
/// Only the first lines are looked at: ids are in all of them.
struct LineIDWatch {
    private static let watched = 1000

    private var isFirst = true
    private var isLast = true
    private var rows = 0
    private var seen: Set<ByteKey> = []

    /// What was found so far; nil with fewer than two lines.
    var finding: LineIDs? {
        guard rows > 1 else { return nil }
        return isFirst ? .first : isLast ? .last : nil
    }

    mutating func look(_ reference: TranscriptRow.Content, _ answers: [RecogniserAnswer]) {
        guard rows < Self.watched, isFirst || isLast else { return }
        rows += 1
        guard case .text(let text) = reference else { return }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let first = words.first, let last = words.last else {
            (isFirst, isLast) = (false, false)
            return
        }
        isFirst = isFirst && seen.insert(ByteKey(String(first))).inserted && first.contains(where: \.isNumber)
        isLast = isLast && last.hasPrefix("(") && last.hasSuffix(")")
        for answer in answers {
            guard case .text(let text) = answer.hypothesis else { continue }
            let heard = text.split(whereSeparator: \.isWhitespace)
            isFirst = isFirst && heard.first == first
            isLast = isLast && heard.last == last
        }
    }
}
