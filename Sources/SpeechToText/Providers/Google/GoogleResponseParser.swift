import Foundation
import TranscriptCache

/// Reads answers of Google's `speech:recognize`.
///
/// Results follow one another without a separator, the later ones begin with a space. `{}` is an answer: nothing was
/// recognised. Durations are texts (`1.800s`), a confidence of 0 means "not set".
enum GoogleResponseParser {
    /// Raise it when stored responses should be read anew.
    static let version = 1

    private static let members: Set = ["results", "totalBilledTime", "requestId", "speechAdaptationInfo"]

    static func parse(_ body: Data) throws(SpeechToTextError) -> ParsedTranscript {
        let json = try JSONAnswer.read(body)
        if json["error"] != nil {
            let failure = ProviderFailure(HTTPResponse(status: 200, body: body))
            throw .rejected(status: 200, message: failure.message)
        }
        guard let object = json.object, object.isEmpty || !members.isDisjoint(with: object.keys) else {
            throw JSONAnswer.unexpected("the JSON has no \"results\"", body)
        }
        let results = json["results"]?.array ?? []
        let best = results.compactMap { $0["alternatives"]?.array?.first }
        let words = best.flatMap { $0["words"]?.array ?? [] }.compactMap(word)
        return ParsedTranscript(
            text: best.map { $0["transcript"]?.string ?? "" }.joined().collapsed,
            language: results.lazy.compactMap { $0["languageCode"]?.string }.first,
            confidence: confidence(best), words: words, billedSeconds: seconds(json["totalBilledTime"]))
    }

    private static func word(_ json: JSONValue) -> TranscriptWord? {
        guard let text = json["word"]?.string?.collapsed, !text.isEmpty else { return nil }
        return TranscriptWord(
            word: text, start: seconds(json["startTime"]), end: seconds(json["endTime"]),
            confidence: set(json["confidence"]))
    }

    /// The mean over the results, weighted by their words; nil unless every result with a text has one.
    private static func confidence(_ best: [JSONValue]) -> Double? {
        var sum = 0.0
        var weight = 0.0
        for alternative in best {
            let words = (alternative["transcript"]?.string ?? "").split(whereSeparator: \.isWhitespace).count
            guard words > 0 else { continue }
            guard let confidence = set(alternative["confidence"]) else { return nil }
            sum += Double(words) * confidence
            weight += Double(words)
        }
        return weight > 0 ? sum / weight : nil
    }

    private static func set(_ json: JSONValue?) -> Double? {
        json?.probability.flatMap { $0 > 0 ? $0 : nil }
    }

    /// `1.800s`, or `{"seconds":"1","nanos":800000000}` as some gateways write it.
    static func seconds(_ json: JSONValue?) -> Double? {
        guard let json else { return nil }
        if let text = json.string { return text.hasSuffix("s") ? Double(text.dropLast()) : nil }
        guard json.object != nil, json["seconds"] != nil || json["nanos"] != nil else { return nil }
        return (json["seconds"]?.number ?? 0) + (json["nanos"]?.number ?? 0) * 1e-9
    }
}

/// Understands Google's refusals: what is said in the status, the reasons among the details, and known sentences.
enum GoogleFailures {
    static func cause(
        of failure: ProviderFailure, audio: SpeechAudio, limits: ProviderLimits
    ) -> SpeechToTextError? {
        let words = failure.message.lowercased()
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        let reasons = Set(failure.reasons)

        switch failure.status {
        case 400 where says("sync input too long", "exceeds duration limit", "use longrunningrecognize"):
            return .audioTooLong(seconds: audio.durationSeconds, limitSeconds: limits.audioSeconds ?? 60)
        case 400 where says("request payload size exceeds"), 413:
            return .audioTooLarge(bytes: audio.wavByteCount, limitBytes: limits.audioBytes ?? 10_485_760)
        case 400 where reasons.contains("API_KEY_INVALID") || says("api key not valid", "api key expired"):
            return .authentication(status: 400, message: failure.message)
        case 403 where reasons.contains("BILLING_DISABLED") || says("billing to be enabled", "billing account"):
            return .quotaExhausted(status: 403, message: failure.message)
        case 403 where reasons.contains("RATE_LIMIT_EXCEEDED") || says("rate limit exceeded", "userratelimitexceeded"):
            return .rateLimited(status: 403, message: failure.message, retryAfterSeconds: nil)
        // A quota for a day does not come back while a run waits.
        case 429 where says("per day"):
            return .quotaExhausted(status: 429, message: failure.message)
        default:
            return nil
        }
    }
}
