import Foundation
import TranscriptCache

/// Reads answers of Azure's interface for short audio, simple and detailed.
///
/// Whether anything was recognised is said inside a response of status 200 (`RecognitionStatus`). Times are counted in
/// ticks of 100 ns.
enum AzureResponseParser {
    /// Raise it when stored responses should be read anew.
    static let version = 1

    /// Audio left over after the last word that is more than a pause: the service may have stopped at a long silence.
    static let unheardSeconds = 2.0

    static func parse(_ body: Data, audioSeconds: Double) throws(SpeechToTextError) -> ParsedTranscript {
        let json = try JSONAnswer.read(body)
        guard let status = json["RecognitionStatus"]?.string else {
            throw JSONAnswer.unexpected("the JSON has no \"RecognitionStatus\"", body)
        }
        switch status {
        case "Success": break
        case "NoMatch", "InitialSilenceTimeout", "BabbleTimeout", "EndOfDictation": return ParsedTranscript(text: "")
        case "TooManyRequests": throw .rateLimited(status: 200, message: status, retryAfterSeconds: nil)
        case "BadRequest": throw .rejected(status: 200, message: status)
        case "Forbidden": throw .authentication(status: 200, message: status)
        case "Error": throw .server(status: 200, message: "RecognitionStatus Error")
        default: throw JSONAnswer.unexpected("an unknown RecognitionStatus", body)
        }
        let best = json["NBest"]?.array?.first
        let text = best?["Lexical"]?.string ?? best?["Display"]?.string ?? json["DisplayText"]?.string
        guard let text else { throw JSONAnswer.unexpected("a success without a text", body) }
        let words = (best?["Words"]?.array ?? []).compactMap(word)
        var remarks: Set<TranscriptRemark> = []
        if let offset = seconds(json["Offset"]), let duration = seconds(json["Duration"]),
            audioSeconds - (offset + duration) > unheardSeconds
        {
            remarks.insert(.partialAudio)
        }
        return ParsedTranscript(
            text: text.collapsed, language: json["PrimaryLanguage"]?["Language"]?.string,
            confidence: best?["Confidence"]?.probability, words: words, remarks: remarks)
    }

    private static func word(_ json: JSONValue) -> TranscriptWord? {
        guard let text = json["Word"]?.string?.collapsed, !text.isEmpty else { return nil }
        let start = seconds(json["Offset"])
        let length = seconds(json["Duration"])
        return TranscriptWord(
            word: text, start: start, end: start.flatMap { start in length.map { start + $0 } },
            confidence: json["Confidence"]?.probability)
    }

    static func seconds(_ ticks: JSONValue?) -> Double? {
        ticks?.number.flatMap { $0 >= 0 ? $0 * 1e-7 : nil }
    }
}
