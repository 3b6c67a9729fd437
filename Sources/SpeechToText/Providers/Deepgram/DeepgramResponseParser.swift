import Foundation
import TranscriptCache

/// Reads Deepgram's answers for recorded audio.
enum DeepgramResponseParser {
    /// Raise it when stored responses should be read anew.
    static let version = 1

    static func parse(_ body: Data) throws(SpeechToTextError) -> ParsedTranscript {
        let json = try JSONAnswer.read(body)
        guard let channel = json["results"]?["channels"]?.array?.first,
            let best = channel["alternatives"]?.array?.first, let text = best["transcript"]?.string
        else {
            let failure = ProviderFailure(HTTPResponse(status: 200, body: body))
            if !failure.code.isEmpty { throw .rejected(status: 200, message: failure.message) }
            throw JSONAnswer.unexpected("the JSON has no \"results.channels[0].alternatives[0].transcript\"", body)
        }
        let words = (best["words"]?.array ?? []).compactMap(word)
        return ParsedTranscript(
            text: text.collapsed,
            language: channel["detected_language"]?.string ?? best["languages"]?.array?.first?.string,
            // Silence has the confidence 0, which is about nothing.
            confidence: text.allSatisfy(\.isWhitespace) ? nil : best["confidence"]?.probability, words: words)
    }

    private static func word(_ json: JSONValue) -> TranscriptWord? {
        guard let text = (json["punctuated_word"] ?? json["word"])?.string?.collapsed, !text.isEmpty else { return nil }
        return TranscriptWord(
            word: text, start: json["start"]?.number, end: json["end"]?.number,
            confidence: json["confidence"]?.probability)
    }
}
