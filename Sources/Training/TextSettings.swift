public import TextTokens

/// How transcripts become tokens; stored with the model.
public struct TextSettings: Codable, Equatable, Sendable {
    /// How a transcript is cut into words.
    public var tokenizer = TreebankTokenizer()
    /// Words rarer than this in the training transcripts are read as `_UNK_`.
    public var minimumCount: Int = 1

    /// The paper's: Treebank words in lower case, every word of the training transcripts.
    public init() {}
}
