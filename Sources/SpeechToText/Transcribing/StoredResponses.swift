import Foundation
public import TranscriptCache

/// Reads stored responses with the parser of the provider that gave them; no settings and no key are needed.
public enum StoredResponses {
    /// `read`, as a verification of a cache takes it.
    public static let reader: ResponseReader = { read($0) }

    /// What today's parser makes of a stored response.
    ///
    /// - Returns: nil for a provider that this version does not know.
    public static func read(_ stored: CachedTranscript) -> StoredReading? {
        let body = stored.rawResponse
        let seconds = stored.audioSeconds
        return switch stored.identity.provider {
        case "openai", "groq", "compatible", "whispercpp", "sphinx":
            reading(OpenAIResponseParser.version) { () throws(SpeechToTextError) in
                let format = [RequestField].last("response_format", inCacheOptions: stored.identity.options)
                return try OpenAIResponseParser.parse(body, responseFormat: format, audioSeconds: seconds)
            }
        case "google":
            reading(GoogleResponseParser.version) { () throws(SpeechToTextError) in
                try GoogleResponseParser.parse(body)
            }
        case "azure":
            reading(AzureResponseParser.version) { () throws(SpeechToTextError) in
                try AzureResponseParser.parse(body, audioSeconds: seconds)
            }
        case "deepgram":
            reading(DeepgramResponseParser.version) { () throws(SpeechToTextError) in
                try DeepgramResponseParser.parse(body)
            }
        case "command":
            reading(CommandOutputParser.version) { () throws(SpeechToTextError) in
                try CommandOutputParser.parse(body, audioSeconds: seconds)
            }
        default: nil
        }
    }

    private static func reading(
        _ version: Int, _ parse: () throws(SpeechToTextError) -> ParsedTranscript
    ) -> StoredReading {
        StoredReading(parserVersion: version, parsed: try? parse())
    }
}
