import Foundation

extension DeepgramResponseParser {
    /// The utterances (`utterances=true`), else the sentences of the paragraphs (`paragraphs=true`); nil without either.
    static func segments(_ body: Data) -> [TranscriptSegments.Segment]? {
        guard let results = JSONValue(body)?["results"] else { return nil }
        if let utterances = results["utterances"]?.array {
            // Of several channels only the first is the transcript.
            return segments(utterances.filter { ($0["channel"]?.number ?? 0) == 0 }, text: "transcript")
        }
        let best = results["channels"]?.array?.first?["alternatives"]?.array?.first
        let paragraphs = best?["paragraphs"]?["paragraphs"]?.array
        return paragraphs.flatMap { segments($0.flatMap { $0["sentences"]?.array ?? [] }, text: "text") }
    }

    private static func segments(_ list: [JSONValue], text name: String) -> [TranscriptSegments.Segment]? {
        var result: [TranscriptSegments.Segment] = []
        for json in list {
            guard let text = json[name]?.string?.collapsed, !text.isEmpty else { continue }
            guard let start = json["start"]?.number, let end = json["end"]?.number else { return nil }
            result.append(.init(start: start, end: end, text: text, confidence: json["confidence"]?.probability))
        }
        return result
    }
}
