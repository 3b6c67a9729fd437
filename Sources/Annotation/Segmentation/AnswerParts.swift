import AudioIO
import SpeechToText

/// Makes utterances of the segments of a recogniser's answer: those that are too long are cut, those too short joined.
package struct AnswerParts {
    /// Raised when the same answer and settings would be cut elsewhere.
    package static let version = 1

    /// An utterance of the recording.
    struct Part: Equatable {
        /// Samples at 16 kHz from the beginning of the recording.
        var place: Range<Int>
        /// Nil where the segment was cut and nobody knows which of its words are in this part.
        var text: String?
        var confidence: Double?
    }

    let settings: SpeechSegmenter.Settings

    private var minimum: Int { SampleClock.samples(inSeconds: settings.minimumSeconds) }
    private var maximum: Int { SampleClock.samples(inSeconds: settings.maximumSeconds) }
    private var reach: Int { SampleClock.samples(inSeconds: settings.joinSeconds) }

    /// The segments that are too long and have to be cut in their pauses.
    func long(_ segments: TranscriptSegments) -> [Range<Int>] {
        segments.segments.map(Self.place).filter { $0.count > maximum }
    }

    /// Where to cut such a segment.
    ///
    /// - Parameters:
    ///   - place: the segment's samples; what lies beyond the recording is left out.
    ///   - samples: of the recording.
    /// - Returns: places in the recording, ascending, inside the segment.
    func cuts(of place: Range<Int>, in samples: [Int16]) -> [Int] {
        let inside = place.clamped(to: 0..<samples.count)
        return PauseCutter().cuts(in: Array(samples[inside]), maximumSamples: maximum).map { $0 + inside.lowerBound }
    }

    /// The utterances of an answer.
    ///
    /// - Parameters:
    ///   - segments: of the answer.
    ///   - cuts: of all its long segments, in order.
    /// - Returns: one after the other.
    func parts(_ segments: TranscriptSegments, cuts: [Int]) -> [Part] {
        var parts: [Part] = []
        for segment in segments.segments {
            let place = Self.place(segment)
            let own = place.count > maximum ? cuts.filter { place.lowerBound < $0 && $0 < place.upperBound } : []
            guard !own.isEmpty else {
                parts.append(Part(place: place, text: segment.text, confidence: segment.confidence))
                continue
            }
            if let split = segment.split(at: own.map { SampleClock.seconds(ofSamples: $0) }) {
                parts += split.map { Part(place: Self.place($0), text: $0.text, confidence: $0.confidence) }
            } else {
                let edges = [place.lowerBound] + own + [place.upperBound]
                parts += zip(edges, edges.dropFirst()).map { Part(place: $0..<$1) }
            }
        }
        return joined(parts)
    }

    /// Joins what is too short with what comes after it, or before, as long as the two stay short enough and near.
    private func joined(_ parts: [Part]) -> [Part] {
        var result: [Part] = []
        for part in parts {
            guard let last = result.last, last.place.count < minimum || part.place.count < minimum,
                part.place.lowerBound - last.place.upperBound <= reach,
                part.place.upperBound - last.place.lowerBound <= maximum
            else {
                result.append(part)
                continue
            }
            // Of words that nobody knows a part would have to be asked for: better one more than half of a sentence.
            let text = last.text.flatMap { first in part.text.map { [first, $0].joined(separator: " ") } }
            result[result.count - 1] = Part(
                place: last.place.lowerBound..<part.place.upperBound, text: text, confidence: Self.mean(last, part))
        }
        return result
    }

    /// By the words of each; nil unless both have one.
    private static func mean(_ first: Part, _ second: Part) -> Double? {
        let words = [first, second].map { Double(max(1, ($0.text ?? "").split(separator: " ").count)) }
        guard let one = first.confidence, let other = second.confidence else { return nil }
        return (one * words[0] + other * words[1]) / (words[0] + words[1])
    }

    private static func place(_ segment: TranscriptSegments.Segment) -> Range<Int> {
        let start = SampleClock.samples(inSeconds: segment.start)
        return start..<max(start, SampleClock.samples(inSeconds: segment.end))
    }
}
