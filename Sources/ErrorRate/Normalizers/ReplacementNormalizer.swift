/// Words that are to be taken for others: one row of a user's list.
public struct Replacement: Sendable, Hashable {
    /// One word or several.
    public let from: String
    /// What is to stand for them: a word, several, or none.
    public let to: String
    /// The row of the user's file that this is from, for messages.
    public let row: Int

    public init(from: String, to: String, row: Int) {
        self.from = from
        self.to = to
        self.row = row
    }
}

/// Why a row of a user's list cannot be used.
public enum ReplacementIssue: Sendable, Hashable, CustomStringConvertible {
    /// Nothing is left of what is to be replaced once the normaliser before has been at it.
    case nothingToReplace(from: String, row: Int, normalizer: String)
    /// Several rows replace the same words, as they are after the normaliser before.
    case duplicate(words: String, rows: [Int])

    public var description: String {
        switch self {
        case .nothingToReplace(let from, let row, let normalizer):
            "row \(row): \"\(from)\" has no word left after the normalizer \(normalizer); name a word or drop the row"
        case .duplicate(let words, let rows):
            "rows \(rows.map(String.init).joined(separator: ", ")) all replace \"\(words)\"; keep one"
        }
    }
}

extension Normalizer {
    /// A normaliser that goes on from another with a user's list of replacements.
    ///
    /// ```swift
    /// let list = [Replacement(from: "gonna", to: "going to", row: 2), Replacement(from: "uh", to: "", row: 3)]
    /// let normalizer = try Normalizer.basic.replacing(list, label: "words.csv")
    /// normalizer.apply("Uh, I'm GONNA go.")      // "i m going to go"
    /// normalizer.name                            // "basic+words.csv@8e8a84878938ba7a"
    /// ```
    ///
    /// Both sides of each row are put through this normaliser first, so they may be written in any case and with
    /// punctuation where it drops those; after `none` they are taken as they are. Only whole words are replaced, which stand
    /// between white space of any kind. The text is gone through once from left to right; where several rows fit, the one
    /// with the most words is taken, and what was put in is not looked at again, so the order of rows does not matter. An
    /// empty `to` deletes. The result has single spaces between words and none at its ends.
    /// - Parameters:
    ///   - replacements: the rows; the order does not matter.
    ///   - label: what the list is called in the normaliser's name, such as the name of its file.
    /// - Returns: a normaliser named `<this one>+<label>@<hash>`, whose 16 hexadecimal digits are the same for lists that do
    ///   the same, so that figures can be stored with it.
    /// - Throws: `ErrorRateError.replacements` with every row that cannot be used.
    public func replacing(_ replacements: [Replacement], label: String) throws(ErrorRateError) -> Normalizer {
        let list = try ReplacementList(replacements, after: self)
        let step = Step("replace words by \(label)") { scalars in list.apply(to: &scalars) }
        return Normalizer(name: "\(name)+\(label)@\(list.hash)", steps: steps + [step])
    }
}

/// Replacements by the words that they replace.
private struct ReplacementList: Sendable {
    /// Words with single spaces between them.
    private typealias Words = ArraySlice<Unicode.Scalar>

    private var replacements: [Words: Words] = [:]
    /// For the first word of what is replaced, the most words that begin so.
    private var longest: [Words: Int] = [:]

    init(_ replacements: [Replacement], after normalizer: Normalizer) throws(ErrorRateError) {
        var issues: [ReplacementIssue] = []
        var rows: [Words: [Int]] = [:]
        for replacement in replacements {
            let (from, words) = Self.spaced(Array(normalizer.apply(replacement.from).unicodeScalars))
            guard let first = words.first else {
                issues.append(
                    .nothingToReplace(from: replacement.from, row: replacement.row, normalizer: normalizer.name))
                continue
            }
            rows[from[...], default: []].append(replacement.row)
            let (to, _) = Self.spaced(Array(normalizer.apply(replacement.to).unicodeScalars))
            self.replacements[from[...]] = to[...]
            longest[from[first], default: 0] = max(longest[from[first]] ?? 0, words.count)
        }
        let doubled = rows.filter { $0.value.count > 1 }.sorted { $0.value.lexicographicallyPrecedes($1.value) }
        issues += doubled.map { .duplicate(words: Self.text($0.key), rows: $0.value) }
        guard issues.isEmpty else { throw .replacements(issues) }
    }

    /// 64-bit FNV-1a over the sorted rows.
    var hash: String {
        let rows = replacements.map { "\(Self.text($0.key))\t\(Self.text($0.value))\n" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for row in rows.map(Bytes.init).sorted() {
            for byte in row.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    func apply(to scalars: inout [Unicode.Scalar]) {
        let (text, words) = Self.spaced(scalars)
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < words.count {
            var count = min(longest[text[words[index]]] ?? 0, words.count - index)
            var replacement: Words?
            while count > 0 {
                replacement = replacements[text[words[index].lowerBound..<words[index + count - 1].upperBound]]
                if replacement != nil { break }
                count -= 1
            }
            let written = replacement ?? text[words[index]]
            if !written.isEmpty {
                if !result.isEmpty { result.append(" ") }
                result += written
            }
            index += max(1, count)
        }
        scalars = result
    }

    /// The text with one space between words, and where they are.
    private static func spaced(_ text: [Unicode.Scalar]) -> (text: [Unicode.Scalar], words: [Range<Int>]) {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var words: [Range<Int>] = []
        for word in text.words() {
            if !result.isEmpty { result.append(" ") }
            words.append(result.count..<(result.count + word.count))
            result += text[word]
        }
        return (result, words)
    }

    private static func text(_ words: Words) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: words)
        return String(text)
    }
}
