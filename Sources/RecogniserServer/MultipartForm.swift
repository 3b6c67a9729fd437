import Glibc

/// The fields of a `multipart/form-data` body (RFC 7578), read strictly and within limits, since anybody may have sent it.
struct MultipartForm {
    struct Part: Equatable {
        var name: String
        /// Present for files, even when empty.
        var filename: String?
        var contentType: String?
        var content: ArraySlice<UInt8>
    }

    enum Failure: Error, Equatable {
        case notMultipart
        case boundary
        case unterminated
        case header(String)
        case tooManyParts
        case headerTooLong
    }

    static let maximumParts = 64
    static let maximumHeaderBytes = 8_192

    /// In the order in which they came; names may repeat.
    private(set) var parts: [Part] = []

    func first(_ name: String) -> Part? { parts.first { $0.name == name } }

    func all(_ name: String) -> [Part] { parts.filter { $0.name == name } }

    /// - Parameters:
    ///   - body: the whole body; the parts are slices of it.
    ///   - contentType: the header of the request, which carries the boundary.
    /// - Throws: `Failure`.
    init(body: [UInt8], contentType: String) throws(Failure) {
        let boundary = try MultipartForm.boundary(of: contentType)
        let delimiter = Array("\r\n--\(boundary)".utf8)
        var position: Int
        if body.starts(with: delimiter.dropFirst(2)) {
            position = delimiter.count - 2
        } else {
            guard let found = MultipartForm.find(delimiter, in: body, from: 0) else { throw .unterminated }
            position = found + delimiter.count
        }
        while true {
            // After a delimiter: "--" ends the form, blanks may follow, then a new line begins a part.
            if body[position...].starts(with: "--".utf8) { return }
            while position < body.count, body[position] == 0x20 || body[position] == 0x09 { position += 1 }
            guard body[position...].starts(with: MultipartForm.newLine) else { throw .boundary }
            guard parts.count < MultipartForm.maximumParts else { throw .tooManyParts }
            // From the new line on, so that a part without headers is seen.
            let limit = min(body.count, position + MultipartForm.maximumHeaderBytes)
            guard
                let end = MultipartForm.find(
                    MultipartForm.newLine + MultipartForm.newLine, in: body[..<limit], from: position)
            else {
                throw limit == body.count ? .unterminated : .headerTooLong
            }
            let start = end + 4
            let header = position + 2 <= end ? body[(position + 2)..<end] : []
            // A part may be empty: its delimiter then begins with the end of the header.
            guard let next = MultipartForm.find(delimiter, in: body, from: start - 2) else { throw .unterminated }
            parts.append(try MultipartForm.part(header: header, content: body[start..<max(start, next)]))
            position = next + delimiter.count
        }
    }

    private static let newLine = Array("\r\n".utf8)

    private static func boundary(of contentType: String) throws(Failure) -> String {
        let header = try HeaderValue(contentType)
        guard header.value.lowercased() == "multipart/form-data" else { throw .notMultipart }
        guard let boundary = header.parameters["boundary"], (1...70).contains(boundary.utf8.count),
            boundary.last != " ", boundary.utf8.allSatisfy({ boundaryCharacters.contains($0) })
        else { throw .boundary }
        return boundary
    }

    /// RFC 2046, 5.1.1.
    private static let boundaryCharacters = Set(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ".utf8)

    private static func part(header: ArraySlice<UInt8>, content: ArraySlice<UInt8>) throws(Failure) -> Part {
        guard let text = String(validating: header, as: UTF8.self) else { throw .header("not UTF-8") }
        var part = Part(name: "", content: content)
        var hasName = false
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: true) {
            guard let colon = line.firstIndex(of: ":"), line.first != " ", line.first != "\t" else {
                throw .header("a line without a name")
            }
            let value = String(line[line.index(after: colon)...])
            switch line[..<colon].lowercased() {
            case "content-disposition":
                let disposition = try HeaderValue(value)
                guard disposition.value.lowercased() == "form-data", let name = disposition.parameters["name"] else {
                    throw .header("a part without a name")
                }
                part.name = name
                part.filename = disposition.parameters["filename"]
                hasName = true
            case "content-type": part.contentType = try HeaderValue(value).value
            case "content-transfer-encoding":
                let encoding = try HeaderValue(value).value.lowercased()
                guard ["binary", "8bit", "7bit"].contains(encoding) else { throw .header("encoded content") }
            default: break
            }
        }
        guard hasName else { throw .header("a part without a name") }
        return part
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        find(wanted, in: bytes[...], from: start)
    }

