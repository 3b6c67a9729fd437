/// A word of a reference beside what was heard for it.
public struct WordPair: Sendable, Equatable {
    /// The reference's word; nil where a word was inserted.
    public var reference: String?
    /// The word that was heard; nil where one was left out.
    public var heard: String?

    public init(reference: String?, heard: String?) {
        self.reference = reference
        self.heard = heard
    }

    /// Words in a line: what was said struck out, what was heard in its place underlined, each with a title that says
    /// which error it is, so that colour is never needed.
    package static func markup(_ words: [WordPair]) -> Markup {
        var content: [Markup] = []
        for word in words {
            if !content.isEmpty { content.append(" ") }
            switch (word.reference, word.heard) {
            case (let reference?, let heard?) where sameWord(reference, heard): content.append(.text(reference))
            case (let reference?, let heard?):
                let title = "substituted: \(reference) was heard as \(heard)"
                content.append(
                    .element("span", ["class": "pair"], [said(reference, title), " ", took(heard, title)]))
            case (let reference?, nil): content.append(said(reference, "deleted: \(reference) was not heard"))
            case (nil, let heard?): content.append(took(heard, "inserted: \(heard) was not said"))
            case (nil, nil): break
            }
        }
        return .element("span", ["class": "words", "dir": "auto"], content)
    }

    private static func said(_ word: String, _ title: String) -> Markup {
        .element("del", ["class": "e", "title": title], [.text(word)])
    }

    private static func took(_ word: String, _ title: String) -> Markup {
        .element("ins", ["class": "e", "title": title], [.text(word)])
    }

    /// By their bytes: two spellings of é are two words to a recogniser's scorer.
    private static func sameWord(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}
