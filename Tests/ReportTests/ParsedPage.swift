import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A page read back by an XML parser: fails on anything that is not well-formed.
final class ParsedPage: NSObject, XMLParserDelegate {
    struct NotWellFormed: Error { let line: Int, reason: String }

    private(set) var elements: [String] = []
    private(set) var ids: [String] = []
    /// Targets of `href="#…"` and `aria-labelledby`.
    private(set) var references: [String] = []
    private(set) var attributes: [String: String] = [:]
    private(set) var text = ""

    init(_ page: String) throws {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        guard parser.parse() else {
            throw NotWellFormed(line: parser.lineNumber, reason: "\(String(describing: parser.parserError))")
        }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes found: [String: String]
    ) {
        elements.append(name)
        attributes.merge(found) { $1 }
        if let id = found["id"] { ids.append(id) }
        if let link = found["href"], link.hasPrefix("#") { references.append(String(link.dropFirst())) }
        references += found["aria-labelledby"]?.split(separator: " ").map(String.init) ?? []
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }
}
