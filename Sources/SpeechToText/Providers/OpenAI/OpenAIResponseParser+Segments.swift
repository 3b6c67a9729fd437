import Foundation

extension OpenAIResponseParser {
    /// The segments of a `verbose_json` answer; nil where there are none, or one lacks its times.
    static func segments(_ body: Data, audioSeconds: Double) -> [TranscriptSegments.Segment]? {
        JSONValue(body).flatMap { segments($0, audioSeconds: audioSeconds) }
    }

    static func segments(_ json: JSONValue, audioSeconds: Double) -> [TranscriptSegments.Segment]? {
        guard let segments = json["segments"]?.array else { return nil }
        let scale = timeScale(segments, audioSeconds: audioSeconds)
        var result: [TranscriptSegments.Segment] = []
        for segment in segments {
            guard let text = segment["text"]?.string?.collapsed, !text.isEmpty else { continue }
            guard let start = segment["start"]?.number, let end = segment["end"]?.number else { return nil }
            let logprob = segment["avg_logprob"]?.number
            result.append(
                .init(
                    start: start * scale, end: end * scale, text: text,
                    // -1.0 exactly is what early vLLM writes in place of a score.
                    confidence: logprob.flatMap { $0 <= 0 && $0 != -1 ? exp($0) : nil }))
        }
        return result
    }
}