    private static func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        guard start < bytes.endIndex, let first = wanted.first else { return nil }
        return bytes[start...].withUnsafeBytes { haystack -> Int? in
            wanted.withUnsafeBytes { needle -> Int? in
                guard let base = haystack.baseAddress, let pattern = needle.baseAddress else { return nil }
                var offset = 0
                // From one first byte to the next: bodies are mostly audio, in which a boundary hardly ever begins.
                while offset + needle.count <= haystack.count,
                    let place = memchr(base + offset, Int32(first), haystack.count - offset - needle.count + 1)
                {
                    offset = UnsafeRawPointer(place) - base
                    if memcmp(base + offset, pattern, needle.count) == 0 { return start + offset }
                    offset += 1
                }
                return nil
            }
        }
    }
}

/// A header's value and its parameters: `form-data; name="file"; filename="a.wav"`.
private struct HeaderValue {
    var value: String
    /// Names in lower case; of a repeated name the first counts.
    var parameters: [String: String] = [:]

    init(_ text: String) throws(MultipartForm.Failure) {
        var rest = Substring(text)
        value = HeaderValue.take(&rest, until: ";").trimmed
        while !rest.isEmpty {
            rest.removeFirst()
            if rest.allSatisfy({ $0 == " " || $0 == "\t" }) { break }
            guard rest.contains("=") else { throw .header("a parameter without a value") }
            let name = HeaderValue.take(&rest, until: "=").trimmed.lowercased()
            rest.removeFirst()
            rest = rest.drop { $0 == " " || $0 == "\t" }
            let parameter =
                rest.first == "\"" ? try HeaderValue.quoted(&rest) : HeaderValue.take(&rest, until: ";").trimmed
            guard rest.isEmpty || rest.first == ";" else { throw .header("text after a quotation mark") }
            if parameters[name] == nil { parameters[name] = parameter }
        }
    }

    private static func take(_ rest: inout Substring, until end: Character) -> Substring {
        let index = rest.firstIndex(of: end) ?? rest.endIndex
        defer { rest = rest[index...] }
        return rest[..<index]
    }

    private static func quoted(_ rest: inout Substring) throws(MultipartForm.Failure) -> String {
        var text = ""
        rest.removeFirst()
        while let character = rest.popFirst() {
            if character == "\"" {
                rest = rest.drop { $0 == " " || $0 == "\t" }
                return text
            }
            // Only these two are escaped; a browser sends a Windows path as it is.
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                text.append(next)
                rest.removeFirst()
            } else {
                text.append(character)
            }
        }
        throw .header("a missing quotation mark")
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text.drop { $0 == " " || $0 == "\t" })
    }
}

extension MultipartForm.Failure: CustomStringConvertible {
    var description: String {
        switch self {
        case .notMultipart: "The request must be multipart/form-data, with the recording in a part named 'file'."
        case .boundary: "The multipart body does not fit its boundary."
        case .unterminated: "The multipart body ends before its last boundary."
        case .header(let problem): "A part of the multipart body has a bad header: \(problem)."
        case .tooManyParts: "The multipart body has more than \(MultipartForm.maximumParts) parts."
        case .headerTooLong: "A part's header has more than \(MultipartForm.maximumHeaderBytes) bytes."
        }
    }
}
