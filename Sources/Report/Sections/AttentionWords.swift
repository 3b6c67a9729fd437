/// Where an MDREA model looked: the words of some utterances, shaded by their share of its attention.
public struct AttentionWords: ReportSection {
    /// One reading of one transcript.
    public struct Reading: Sendable {
        /// Which transcript was read, and what came out: `gold: angry (0.81)`.
        public var name: String
        /// In their order, the weights as shares of 1.
        public var words: [(word: String, weight: Double)]

        public init(name: String, words: [(word: String, weight: Double)]) {
            self.name = name
            self.words = words
        }
    }

    /// One utterance with its readings.
    public struct Example: Sendable {
        public var id: String
        public var truth: String
        public var readings: [Reading]

        public init(id: String, truth: String, readings: [Reading]) {
            self.id = id
            self.truth = truth
            self.readings = readings
        }
    }

    /// A word with how much attention it got over the corpus.
    public struct Word: Sendable {
        public var word: String
        public var count: Int
        /// Its mean share, and that share times the words of its utterance: 1 is no more than any other word.
        public var meanWeight: Double
        public var lift: Double?

        public init(word: String, count: Int, meanWeight: Double, lift: Double? = nil) {
            self.word = word
            self.count = count
            self.meanWeight = meanWeight
            self.lift = lift
        }
    }

    public var title: String
    public var examples: [Example]
    public var words: [Word]
    public var notes: [String]

    public init(
        title: String = "Where MDREA looks", examples: [Example], words: [Word] = [], notes: [String] = []
    ) {
        self.title = title
        self.examples = examples
        self.words = words
        self.notes = notes
    }

    public func body(id: String) -> [Markup] {
        var parts = [
            PageParts.note(
                "The number below a word is its share of the attention in percent; the shading shows the same.")
        ]
        parts += notes.map(PageParts.note)
        parts += examples.map { example in
            var content: [Markup] = [
                .element(
                    "h3", [:], [.element("bdi", [:], [.text(example.id)]), .text(", truly \(example.truth)")])
            ]
            for reading in example.readings {
                content.append(.element("p", [:], [.text(reading.name)]))
                content.append(.element("ol", ["class": "weights"], reading.words.map(Self.item)))
            }
            return .element("article", ["class": "case"], content)
        }
        if !words.isEmpty {
            let hasLift = words.contains { $0.lift != nil }
            parts.append(
                PageParts.table(
                    caption: "Words by attention",
                    columns: [.init("Word")] + [.init("Times", isNumber: true), .init("Mean %", isNumber: true)]
                        + (hasLift ? [.init("Against an even share", isNumber: true)] : []),
                    rows: words.map { word in
                        [word.word, Numbers.count(word.count), Numbers.percent(word.meanWeight)]
                            + (hasLift ? [Numbers.fixed(word.lift, 2) + " ×"] : [])
                    }))
        }
        return parts
    }

    private static func item(_ word: String, _ weight: Double) -> Markup {
        let step = weight.isFinite ? Int((min(max(weight, 0), 1) * 10).rounded()) : 0
        let percent = Numbers.percent(weight, 0)
        return .element(
            "li", ["class": "a\(step)", "title": "\(word): \(Numbers.percent(weight)) % of the attention"],
            [.element("bdi", [:], [.text(word)]), .element("small", [:], [.text(percent)])])
    }
}
