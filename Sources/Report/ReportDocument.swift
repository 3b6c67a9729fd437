import Foundation

/// A report: one HTML file that holds everything it shows.
///
/// ```swift
/// let report = ReportDocument(
///     title: "Gold against recognised transcripts", subtitle: "corpora/demo, a synthetic corpus",
///     sections: [ResultsTable(rows: rows), ConfusionMatrices(matrices: matrices)])
/// try report.write(to: "results/report.html")
/// ```
///
/// The page loads nothing: style and figures are inside, there is no script, and a content security policy forbids the
/// rest. It follows the reader's light or dark setting, prints in the light one, and is well-formed XML as well as HTML.
/// The same values give the same bytes: nothing here reads the clock or the machine.
public struct ReportDocument: Sendable {
    public var title: String
    /// One line below the title: which corpus, which command.
    public var subtitle: String
    public var sections: [any ReportSection]
    /// BCP 47 tag of the page's own words.
    public var language: String

    public init(title: String, subtitle: String = "", sections: [any ReportSection], language: String = "en") {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
        self.language = language
    }

    /// The page as text.
    public func html() -> String {
        let parts = sections.enumerated().map { index, section in
            (id: "section-\(index + 1)", title: section.title, section: section)
        }
        let head = Markup.element(
            "head", [:],
            [
                .element("meta", ["charset": "utf-8"]),
                .element(
                    "meta",
                    ["http-equiv": "Content-Security-Policy", "content": PageStyle.contentSecurityPolicy]),
                .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .element("meta", ["name": "color-scheme", "content": "light dark"]),
                .element("title", [:], [.text(title)]),
                .element("style", [:], [.stylesheet(PageStyle.sheet)]),
            ])
        let navigation = Markup.element(
            "nav", ["aria-label": "Sections"],
            [
                .element(
                    "ol", [:],
                    parts.map {
                        .element("li", [:], [.element("a", ["href": "#\($0.id)"], [.text($0.title)])])
                    })
            ])
        let header = Markup.element(
            "header", [:],
            [.element("h1", [:], [.text(title)])]
                + (subtitle.isEmpty ? [] : [.element("p", ["class": "subtitle"], [.text(subtitle)])])
                + (parts.count > 1 ? [navigation] : []))
        let main = Markup.element(
            "main", ["id": "main"],
            parts.map { part in
                .element(
                    "section", ["id": part.id, "aria-labelledby": "\(part.id)-title"],
                    [.element("h2", ["id": "\(part.id)-title"], [.text(part.title)])]
                        + part.section.body(id: part.id))
            })
        let body = Markup.element(
            "body", [:], [.element("a", ["class": "skip", "href": "#main"], ["Skip to the results"]), header, main])
        let page = Markup.element(
            "html", ["xmlns": "http://www.w3.org/1999/xhtml", "lang": language], [head, body])
        return "<!DOCTYPE html>\n" + page.rendered + "\n"
    }

    /// Writes the page, replacing a file of that name in one step.
    ///
    /// - Throws: `ReportError.cannotWrite`; the folder must exist.
    public func write(to path: String) throws(ReportError) {
        do {
            try Data(html().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .cannotWrite(path: path, reason: error.localizedDescription)
        }
    }
}

/// What can go wrong when a report is written.
public enum ReportError: Error, Equatable, CustomStringConvertible {
    case cannotWrite(path: String, reason: String)

    public var description: String {
        switch self {
        case .cannotWrite(let path, let reason):
            "cannot write the report \(path): \(reason); check that the folder exists and is writable"
        }
    }
}
