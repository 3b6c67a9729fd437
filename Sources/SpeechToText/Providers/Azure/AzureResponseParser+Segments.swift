import Foundation

extension AzureResponseParser {
    /// Where its only utterance lies, for answers without the times of words; nil where words say it better.
    static func segments(_ body: Data) -> [TranscriptSegments.Segment]? {
        guard let json = JSONValue(body), let start = seconds(json["Offset"]), let length = seconds(json["Duration"]),
            json["NBest"]?.array?.first?["Words"]?.array?.isEmpty != false
        else { return nil }
        let best = json["NBest"]?.array?.first
        let text = best?["Lexical"]?.string ?? best?["Display"]?.string ?? json["DisplayText"]?.string ?? ""
        return [
            .init(
                start: start, end: start + length, text: text.collapsed, confidence: best?["Confidence"]?.probability)
        ]
    }
}
