import Foundation
import TranscriptCache

/// Reads what recognising programs write: text, or JSON of the usual shapes.
///
/// - JSON: an object with `text` as OpenAI's services send it (also `segments`, `words`), Vosk's with `result`, or a list
///   with one such object (FunASR).
/// - Text: all of it, white space collapsed; the times that whisper.cpp's programs put before lines
///   (`[00:00:00.000 --> 00:00:02.480]`) are taken off.
enum CommandOutputParser {
    /// Raise it when stored answers should be read anew.
    static let version = 1

    static func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw .malformedResponse(reason: "the program's output is not UTF-8 text", excerpt: "")
        }
        if let json = JSONValue(body) {
            if json["text"]?.string != nil || json["error"] != nil {
                return try OpenAIResponseParser.parse(json, body, audioSeconds: audioSeconds)
            }
            if let list = json.array, list.count == 1, let only = list.first, only["text"]?.string != nil {
                return try OpenAIResponseParser.parse(only, body, audioSeconds: audioSeconds)
            }
            if json.object != nil || json.array != nil {
                throw JSONAnswer.unexpected("the program's JSON has no \"text\"", body)
            }
        }
        // By code units: to Swift a carriage return and a line feed are one character.
        let lines = text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { line in
            String(line).replacing(
                /^\s*\[[0-9:.]+ --> [0-9:.]+\]/, with: "", maxReplacements: 1)
        }
        return ParsedTranscript(text: lines.joined(separator: " ").collapsed)
    }
}
