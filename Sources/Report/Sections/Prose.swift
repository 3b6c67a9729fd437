/// Paragraphs of plain text, for what a report has to say in words.
public struct Prose: ReportSection {
    public var title: String
    public var paragraphs: [String]

    public init(title: String, paragraphs: [String]) {
        self.title = title
        self.paragraphs = paragraphs
    }

    public func body(id: String) -> [Markup] {
        paragraphs.map { .element("p", [:], [.text($0)]) }
    }
}
