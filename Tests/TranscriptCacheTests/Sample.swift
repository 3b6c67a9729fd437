import Foundation
import TranscriptCache

/// Builds dummy rows.
enum Sample {
    static func identity(_ number: Int16 = 0) -> TranscriptIdentity {
        TranscriptIdentity(
            sampleHash: ContentHash(samples: [number, 2, 3]), sampleRate: 16_000, provider: "openai",
            endpoint: "https://api.openai.com/v1", model: "whisper-1", language: "en", options: ["temperature": "0.0"],
            adapterVersion: 1)
    }

    static func transcript(_ number: Int16 = 0, text: String = "hello there") -> CachedTranscript {
        CachedTranscript(
            identity: identity(number),
            parsed: ParsedTranscript(
                text: text, language: "en", confidence: 0.5,
                words: [TranscriptWord(word: "hello", start: 0, end: 0.25, confidence: 0.5)], billedSeconds: 1),
            parserVersion: 1, rawResponse: Data("{\"text\":\"\(text)\"}".utf8), httpStatus: 200, audioSeconds: 1.5,
            createdAt: Date(timeIntervalSince1970: 1_700_000_000))
    }

    static func fingerprint(_ path: String = "/corpus/a.wav") -> AudioFingerprint {
        AudioFingerprint(path: path, size: 100, mtimeNanoseconds: 1_700_000_000_123_456_789)
    }
}
