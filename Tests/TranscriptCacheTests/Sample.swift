import Foundation

@testable import TranscriptCache

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

/// SplitMix64, so that a failing case can be run again.
struct CaseGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension Sample {
    /// Any answer that could be stored, with few enough questions that two of them often meet.
    static func anyTranscript(_ generator: inout CaseGenerator, questions: Int16 = 1000) -> CachedTranscript {
        let texts = [
            "", "hello", "say \"hi\",\nthen \u{2028}go\t\\", "e\u{301} is not \u{e9}", "a\u{0}b\u{1b}[31m", "🎙️ ok",
            String(repeating: "long ", count: 300),
        ]
        var identity = Sample.identity(Int16.random(in: 0..<questions, using: &generator))
        identity.provider = ["openai", "google", "command"].randomElement(using: &generator) ?? ""
        identity.language = ["", "en", "de-DE"].randomElement(using: &generator) ?? ""
        identity.options =
            [[:], ["prompt": texts[2]], ["a": "", "b": texts[5]]].randomElement(using: &generator) ?? [:]
        func maybe(_ upTo: Double) -> Double? {
            Bool.random(using: &generator) ? Double.random(in: 0...upTo, using: &generator) : nil
        }
        let text = texts.randomElement(using: &generator) ?? ""
        let words = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
            TranscriptWord(word: text, start: maybe(9), end: maybe(9), confidence: maybe(1))
        }
        let isKept = Int.random(in: 0..<4, using: &generator) > 0
        let bytes = (0..<Int.random(in: 0..<9, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        let raw = Bool.random(using: &generator) ? Data(bytes) : Data("{\"text\":\"\(bytes.count)\"}".utf8)
        return CachedTranscript(
            identity: identity,
            parsed: ParsedTranscript(
                text: text, language: Bool.random(using: &generator) ? "english" : nil, confidence: maybe(1),
                words: words, billedSeconds: maybe(100),
                remarks: Bool.random(using: &generator) ? [.noSpeech, .repetitive] : []),
            parserVersion: Int.random(in: 1...2, using: &generator), rawResponse: isKept ? raw : Data(),
            isResponseKept: isKept, httpStatus: 200, audioSeconds: Double.random(in: 0...60, using: &generator),
            createdAt: Date(
                timeIntervalSince1970: Double(Int.random(in: 1_600_000_000_000...1_700_000_000_000, using: &generator))
                    / 1000))
    }
}

extension TranscriptStore {
    /// Stores many answers in one transaction, which `store` does one by one because they are paid for one by one.
    func fill(_ answers: [CachedTranscript], seenAt paths: [String] = []) async throws {
        try await write(durably: false) { database in
            for (index, answer) in answers.enumerated() {
                try answer.insert(key: answer.identity.key, into: database)
                guard index < paths.count else { continue }
                try SeenAudio(
                    sampleHash: answer.identity.sampleHash, sampleRate: 16_000, durationSeconds: answer.audioSeconds
                ).upsert(Sample.fingerprint(paths[index]), into: database)
            }
        }
    }

    /// An export in memory.
    func exported(_ export: TranscriptExport = TranscriptExport()) async throws -> String {
        var bytes = Data()
        _ = try await exportTranscripts(export) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What an import of a file says of each line it did not take.
    func problems(
        importing path: String, _ rules: TranscriptImport = TranscriptImport()
    ) async throws -> (summary: TranscriptImport.Summary, problems: [TranscriptImport.Problem]) {
        var problems: [TranscriptImport.Problem] = []
        let summary = try await importTranscripts(from: path, rules) { problems.append($0) }
        return (summary, problems)
    }
}
