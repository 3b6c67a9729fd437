/// A piece of HTML or SVG, escaped by construction.
///
/// Every string that enters as text or as an attribute is escaped when the tree is written, so a label, an id or a
/// transcript can hold anything. A tree of values was taken instead of string templates for that reason: a template
/// escapes by its engine's idea of a character, and an engine that compares whole grapheme clusters lets a quotation mark
/// through when a combining accent follows it.
///
/// ```swift
/// let cell = Markup.element("td", ["class": "number"], ["43.5"])
/// ```
public indirect enum Markup: Sendable, Equatable {
    /// Character data.
    case text(String)
    /// An element with its attributes in order and its children.
    case node(name: String, attributes: [Attribute], children: [Markup])
    /// The content of a `style` element, written as it is: only this module's own constants go in here.
    case stylesheet(Stylesheet)

    /// One attribute of an element.
    public struct Attribute: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    /// CSS that is known to be safe to write unescaped; callers outside the package cannot make one.
    public struct Stylesheet: Sendable, Equatable {
        package let css: String

        package init(_ css: String) { self.css = css }
    }

    /// An element.
    ///
    /// - Parameters:
    ///   - name: tag name, a literal of the caller's program and never data.
    ///   - attributes: names are literals as well; values may be data.
    ///   - children: written in order.
    /// - Returns: the element.
    public static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: [Markup] = []
    ) -> Markup {
        .node(
            name: name.description,
            attributes: attributes.map { Attribute(name: $0.key.description, value: $0.value) },
            children: children)
    }
}

extension Markup: ExpressibleByStringInterpolation {
    /// Character data, escaped like any other text.
    public init(stringLiteral value: String) { self = .text(value) }
}

extension Markup {
    /// The piece as text that is well-formed XML and, with the elements used here, valid HTML.
    ///
    /// An element that holds elements only has each of them on a line of its own, which keeps reports readable for
    /// version control; an element that holds text is written without added white space.
    public var rendered: String {
        var output = ""
        write(to: &output)
        return output
    }

    private func write(to output: inout String) {
        switch self {
        case .text(let text): Escaping.append(text, to: &output)
        case .stylesheet(let sheet): output += sheet.css
        case .node(let name, let attributes, let children):
            output += "<" + name
            for attribute in attributes {
                output += " " + attribute.name + "=\""
                Escaping.append(attribute.value, to: &output)
                output += "\""
            }
            guard !children.isEmpty || !Self.voidElements.contains(name) else {
                output += "/>"
                return
            }
            output += ">"
            let onLines = !children.isEmpty && children.allSatisfy(\.isNode)
            for child in children {
                if onLines { output += "\n" }
                child.write(to: &output)
            }
            output += (onLines ? "\n" : "") + "</" + name + ">"
        }
    }

    private var isNode: Bool {
        if case .node = self { return true }
        return false
    }

    /// Elements without an end tag in HTML; all others get one even when empty, since HTML reads `<p/>` as `<p>`.
    private static let voidElements: Set<String> = ["br", "col", "hr", "img", "input", "link", "meta"]
}
