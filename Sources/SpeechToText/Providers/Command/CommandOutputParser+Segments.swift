import Foundation

extension CommandOutputParser {
    /// The segments of JSON as OpenAI's services send it, or the lines of whisper.cpp's programs with their times; nil
    /// where there are none.
    static func segments(_ body: Data, audioSeconds: Double) -> [TranscriptSegments.Segment]? {
        if let json = JSONValue(body) {
            let object = json.array?.count == 1 ? json.array?.first : json
            return object.flatMap { OpenAIResponseParser.segments($0, audioSeconds: audioSeconds) }
        }
        guard let text = String(validating: body, as: UTF8.self) else { return nil }
        var segments: [TranscriptSegments.Segment] = []
        for line in text.unicodeScalars.split(whereSeparator: { $0 == "\n" || $0 == "\r" }).map(String.init) {
            guard let match = line.wholeMatch(of: /^\s*\[([0-9:.]+) --> ([0-9:.]+)\](.*)$/) else {
                if line.collapsed.isEmpty { continue }
                return nil
            }
            guard let start = seconds(match.1), let end = seconds(match.2) else { return nil }
            let said = String(match.3).collapsed
            if !said.isEmpty { segments.append(.init(start: start, end: end, text: said)) }
        }
        return segments
    }

    /// `00:01:02.480` as seconds.
    private static func seconds(_ clock: Substring) -> Double? {
        var seconds = 0.0
        for part in clock.split(separator: ":") {
            guard let value = Double(part) else { return nil }
            seconds = 60 * seconds + value
        }
        return seconds
    }
}
