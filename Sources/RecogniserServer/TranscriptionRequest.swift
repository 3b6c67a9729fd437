/// What a client asks for: the parts of the form that this server knows, checked.
///
/// Unknown parts, `prompt` and `temperature` among them, are ignored, as other servers of this interface do; any `model`
/// is answered by the one that there is, whose name stands in the verbose answer.
struct TranscriptionRequest {
    enum Format: String, CaseIterable {
        case json, text
        case verbose = "verbose_json"
    }

    var file: ArraySlice<UInt8>
    var filename: String
    var format: Format
    var includesWords: Bool
    var includesSegments: Bool

    init(_ form: MultipartForm) throws(APIError) {
        guard let part = form.first("file") else {
            throw .badRequest("The form has no part named 'file'.", param: "file", code: "missing_file")
        }
        file = part.content
        filename = part.filename.flatMap { $0.isEmpty ? nil : String($0.prefix(200)) } ?? "file"
        let stream = try TranscriptionRequest.text("stream", in: form) ?? "false"
        guard ["false", "0", "no", "off"].contains(stream.lowercased()) else {
            throw .badRequest(
                "streaming is not supported; leave stream out or set it to false", param: "stream",
                code: "unsupported_value")
        }
        let language = try TranscriptionRequest.text("language", in: form)
        guard language.map(TranscriptionRequest.isEnglish) ?? true else {
            throw .badRequest(
                "The built-in recogniser knows English only; language may be en, en-US, english or left out.",
                param: "language", code: "unsupported_language")
        }
        let name = try TranscriptionRequest.text("response_format", in: form) ?? Format.json.rawValue
        guard let format = Format(rawValue: name) else {
            let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badRequest(
                "'\(name.prefix(50))' is no response_format of this server; it knows \(known).",
                param: "response_format", code: "invalid_value")
        }
        self.format = format
        var granularities: Set<String> = []
        for part in form.all("timestamp_granularities[]") + form.all("timestamp_granularities") {
            granularities.insert(String(decoding: part.content.prefix(50), as: UTF8.self))
        }
        guard granularities.isSubset(of: ["word", "segment"]) else {
            throw .badRequest(
                "timestamp_granularities[] may be word and segment.", param: "timestamp_granularities",
                code: "invalid_value")
        }
        includesWords = granularities.isEmpty || granularities.contains("word")
        includesSegments = granularities.isEmpty || granularities.contains("segment")
    }

    /// The text of a part; nil when it is absent or empty.
    private static func text(_ name: String, in form: MultipartForm) throws(APIError) -> String? {
        guard let part = form.first(name), !part.content.isEmpty else { return nil }
        guard let text = String(validating: part.content, as: UTF8.self) else {
            throw .badRequest("'\(name)' is not UTF-8 text.", param: name, code: "invalid_value")
        }
        return text
    }

    /// `en`, its regions, and the name; `auto` as well, since nothing else can be found here.
    private static func isEnglish(_ language: String) -> Bool {
        let name = language.lowercased()
        return ["en", "english", "auto"].contains(name) || name.hasPrefix("en-") || name.hasPrefix("en_")
    }
}
