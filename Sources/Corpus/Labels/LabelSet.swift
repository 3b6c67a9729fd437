/// The classes of a corpus, in order, and the other names that stand for them.
///
/// ```swift
/// LabelSet.fourEmotions.index(of: "excited")      // 1, happy
/// try LabelSet(parsing: "calm,tense=nervous+stressed")
/// ```
///
/// A label that is not in the set has no index: such utterances are left out of training, and the caller says how many.
public struct LabelSet: Sendable {
    /// The labels; a label's place is its class index.
    public let labels: [String]
    /// Other names, each with the label it is merged into, in the order given.
    public let aliases: [(name: String, label: String)]

    private let indices: [ByteKey: Int]
    private let foldedIndices: [ByteKey: Int]

    /// A set of labels.
    ///
    /// - Parameters:
    ///   - labels: at least one, no two of the same bytes, none empty.
    ///   - aliases: other names for them; a name may not stand for two labels.
    /// - Throws: `CorpusError.invalidLabelSet`.
    public init(labels: [String], aliases: [(name: String, label: String)] = []) throws(CorpusError) {
        var indices: [ByteKey: Int] = [:]
        guard !labels.isEmpty else { throw .invalidLabelSet(reason: "it has no labels") }
        for (index, label) in labels.enumerated() {
            guard !label.isEmpty else { throw .invalidLabelSet(reason: "label \(index + 1) is empty") }
            guard indices.updateValue(index, forKey: ByteKey(label)) == nil else {
                throw .invalidLabelSet(reason: "\"\(label)\" is there twice")
            }
        }
        for alias in aliases {
            guard let index = labels.firstIndex(where: { ByteKey($0) == ByteKey(alias.label) }) else {
                throw .invalidLabelSet(reason: "\"\(alias.name)\" stands for \"\(alias.label)\", which is no label")
            }
            guard indices.updateValue(index, forKey: ByteKey(alias.name)) == nil else {
                throw .invalidLabelSet(reason: "\"\(alias.name)\" is there twice")
            }
        }
        self.init(labels: labels, aliases: aliases, indices: indices)
    }

    /// A set from a comma list, `angry,happy=excited+joy,sad`: names after `=` are merged into the label before it.
    ///
    /// - Throws: `CorpusError.invalidLabelSet`.
    public init(parsing text: String) throws(CorpusError) {
        var labels: [String] = []
        var aliases: [(name: String, label: String)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let label = Self.trimmed(sides[0])
            labels.append(label)
            guard sides.count == 2 else { continue }
            for name in sides[1].split(separator: "+") { aliases.append((Self.trimmed(name), label)) }
        }
        try self.init(labels: labels, aliases: aliases)
    }

    private init(labels: [String], aliases: [(name: String, label: String)], indices: [ByteKey: Int]) {
        self.labels = labels
        self.aliases = aliases
        self.indices = indices
        // The first of two names that differ only by case keeps the folded name: in the order labels, then aliases.
        var folded: [ByteKey: Int] = [:]
        for name in labels + aliases.map(\.name) {
            let key = Self.folded(name)
            if folded[key] == nil { folded[key] = indices[ByteKey(name)] }
        }
        foldedIndices = folded
    }

    public var count: Int { labels.count }

    /// The class of a label: an exact match first, else one that differs only by white space around it, else by case too.
    ///
    /// - Returns: nil for a label that is not in the set, and for none at all.
    public func index(of label: String?) -> Int? {
        guard let label else { return nil }
        return indices[ByteKey(label)] ?? indices[ByteKey(Self.trimmed(label[...]))]
            ?? foldedIndices[Self.folded(label)]
    }

    /// The labels that occur in `utterances`, sorted by their bytes, so that row order does not change class indices.
    ///
    /// Spellings that differ only by case or by white space around them are one label. Its name is the spelling of most
    /// rows, without that white space; among equals the first by its bytes.
    ///
    /// - Throws: `CorpusError.invalidLabelSet` if there is none.
    public static func discovered(from utterances: [Utterance]) throws(CorpusError) -> LabelSet {
        var counts: [ByteKey: Int] = [:]
        for label in utterances.compactMap(\.emotion) { counts[ByteKey(label), default: 0] += 1 }
        return try discovered(from: counts)
    }

    /// The labels of a corpus from how often each was written; see `discovered(from:)`.
    ///
    /// - Throws: `CorpusError.invalidLabelSet` if there is none.
    package static func discovered(from counts: [ByteKey: Int]) throws(CorpusError) -> LabelSet {
        var spellings: [ByteKey: [ByteKey: Int]] = [:]
        for (label, count) in counts {
            let spelling = trimmed(label.string[...])
            guard !spelling.isEmpty else { continue }
            spellings[folded(spelling), default: [:]][ByteKey(spelling), default: 0] += count
        }
        let names = spellings.values.compactMap { counts in
            counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
        }
        return try LabelSet(labels: names.sorted().map(\.string))
    }

    /// Angry 0, happy 1, sad 2, neutral 3: the paper's classes, with excited merged into happy and the codes and nouns
    /// that corpora use for the same four.
    public static let fourEmotions: LabelSet = {
        let labels = ["angry", "happy", "sad", "neutral"]
        let names = [
            ["ang", "anger"], ["hap", "happiness", "joy", "exc", "excited", "excitement"], ["sadness"], ["neu"],
        ]
        let aliases = zip(labels, names).flatMap { label, names in names.map { (name: $0, label: label) } }
        var indices: [ByteKey: Int] = [:]
        for (index, label) in labels.enumerated() {
            for name in [label] + names[index] { indices[ByteKey(name)] = index }
        }
        return LabelSet(labels: labels, aliases: aliases, indices: indices)
    }()

    /// What two spellings of one label have in common: neither case nor white space around it.
    static func folded(_ label: String) -> ByteKey { ByteKey(trimmed(label[...]).lowercased()) }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
