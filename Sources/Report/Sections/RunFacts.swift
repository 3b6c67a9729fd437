/// Names and values that a reader needs to repeat the work: settings, versions, seeds, data hashes.
public struct RunFacts: ReportSection {
    /// A name and its value, written in a fixed-width face.
    public struct Fact: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Facts under a small heading.
    public struct Group: Sendable {
        public var title: String
        public var facts: [Fact]

        public init(title: String, facts: [Fact]) {
            self.title = title
            self.facts = facts
        }
    }

    public var title: String
    public var groups: [Group]

    public init(title: String = "How this was made", groups: [Group]) {
        self.title = title
        self.groups = groups
    }

    public func body(id: String) -> [Markup] {
        groups.flatMap { group -> [Markup] in
            let entries = group.facts.flatMap { fact -> [Markup] in
                [
                    .element("dt", [:], [.text(fact.name)]),
                    .element("dd", [:], [.element("code", [:], [.text(fact.value)])]),
                ]
            }
            return [.element("h3", [:], [.text(group.title)]), .element("dl", ["class": "facts"], entries)]
        }
    }
}
