import Foundation
import LocalRecogniser

/// The body of a transcription in each of the formats.
enum TranscriptionAnswer {
    static func body(
        _ recognition: Recognition, request: TranscriptionRequest, model: String
    ) throws -> (contentType: String, bytes: [UInt8]) {
        switch request.format {
        case .text: ("text/plain; charset=utf-8", Array((recognition.text + "\n").utf8))
        case .json: ("application/json", try JSON.encode(Plain(text: recognition.text)))
        case .verbose:
            (
                "application/json",
                try JSON.encode(
                    Verbose(
                        duration: recognition.durationSeconds, text: recognition.text,
                        segments: request.includesSegments ? Segment.segments(of: recognition) : nil,
                        words: request.includesWords ? recognition.words : nil, model: model))
            )
        }
    }

    private struct Plain: Encodable { var text: String }

    private struct Verbose: Encodable {
        var task = "transcribe"
        var language = "english"
        var duration: Double
        var text: String
        var segments: [Segment]?
        var words: [Recognition.Word]?
        /// Not in OpenAI's answer: which recogniser, model and settings these words are from.
        var model: String
    }

    private struct Segment: Encodable {
        var id = 0
        var seek = 0
        var start: Double
        var end: Double
        var text: String
        var tokens: [Int] = []
        var temperature = 0.0
        var avgLogprob: Double

        enum CodingKeys: String, CodingKey {
            case id, seek, start, end, text, tokens, temperature
            case avgLogprob = "avg_logprob"
        }

        /// One segment from the first to the last word; none without words.
        ///
        /// The mean is of the logarithms of the words' posteriors.
        static func segments(of recognition: Recognition) -> [Segment] {
            guard let first = recognition.words.first, let last = recognition.words.last else { return [] }
            // A posterior may be too small for a double; its logarithm has to be a number in JSON.
            let sum = recognition.words.reduce(0) { $0 + log(max($1.probability, 1e-30)) }
            return [
                Segment(
                    start: first.start, end: last.end, text: recognition.text,
                    avgLogprob: sum / Double(recognition.words.count))
            ]
        }
    }
}
