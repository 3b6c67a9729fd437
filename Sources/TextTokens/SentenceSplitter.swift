/// Finds the periods that end a sentence inside a transcript; questions and exclamations need none of this, since `?`
/// and `!` are tokens wherever they stand.
///
/// A sentence ends at a period, and the quotes and brackets that close behind it, when white space and then a capital
/// letter or an opening quote with one follow. Not after a known abbreviation (Mr., Dr., e.g.), nor after an initial
/// (J. Smith; "I" is none), nor after a word with a period in it (U.S.). NLTK has a trained model for this; these rules
/// need no data and are meant for short utterances.
enum SentenceSplitter {
    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "st", "prof", "jr", "sr", "capt", "gen", "col", "lt", "sgt", "rev", "hon", "vs", "etc",
        "mt", "ft", "approx", "dept", "est", "inc", "ltd", "co", "corp",
    ]

    /// The sentences of a text with the white space around them; together they are the text.
    static func split(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        var sentences: [ArraySlice<Unicode.Scalar>] = []
        var start = 0
        for period in text.indices where text[period] == "." {
            var end = period + 1
            while end < text.count, "])}>\"'»”’".unicodeScalars.contains(text[end]) { end += 1 }
            var next = end
            while next < text.count, text[next].isSpace { next += 1 }
            guard next > end, next < text.count, startsSentence(text, next), !isAbbreviated(text[start..<period])
            else { continue }
            sentences.append(text[start..<end])
            start = end
        }
        if start < text.count { sentences.append(text[start...]) }
        return sentences
    }

    private static func startsSentence(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        let isOpening = "\"'“‘«([".unicodeScalars.contains(text[index])
        let first = isOpening && index + 1 < text.count ? text[index + 1] : text[index]
        return first.properties.isUppercase
    }

    private static func isAbbreviated(_ before: ArraySlice<Unicode.Scalar>) -> Bool {
        let word = before.suffix(while: { !$0.isSpace && !"(\"'“‘[".unicodeScalars.contains($0) })
        if word.count == 1, let letter = word.first { return letter.properties.isAlphabetic && letter != "I" }
        if word.dropLast().contains(".") { return word.last != "." }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: word)
        return abbreviations.contains(String(text).lowercased())
    }
}

extension ArraySlice {
    fileprivate func suffix(while isIncluded: (Element) -> Bool) -> ArraySlice {
        var start = endIndex
        while start > startIndex, isIncluded(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}
