import Corpus
import Foundation

/// What a service said when it refused: status, headers, and whatever its body explains.
public struct ProviderFailure: Sendable, Equatable {
    /// The HTTP status; 200 for services that put errors there.
    public var status: Int
    /// Names in lower case.
    public var headers: [String: String]
    /// The explanation, or the start of a body that has none; at most 300 characters on one line.
    public var message: String
    /// `error.code` or its like.
    public var code: String
    /// `error.type`, `status` or their like.
    public var type: String
    /// `error.details[].reason`, as Google's services give it.
    public var reasons: [String]

    /// Reads every shape of error body in use: OpenAI's and Google's objects, an `error` that is a text, FastAPI's
    /// `detail` (text or list), Deepgram's two, Mistral's flat one, plain text, HTML, nothing.
    ///
    /// - Parameters:
    ///   - response: the refusal.
    ///   - secrets: removed from message and headers, should the service send one back.
    public init(_ response: HTTPResponse, secrets: [Secret] = []) {
        status = response.status
        headers = response.headers.mapValues { value in secrets.reduce(value) { $1.redacting($0) } }
        var found = Explanation()
        if let json = JSONValue(response.body) {
            found.read(json)
        }
        if found.message.isEmpty, response.body != Data("{}".utf8) { found.message = Self.plainText(response.body) }
        message = Self.shorten(secrets.reduce(found.message) { $1.redacting($0) })
        code = found.code
        type = found.type
        reasons = found.reasons
    }

    /// The first 300 characters, or the last, white space collapsed, characters that would move a terminal's cursor as
    /// `\x1b`.
    static func shorten(_ text: String, keepingEnd: Bool = false) -> String {
        let line = EscapedText.oneLine(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        guard line.count > 300 else { return line }
        return keepingEnd ? "…" + line.suffix(300) : line.prefix(300) + "…"
    }

    /// A body for reading: markup removed from HTML, bytes that are no text replaced.
    ///
    /// Of a web page only what it shows: its title often says the same once more.
    static func plainText(_ body: Data) -> String {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        guard text.drop(while: \.isWhitespace).first == "<" else { return text }
        func withoutMarkup(_ text: String) -> String { text.replacing(/<[^>]*>/, with: " ") }
        let page = text.replacing(
            /<(script|style)[^>]*>.*?<\/(script|style)>/.ignoresCase().dotMatchesNewlines(), with: " ")
        let shown = withoutMarkup(
            page.replacing(/<(head|title)>.*?<\/(head|title)>/.ignoresCase().dotMatchesNewlines(), with: " "))
        return shown.contains { !$0.isWhitespace } ? shown : withoutMarkup(page)
    }

    private struct Explanation {
        var message = ""
        var code = ""
        var type = ""
        var reasons: [String] = []

        mutating func read(_ json: JSONValue) {
            let nested = json["error"]
            if let text = nested?.string {
                // OAuth (RFC 6749) puts a code there, and the sentence beside it.
                let sentence = json["error_description"]?.string
                message = sentence.map { "\(text): \($0)" } ?? text
                code = text
            } else if let source = nested ?? (json["object"]?.string == "error" ? json : nil) {
                message = source["message"]?.text ?? ""
                code = source["code"]?.text ?? ""
                type = source["type"]?.text ?? source["status"]?.text ?? ""
                reasons = (source["details"]?.array ?? []).compactMap { $0["reason"]?.string }
                if let parameter = source["param"]?.text, !message.contains(parameter) {
                    message += " (parameter \(parameter))"
                }
            } else if let detail = json["detail"] {
                message = detail.string ?? (detail.array ?? []).map(Self.validationIssue).joined(separator: "; ")
            } else {
                message = json["err_msg"]?.text ?? json["message"]?.text ?? json["details"]?.text ?? ""
                code = json["err_code"]?.text ?? json["category"]?.text ?? json["code"]?.text ?? ""
                type = json["type"]?.text ?? ""
            }
        }

        private static func validationIssue(_ issue: JSONValue) -> String {
            let place = (issue["loc"]?.array ?? []).compactMap(\.text).joined(separator: ".")
            let what = issue["msg"]?.text ?? issue["type"]?.text ?? ""
            return place.isEmpty ? what : "\(place): \(what)"
        }
    }
}
