/// The words that a text model knows, each with its number.
///
/// ```swift
/// let vocabulary = Vocabulary(transcriptTokens: [["i", "know"], ["i", "see"]])
/// vocabulary.encode(["i", "hear"])       // [2, 1]
/// vocabulary.encode([])                  // [1]: an empty transcript is one unknown word
/// ```
///
/// Number 0 is `_PAD_`, 1 is `_UNK_`; the others follow by falling count, and by their bytes where counts are equal, so
/// that neither the order of the transcripts nor the machine changes a number. Words are equal only where their bytes
/// are. Codable as the list of its words.
public struct Vocabulary: Sendable {
    public static let padding = "_PAD_"
    public static let unknown = "_UNK_"
    public static let unknownIndex: Int32 = 1

    /// All words; a word's place is its number.
    public let words: [String]

    private let numbers: [TokenKey: Int32]

    /// The words of training transcripts.
    ///
    /// - Parameters:
    ///   - transcriptTokens: the tokens of each transcript.
    ///   - minimumCount: how often a word must occur to be known.
    public init(transcriptTokens: [[String]], minimumCount: Int = 1) {
        var counts: [TokenKey: Int] = [:]
        for token in transcriptTokens.joined() { counts[TokenKey(token), default: 0] += 1 }
        counts[TokenKey(Self.padding)] = nil
        counts[TokenKey(Self.unknown)] = nil
        let known = counts.filter { $0.value >= minimumCount }.sorted { left, right in
            left.value != right.value ? left.value > right.value : left.key < right.key
        }
        self.init(checked: [Self.padding, Self.unknown] + known.map(\.key.string))
    }

    /// The words of a model file.
    ///
    /// - Throws: `TextTokensError.invalidVocabulary` where `_PAD_` and `_UNK_` do not come first or a word is there twice.
    public init(words: [String]) throws(TextTokensError) {
        guard words.prefix(2).elementsEqual([Self.padding, Self.unknown]) else {
            throw .invalidVocabulary(reason: "it does not begin with \(Self.padding) and \(Self.unknown)")
        }
        var seen: Set<TokenKey> = []
        for word in words where !seen.insert(TokenKey(word)).inserted {
            throw .invalidVocabulary(reason: "\"\(word)\" is there twice")
        }
        self.init(checked: words)
    }

    private init(checked words: [String]) {
        self.words = words
        var numbers: [TokenKey: Int32] = [:]
        numbers.reserveCapacity(words.count)
        for (index, word) in words.enumerated().dropFirst() { numbers[TokenKey(word)] = Int32(index) }
        self.numbers = numbers
    }

    /// How many words there are, `_PAD_` and `_UNK_` included.
    public var count: Int { words.count }

    /// A word's number, that of `_UNK_` where it is not known.
    public func number(of word: String) -> Int32 { numbers[TokenKey(word)] ?? Self.unknownIndex }

    /// The numbers of a transcript's tokens.
    ///
    /// - Parameters:
    ///   - tokens: in order.
    ///   - maximum: what comes later is cut off.
    /// - Returns: at least one number: an empty transcript is the one token `_UNK_`.
    public func encode(_ tokens: [String], maximum: Int = 128) -> [Int32] {
        tokens.isEmpty ? [Self.unknownIndex] : tokens.prefix(maximum).map(number(of:))
    }
}

extension Vocabulary: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(words: [String](from: decoder))
    }

    public func encode(to encoder: any Encoder) throws { try words.encode(to: encoder) }
}

extension Vocabulary: Equatable {
    public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
        left.words.map(TokenKey.init) == right.words.map(TokenKey.init)
    }
}

/// A token that is equal to another only where the bytes are.
struct TokenKey: Hashable, Comparable {
    let string: String

    init(_ string: String) { self.string = string }

    static func == (left: TokenKey, right: TokenKey) -> Bool { left.string.utf8.elementsEqual(right.string.utf8) }

    static func < (left: TokenKey, right: TokenKey) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in string.utf8 { hasher.combine(byte) }
        hasher.combine(0xff as UInt8)
    }
}
