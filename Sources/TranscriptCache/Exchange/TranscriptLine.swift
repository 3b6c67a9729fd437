import Foundation

/// A stored answer as one line of JSON: what an export writes and an import reads.
///
/// The fields are the columns of the table, so that the key can be computed from the line. Specified in
/// `Documentation/Formats.md`.
struct TranscriptLine: Codable, Equatable {
    var key: String
    var keyVersion: Int
    var sampleHash: String
    var sampleRate: Int
    var provider: String
    var endpoint: String
    var model: String
    var requestedLanguage: String
    var options: [String: String]
    var adapterVersion: Int
    /// Absent in an export without texts, which can be counted and compared but not imported.
    var text: String?
    var language: String?
    var confidence: Double?
    var words: [TranscriptWord]?
    var remarks: [TranscriptRemark]?
    var billedSeconds: Double?
    var parserVersion: Int
    /// The response where its bytes are UTF-8.
    var rawResponse: String?
    /// The response where they are not.
    var rawResponseBase64: Data?
    var httpStatus: Int
    var audioSeconds: Double
    var createdAt: String

    /// Why a line cannot be imported.
    struct Problem: Error, Equatable {
        var reason: String
    }

    init(_ transcript: CachedTranscript, withText: Bool = true, withResponse: Bool = true) {
        let identity = transcript.identity
        key = identity.key.description
        keyVersion = TranscriptIdentity.keyVersion
        sampleHash = identity.sampleHash.description
        sampleRate = identity.sampleRate
        provider = identity.provider
        endpoint = identity.endpoint
        model = identity.model
        requestedLanguage = identity.language
        options = identity.options
        adapterVersion = identity.adapterVersion
        parserVersion = transcript.parserVersion
        httpStatus = transcript.httpStatus
        audioSeconds = transcript.audioSeconds
        createdAt = StoredTime.exported(transcript.createdAt)
        let parsed = transcript.parsed
        language = parsed.language
        confidence = parsed.confidence
        billedSeconds = parsed.billedSeconds
        guard withText else { return }
        text = parsed.text
        words = parsed.words
        remarks = parsed.remarks.isEmpty ? nil : parsed.remarks
        guard withResponse, transcript.isResponseKept else { return }
        if let text = String(validating: transcript.rawResponse, as: UTF8.self) {
            rawResponse = text
        } else {
            rawResponseBase64 = transcript.rawResponse
        }
    }

    /// The answer, once every field was looked at and the key was computed anew.
    func transcript() throws(Problem) -> CachedTranscript {
        guard keyVersion == TranscriptIdentity.keyVersion else {
            throw Problem(
                reason: "its key is of version \(keyVersion), and this emoscribe uses \(TranscriptIdentity.keyVersion)")
        }
        guard let hash = Data(hexadecimal: sampleHash).flatMap(ContentHash.init(bytes:)) else {
            throw Problem(reason: "sampleHash is not 64 hexadecimal digits")
        }
        let identity = TranscriptIdentity(
            sampleHash: hash, sampleRate: sampleRate, provider: provider, endpoint: endpoint, model: model,
            language: requestedLanguage, options: options, adapterVersion: adapterVersion)
        guard identity.key.description == key.lowercased() else {
            throw Problem(reason: "the key is not that of its fields: the line was changed")
        }
        guard let text else { throw Problem(reason: "it was exported without its text") }
        guard let createdAt = StoredTime.date(createdAt) else { throw Problem(reason: "createdAt is no time") }
        guard audioSeconds.isFinite, audioSeconds >= 0, sampleRate > 0 else {
            throw Problem(reason: "audioSeconds or sampleRate is out of range")
        }
        if let confidence, !(0...1).contains(confidence) { throw Problem(reason: "confidence is not from 0 to 1") }
        if let billedSeconds, !(billedSeconds >= 0) { throw Problem(reason: "billedSeconds is negative") }
        return CachedTranscript(
            identity: identity,
            parsed: ParsedTranscript(
                text: text, language: language, confidence: confidence, words: words ?? [],
                billedSeconds: billedSeconds, remarks: Set(remarks ?? [])),
            parserVersion: parserVersion,
            rawResponse: rawResponseBase64 ?? rawResponse.map { Data($0.utf8) } ?? Data(),
            isResponseKept: rawResponseBase64 != nil || rawResponse != nil, httpStatus: httpStatus,
            audioSeconds: audioSeconds, createdAt: createdAt)
    }

    /// The line's bytes, without a line end; equal answers have equal bytes.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

/// The first line of an export.
struct TranscriptFileHeader: Codable, Equatable {
    static let format = "emoscribe transcripts"
    static let version = 1

    var format = Self.format
    var formatVersion = Self.version

    /// Nil where the line is another one.
    init?(_ line: Data) {
        guard let header = try? JSONDecoder().decode(Self.self, from: line), header.format == Self.format else {
            return nil
        }
        self = header
    }

    init() {}
}

extension Data {
    /// Nil unless there are two hexadecimal digits for each byte.
    init?(hexadecimal text: String) {
        func digit(_ character: UInt8) -> UInt8? {
            switch character {
            case 48...57: character - 48
            case 97...102: character - 87
            case 65...70: character - 55
            default: nil
            }
        }
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 2) else { return nil }
        self.init(capacity: characters.count / 2)
        for index in stride(from: 0, to: characters.count, by: 2) {
            guard let high = digit(characters[index]), let low = digit(characters[index + 1]) else { return nil }
            append(high << 4 | low)
        }
    }
}
