import TranscriptCache

/// Cuts a text between words that are known by themselves.
enum SpokenText {
    /// The parts of `text` that hold each group of words, with its punctuation and spaces as they are.
    ///
    /// Where the text is not just these words in this order (a service that writes `2` for the word `two`), each part is
    /// its words with spaces between them.
    ///
    /// - Parameters:
    ///   - text: what was said in all groups together.
    ///   - groups: words one after the other; none is empty.
    /// - Returns: as many parts as groups.
    static func split(_ text: String, _ groups: [[TranscriptWord]]) -> [String] {
        let joined = { groups.map { $0.map(\.word).joined(separator: " ") } }
        var begins: [String.Index] = []
        var position = text.startIndex
        for group in groups {
            var isFirst = true
            for word in group {
                let letters = bare(word.word)
                guard !letters.isEmpty else { continue }
                while position < text.endIndex, !isSpoken(text[position]) { position = text.index(after: position) }
                let found = text[position...].prefix(letters.count)
                guard found.lowercased() == letters.lowercased() else { return joined() }
                if isFirst { begins.append(position) }
                isFirst = false
                position = found.endIndex
            }
            if isFirst { return joined() }
        }
        guard !text[position...].contains(where: isSpoken), !begins.isEmpty else { return joined() }
        begins[0] = text.startIndex
        return zip(begins, begins.dropFirst() + [text.endIndex]).map { String(text[$0..<$1]).collapsed }
    }

    /// The word without what stands around it.
    private static func bare(_ word: String) -> Substring {
        var word = word[...]
        while let first = word.first, !isSpoken(first) { word.removeFirst() }
        while let last = word.last, !isSpoken(last) { word.removeLast() }
        return word
    }

    private static func isSpoken(_ character: Character) -> Bool { character.isLetter || character.isNumber }
}
