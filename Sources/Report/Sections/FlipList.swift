/// Utterances whose label changes with the transcript, the greatest swings of probability first.
public struct FlipList: ReportSection {
    /// A label with its mean probability over runs.
    public struct Answer: Sendable {
        public var label: String
        public var probability: Double?
        /// Every label's probability, in one order for all answers; may be empty.
        public var probabilities: [(label: String, probability: Double)]

        public init(
            label: String, probability: Double?, probabilities: [(label: String, probability: Double)] = []
        ) {
            self.label = label
            self.probability = probability
            self.probabilities = probabilities
        }

        package var text: String { probability.map { "\(label) (\(Numbers.fixed($0, 2)))" } ?? label }
    }

    /// One utterance whose label changed.
    public struct Flip: Sendable {
        public var id: String
        /// Such as `MDRE`.
        public var model: String
        /// The label people gave.
        public var truth: String
        public var before: Answer
        public var after: Answer
        /// How far the probability of the label moved.
        public var swing: Double
        /// The transcripts as they are; nil where they are not known.
        public var reference: String?
        public var heard: String?
        public var words: [WordPair]
        public var audio: AudioSource?

        public init(
            id: String, model: String, truth: String, before: Answer, after: Answer, swing: Double, reference: String?,
            heard: String?, words: [WordPair], audio: AudioSource? = nil
        ) {
            self.id = id
            self.model = model
            self.truth = truth
            self.before = before
            self.after = after
            self.swing = swing
            self.reference = reference
            self.heard = heard
            self.words = words
            self.audio = audio
        }
    }

    /// How many flips a model has in all, by what became of the label.
    public struct Count: Sendable {
        public var model: String
        public var utterances: Int
        /// Right before, wrong after.
        public var lost: Int
        /// Wrong before, right after.
        public var won: Int
        /// Wrong both times, with different labels.
        public var moved: Int

        public init(model: String, utterances: Int, lost: Int, won: Int, moved: Int) {
            self.model = model
            self.utterances = utterances
            self.lost = lost
            self.won = won
            self.moved = moved
        }
    }

    public var title: String
    /// What the two transcripts are called: `gold`, `asr:sphinx`.
    public var beforeName: String
    public var afterName: String
    public var counts: [Count]
    /// In the order they are shown in; more than `limit` are left out.
    public var flips: [Flip]
    /// How many there are in all, shown or not.
    public var total: Int
    public var limit: Int
    /// Where all of them are.
    public var file: String
    public var notes: [String]

    public init(
        title: String = "Labels that change with the transcript", beforeName: String, afterName: String,
        counts: [Count], flips: [Flip], total: Int? = nil, limit: Int = 40, file: String = "flips.csv",
        notes: [String] = []
    ) {
        self.title = title
        self.beforeName = beforeName
        self.afterName = afterName
        self.counts = counts
        self.flips = flips
        self.total = total ?? flips.count
        self.limit = limit
        self.file = file
        self.notes = notes
    }

    public func body(id: String) -> [Markup] {
        let table = PageParts.table(
            caption: "Labels that change from \(beforeName) to \(afterName)",
            columns: [.init("Model")]
                + ["Utterances", "Changed", "Right to wrong", "Wrong to right", "Wrong to wrong"].map {
                    .init($0, isNumber: true)
                },
            rows: counts.map { count in
                let changed = count.lost + count.won + count.moved
                return [count.model]
                    + [count.utterances, changed, count.lost, count.won, count.moved].map(Numbers.count)
            })
        let shown = flips.prefix(limit)
        var parts = [table] + notes.map(PageParts.note)
        if flips.isEmpty { return parts + [PageParts.note("No label changes.")] }
        parts.append(
            PageParts.note(
                "Words that were said and not heard are struck out, words that were heard in their place or besides are "
                    + "underlined."))
        parts.append(
            .element(
                "ol", ["class": "cases"], shown.enumerated().map { .element("li", [:], [card($1, place: $0 + 1)]) }))
        if total > shown.count {
            let more = total - shown.count
            parts.append(PageParts.note("\(Numbers.count(more)) more \(more == 1 ? "is" : "are") in \(file)."))
        }
        return parts
    }

    private func card(_ flip: Flip, place: Int) -> Markup {
        var content: [Markup] = [
            .element(
                "h3", [:],
                [.text("\(place). "), .element("bdi", [:], [.text(flip.id)]), .text(", \(flip.model)")])
        ]
        if let audio = flip.audio, audio.isPlayable { content.append(audio.player(name: "Recording of \(flip.id)")) }
        var facts: [(name: String, value: [Markup])] = [
            ("true label", [.text(flip.truth)]),
            ("from \(beforeName)", [.text(flip.before.text)]),
            ("from \(afterName)", [.text(flip.after.text)]),
            ("swing", [.text(Numbers.fixed(flip.swing, 2))]),
        ]
        if !flip.words.isEmpty { facts.append(("words", [WordPair.markup(flip.words)])) }
        content.append(PageParts.facts(facts))
        var more: [Markup] = []
        let transcripts: [(String, [Markup])] = [(beforeName, flip.reference), (afterName, flip.heard)].compactMap {
            name, text in text.map { (name, [Self.transcript($0)]) }
        }
        if !transcripts.isEmpty { more.append(PageParts.facts(transcripts)) }
        if !flip.before.probabilities.isEmpty { more.append(probabilities(flip)) }
        if !more.isEmpty { content.append(PageParts.folded("Transcripts and probabilities", more)) }
        return .element("article", ["class": "case"], content)
    }

    private static func transcript(_ text: String) -> Markup {
        text.isEmpty ? "(no word)" : .element("span", ["dir": "auto"], [.text(text)])
    }

    private func probabilities(_ flip: Flip) -> Markup {
        PageParts.table(
            caption: "Probabilities, mean over runs",
            columns: [.init("Label"), .init(beforeName, isNumber: true), .init(afterName, isNumber: true)],
            rows: flip.before.probabilities.enumerated().map { place, before in
                let after = place < flip.after.probabilities.count ? flip.after.probabilities[place].probability : nil
                return [before.label, Numbers.fixed(before.probability, 3), Numbers.fixed(after, 3)]
            })
    }
}
