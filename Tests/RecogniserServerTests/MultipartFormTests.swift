import Testing

@testable import RecogniserServer

@Suite("MultipartForm")
struct MultipartFormTests {
    private let type = "multipart/form-data; boundary=XX"

    @Test("parts come out in order, with names, file names and types")
    func parts() throws {
        let form = try parse(
            "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\";c.wav\"\r\n"
                + "Content-Type: audio/x-wav\r\n\r\n\r\n--X\r\n\u{0}--XX not\r\n--XX\r\n"
                + "content-disposition:form-data;name=model\r\n\r\n\r\n--XX  \r\n"
                + "Content-Disposition: form-data; name=\"t[]\"\r\n\r\nword\r\n--XX--\r\nepilogue")
        #expect(form.parts.map(\.name) == ["file", "model", "t[]"])
        #expect(form.parts.map(\.filename) == ["a \"b\";c.wav", nil, nil])
        #expect(form.first("file")?.contentType == "audio/x-wav")
        #expect(
            form.parts.map { String(decoding: $0.content, as: UTF8.self) } == ["\r\n--X\r\n\0--XX not", "", "word"])
    }

    @Test("text before the first boundary is ignored, and the boundary may be quoted")
    func preamble() throws {
        let form = try parse(
            "This is a form.\r\n--a b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--a b--",
            type: "Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"")
        #expect(form.parts.map(\.name) == ["x"])
    }

    @Test("an empty form has no parts")
    func empty() throws { #expect(try parse("--XX--").parts.isEmpty) }

    @Test(
        "another type, and a missing or impossible boundary are refused",
        arguments: [
            ("application/json", .notMultipart), ("", .notMultipart), ("multipart/form-data", .boundary),
            ("multipart/form-data; boundary=", .boundary),
            ("multipart/form-data; boundary=\"a\"b", .header("text after a quotation mark")),
            ("multipart/form-data; boundary=\"a", .header("a missing quotation mark")),
            ("multipart/form-data; boundary=ä", .boundary),
            ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), .boundary),
        ] as [(String, MultipartForm.Failure)])
    func types(type: String, failure: MultipartForm.Failure) {
        #expect(throws: failure) { try parse("--XX--", type: type) }
    }

    @Test(
        "broken bodies are refused",
        arguments: [
            ("", .unterminated), ("no boundary", .unterminated), ("--XX\r\n", .unterminated), ("--XX", .boundary),
            ("--XXY\r\n", .boundary), ("--XX\r\nContent-Disposition: form-data; name=x\r\n\r\n1", .unterminated),
            ("--XX\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--XX", .boundary),
            ("--XX\r\n\r\n1\r\n--XX--", .header("a part without a name")),
            ("--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--", .header("a part without a name")),
            ("--XX\r\nContent-Disposition: attachment; name=x\r\n\r\n1\r\n--XX--", .header("a part without a name")),
            ("--XX\r\nnonsense\r\n\r\n1\r\n--XX--", .header("a line without a name")),
            (
                "--XX\r\nContent-Disposition: form-data; name=x\r\nContent-Transfer-Encoding: base64\r\n\r\n1\r\n--XX--",
                .header("encoded content")
            ),
        ] as [(String, MultipartForm.Failure)])
    func broken(body: String, failure: MultipartForm.Failure) {
        #expect(throws: failure) { try parse(body) }
    }

    @Test("a header that is not UTF-8 is refused")
    func encoding() {
        let body =
            Array("--XX\r\nContent-Disposition: form-data; name=".utf8) + [0xFF] + Array("\r\n\r\n1\r\n--XX--".utf8)
        #expect(throws: MultipartForm.Failure.header("not UTF-8")) { try MultipartForm(body: body, contentType: type) }
    }

    @Test("too many parts and too long a header are refused")
    func limits() {
        let part = "--XX\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n"
        #expect(throws: MultipartForm.Failure.tooManyParts) {
            try parse(String(repeating: part, count: 65) + "--XX--")
        }
        let long = "--XX\r\nX: " + String(repeating: "y", count: 9000) + "\r\n\r\n1\r\n--XX--"
        #expect(throws: MultipartForm.Failure.headerTooLong) { try parse(long) }
    }

    @Test("any prefix of a form, and any flipped byte, is read or refused")
    func damage() throws {
        let body = Array(
            ("--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\nContent-Type: t\r\n\r\nc\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=d\r\n\r\n\r\n--XX--\r\n").utf8)
        for index in body.indices {
            _ = try? MultipartForm(body: Array(body[..<index]), contentType: type)
            for value: UInt8 in [0, 0x0D, 0x0A, 0x22, 0x2D, 0xFF] {
                var changed = body
                changed[index] = value
                _ = try? MultipartForm(body: changed, contentType: type)
            }
        }
    }

    private func parse(_ body: String, type: String? = nil) throws(MultipartForm.Failure) -> MultipartForm {
        try MultipartForm(body: Array(body.utf8), contentType: type ?? self.type)
    }
}
