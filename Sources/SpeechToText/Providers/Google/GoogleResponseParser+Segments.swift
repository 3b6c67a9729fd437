import Foundation

extension GoogleResponseParser {
    /// A segment for each result: from its first word, or the end of the result before, to `resultEndTime` or its last
    /// word.
    ///
    /// Nil where one says neither.
    static func segments(_ body: Data) -> [TranscriptSegments.Segment]? {
        guard let results = JSONValue(body)?["results"]?.array else { return nil }
        var segments: [TranscriptSegments.Segment] = []
        var last = 0.0
        for result in results {
            let best = result["alternatives"]?.array?.first
            let words = best?["words"]?.array ?? []
            let end = words.last.flatMap { seconds($0["endTime"]) } ?? seconds(result["resultEndTime"])
            defer { last = end ?? last }
            guard let text = best?["transcript"]?.string?.collapsed, !text.isEmpty else { continue }
            guard let end else { return nil }
            let start = words.first.flatMap { seconds($0["startTime"]) } ?? last
            let confidence = best?["confidence"]?.probability.flatMap { $0 > 0 ? $0 : nil }
            segments.append(.init(start: start, end: end, text: text, confidence: confidence))
        }
        return segments
    }
}
