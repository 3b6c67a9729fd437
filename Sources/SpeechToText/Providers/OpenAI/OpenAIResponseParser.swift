import Foundation
import TranscriptCache

/// Reads the answers of the OpenAI family, each with its own idea of the format.
///
/// What real servers do: `duration` as a text (vLLM) or absent; times in nanoseconds (older LocalAI); words at the top
/// (OpenAI, speaches), inside segments (whisper.cpp, where they are sub-word pieces), or null; scores that are
/// placeholders (vLLM's -1.0); a leading space and line breaks in `text` (whisper.cpp).
enum OpenAIResponseParser {
    /// Raise it when stored responses should be read anew.
    static let version = 2

    /// - Parameters:
    ///   - body: the response.
    ///   - responseFormat: what the user asked for in place of ours; asked for `text`, a server sends just that.
    ///   - audioSeconds: length of the audio.
    /// - Returns: text, words, confidence.
    /// - Throws: `malformedResponse`, and `rejected` where it is an error after all.
    static func parse(
        _ body: Data, responseFormat: String? = nil, audioSeconds: Double
    ) throws(SpeechToTextError) -> ParsedTranscript {
        if responseFormat == "text", JSONValue(body)?.object == nil,
            let text = String(validating: body, as: UTF8.self), !text.collapsed.hasPrefix("<")
        {
            return ParsedTranscript(text: text.collapsed)
        }
        return try parse(try JSONAnswer.read(body), body, audioSeconds: audioSeconds)
    }

    /// Reads an object of this family wherever it stands in `body`.
    static func parse(
        _ json: JSONValue, _ body: Data, audioSeconds: Double
    ) throws(SpeechToTextError) -> ParsedTranscript {
        guard let text = json["text"]?.string else {
            if json["error"] != nil {
                let failure = ProviderFailure(HTTPResponse(status: 200, body: body))
                throw .rejected(status: 200, message: failure.message)
            }
            throw JSONAnswer.unexpected("the JSON has no \"text\"", body)
        }
        let segments = json["segments"]?.array ?? []
        var pieces = json["words"]?.array ?? json["result"]?.array ?? []
        if pieces.isEmpty { pieces = segments.flatMap { $0["words"]?.array ?? [] } }
        let scale = timeScale(segments + pieces, audioSeconds: audioSeconds)
        let words = WordPieces.merge(pieces.compactMap { word($0, scale: scale) })
        return ParsedTranscript(
            text: text.collapsed,
            language: language(json),
            confidence: confidence(words: words, segments: segments, logprobs: json["logprobs"]?.array ?? []),
            words: words, billedSeconds: billedSeconds(json),
            remarks: remarks(segments, text: text))
    }

    /// Whisper's own thresholds for what it may have made up; placeholders below zero do not pass them.
    private static func remarks(_ segments: [JSONValue], text: String) -> Set<TranscriptRemark> {
        guard text.contains(where: { !$0.isWhitespace }) else { return [] }
        var remarks: Set<TranscriptRemark> = []
        if segments.contains(where: { ($0["no_speech_prob"]?.probability ?? 0) > 0.6 }) { remarks.insert(.noSpeech) }
        if segments.contains(where: { ($0["compression_ratio"]?.number ?? 0) > 2.4 }) { remarks.insert(.repetitive) }
        return remarks
    }

    private static func language(_ json: JSONValue) -> String? {
        let name =
            json["language"]?.string ?? json["languages"]?.array?.first?["code"]?.string
            ?? json["detected_language"]?.string
        return name.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Seconds per unit of time: 1, or 1e-9 where times are so far beyond the audio that they must be nanoseconds.
    static func timeScale(_ spans: [JSONValue], audioSeconds: Double) -> Double {
        let last = spans.compactMap { $0["end"]?.number }.max() ?? 0
        return last > 1000 * max(audioSeconds, 1) ? 1e-9 : 1
    }

    private static func word(_ json: JSONValue, scale: Double) -> TranscriptWord? {
        guard let text = json["word"]?.string ?? json["text"]?.string else { return nil }
        let score = (json["probability"] ?? json["confidence"] ?? json["conf"])?.probability
        return TranscriptWord(
            word: text, start: json["start"]?.number.map { $0 * scale }, end: json["end"]?.number.map { $0 * scale },
            confidence: score)
    }

    /// The mean of the words' probabilities; else exp(avg_logprob) of the segments, weighted by their length; else exp
    /// of the mean token log-probability.
    ///
    /// Nil unless all words, segments or tokens have one.
    private static func confidence(
        words: [TranscriptWord], segments: [JSONValue], logprobs: [JSONValue]
    ) -> Double? {
        let scores = words.compactMap(\.confidence)
        if !scores.isEmpty, scores.count == words.count { return scores.reduce(0, +) / Double(scores.count) }

        var sum = 0.0
        var weight = 0.0
        for segment in segments {
            // -1.0 exactly is what early vLLM writes in place of a score.
            guard let logprob = segment["avg_logprob"]?.number, logprob <= 0, logprob != -1 else { return nil }
            let length = max((segment["end"]?.number ?? 0) - (segment["start"]?.number ?? 0), 1e-3)
            sum += length * exp(logprob)
            weight += length
        }
        if weight > 0 { return sum / weight }

        let tokens = logprobs.compactMap { $0["logprob"]?.number }
        guard !tokens.isEmpty, tokens.count == logprobs.count, tokens.allSatisfy({ $0 <= 0 }) else { return nil }
        return exp(tokens.reduce(0, +) / Double(tokens.count))
    }

    private static func billedSeconds(_ json: JSONValue) -> Double? {
        guard let usage = json["usage"], usage["type"]?.string != "tokens" else { return nil }
        return usage["seconds"]?.number.flatMap { $0 >= 0 ? $0 : nil }
    }
}

/// Joins sub-word pieces to words: where some pieces begin with a space, those that do not continue the word before.
enum WordPieces {
    static func merge(_ pieces: [TranscriptWord]) -> [TranscriptWord] {
        let real = pieces.filter { !($0.word.hasPrefix("[_") && $0.word.hasSuffix("]")) }
        let spaced = real.contains { $0.word.first?.isWhitespace == true }
        var words: [TranscriptWord] = []
        for piece in real {
            if spaced, piece.word.first?.isWhitespace == false, var word = words.popLast() {
                word.word += piece.word
                word.end = piece.end ?? word.end
                word.confidence = word.confidence.flatMap { score in piece.confidence.map { score * $0 } }
                words.append(word)
            } else {
                words.append(piece)
            }
        }
        return words.compactMap { word in
            var word = word
            word.word = word.word.trimmingCharacters(in: .whitespacesAndNewlines)
            return word.word.isEmpty ? nil : word
        }
    }
}
