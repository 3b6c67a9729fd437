/// One part of a report, with a heading of its own.
public protocol ReportSection: Sendable {
    /// The heading.
    var title: String { get }

    /// The drawings of the section, each of which can also be a file of its own.
    var figures: [NamedFigure] { get }

    /// What stands below the heading.
    ///
    /// - Parameter id: unique in the page; every element id inside must begin with it.
    /// - Returns: block elements, in order.
    func body(id: String) -> [Markup]
}

extension ReportSection {
    /// None.
    public var figures: [NamedFigure] { [] }
}

/// A drawing with its place in the report and its name as a file.
public struct NamedFigure: Sendable {
    /// What it is called as a file, before it is made fit for one: `confusion mdre gold`.
    public let name: String
    /// The heading above it; nil for none.
    public let heading: String?
    public let figure: SVGFigure
    /// Its numbers as a table.
    package let numbers: Markup?

    package init(name: String, heading: String?, figure: SVGFigure, numbers: Markup? = nil) {
        self.name = name
        self.heading = heading
        self.figure = figure
        self.numbers = numbers
    }
}
