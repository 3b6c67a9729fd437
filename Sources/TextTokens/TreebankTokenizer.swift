/// Cuts transcripts into word tokens by the Penn Treebank's rules, as NLTK's `word_tokenize` does.
///
/// ```swift
/// TreebankTokenizer().tokenize("I can't. You're gonna go!")
/// // ["i", "ca", "n't", ".", "you", "'re", "gon", "na", "go", "!"]
/// ```
///
/// With all three options off, the tokens of a text are those of NLTK's `NLTKWordTokenizer`, which takes its text for
/// one sentence: only a period at the very end becomes a token. The same rules with the same options hold for training
/// and for use, so a model file stores them.
///
/// - Source: NLTK 3.10 `nltk.tokenize.destructive` (Apache-2.0), after Robert MacIntyre's sed script. One deviation:
///   "ignoring case" means ASCII here, where Python also takes ſ for s and ı for i.
public struct TreebankTokenizer: Sendable, Hashable, Codable {
    /// Whether tokens are in lower case.
    public var lowercases: Bool
    /// Whether a period between two sentences ends the first one; see `SentenceSplitter`.
    public var splitsSentences: Bool
    /// Whether ’ between letters counts as ', so that "don’t" is cut like "don't" and not into three tokens.
    public var straightensApostrophes: Bool

    public init(lowercases: Bool = true, splitsSentences: Bool = true, straightensApostrophes: Bool = true) {
        self.lowercases = lowercases
        self.splitsSentences = splitsSentences
        self.straightensApostrophes = straightensApostrophes
    }

    /// The tokens of a text, in order.
    ///
    /// A text without any visible character has none.
    public func tokenize(_ text: String) -> [String] {
        var scalars = Array(text.unicodeScalars)
        if straightensApostrophes { straighten(&scalars) }
        let sentences = splitsSentences ? SentenceSplitter.split(scalars) : [scalars[...]]
        var tokens: [String] = []
        for sentence in sentences {
            var text = TreebankText(sentence)
            text.markQuotesThatOpen()
            text.separatePunctuation()
            text.markQuotesThatClose()
            text.splitContractions()
            tokens += text.words()
        }
        return lowercases ? tokens.map { $0.lowercased() } : tokens
    }

    private func straighten(_ scalars: inout [Unicode.Scalar]) {
        for index in scalars.indices where scalars[index] == "\u{2019}" && index > 0 && index + 1 < scalars.count {
            if scalars[index - 1].properties.isAlphabetic, scalars[index + 1].properties.isAlphabetic {
                scalars[index] = "'"
            }
        }
    }
}
