package import Foundation

extension ScriptedServer {
    /// A request as it came.
    package struct Request: Sendable {
        package var method = ""
        package var path = ""
        /// Names in lower case.
        package var headers: [String: String] = [:]
        package var body = Data()
        /// Which connection it came on, counted from 0.
        package var connection = 0

        /// Takes apart what came before the empty line; nil where that is no request.
        init?(head: Data) {
            let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
            let start = lines[0].split(separator: " ")
            guard start.count == 3 else { return nil }
            method = String(start[0])
            path = String(start[1])
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { continue }
                headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
            }
        }

        /// The text of a form field's first part, nil where there is none.
        package func field(_ name: String) -> String? { fields(name).first }

        /// The texts of all parts of that name.
        package func fields(_ name: String) -> [String] {
            parts.filter { $0.head.contains("name=\"\(name)\"") }.map { String(decoding: $0.content, as: UTF8.self) }
        }

        /// The parts of a multipart body: their header lines and their bytes.
        package var parts: [(head: String, content: Data)] {
            guard let type = headers["content-type"], let start = type.range(of: "boundary=") else { return [] }
            let boundary = Data("--\(type[start.upperBound...])".utf8)
            var parts: [(head: String, content: Data)] = []
            var rest = body[...]
            while let mark = rest.range(of: boundary) {
                let after = rest[mark.upperBound...]
                guard let end = after.range(of: boundary), let gap = after.range(of: Data("\r\n\r\n".utf8)) else {
                    break
                }
                let head = String(decoding: after[after.startIndex + 2..<gap.lowerBound], as: UTF8.self)
                parts.append((head, Data(after[gap.upperBound..<end.lowerBound - 2])))
                rest = after[end.lowerBound...]
            }
            return parts
        }
    }
}
