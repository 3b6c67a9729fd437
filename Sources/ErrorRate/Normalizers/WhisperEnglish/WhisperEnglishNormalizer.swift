import Foundation

extension Normalizer {
    /// English as Whisper's word error rates are measured on: contractions and titles written out, numbers as digits,
    /// American spellings, no fillers, brackets or symbols.
    ///
    /// Its oddities are kept, so that figures can be compared with published ones: "john's coat" becomes "john is coat",
    /// "main st" "main saint", "one" stays a word and "1" becomes one.
    /// - Source: `EnglishTextNormalizer` of openai-whisper 20250625 (MIT), whose outputs this reproduces.
    public static let whisperEnglish = Normalizer(
        name: "whisper-en",
        steps: [
            .lowerCase, .dropBracketed, .dropParenthesised, .dropFillers, .joinApostrophes, .expandWords,
            .expandContractions, .joinDigitGroups, .dropFullStops, .plainLetters, .writeNumbers, .americanSpelling,
            .dropLoneAffixes, .collapseSpace,
        ])
}

extension Normalizer.Step {
    /// `(\d),(\d)` without the comma, in one pass: "1,2,3" becomes "12,3".
    package static let joinDigitGroups = Self("1,234 to 1234") { scalars in
        guard scalars.contains(",") else { return }
        scalars.replaceMatches { text, position in
            guard position + 2 < text.count, text[position + 1] == ",", ScalarClass.isDigit(text[position]),
                ScalarClass.isDigit(text[position + 2])
            else { return nil }
            return (position + 3, [text[position], text[position + 2]])
        }
    }

    /// A space for each full stop that no ASCII digit follows; the character behind it is passed over.
    package static let dropFullStops = Self("full stops to spaces") { scalars in
        guard scalars.contains(".") else { return }
        scalars.replaceMatches { text, position in
            guard text[position] == "." else { return nil }
            guard position + 1 < text.count else { return (position + 1, [" "]) }
            let next = text[position + 1]
            return ScalarClass.isASCIIDigit(next) ? nil : (position + 2, [" ", next])
        }
    }

    /// Normalization form KD without what stands above and below letters; symbols and punctuation to spaces, but for those
    /// that go with numbers.
    package static let plainLetters = Self("letters without marks, symbols to spaces") { scalars in
        if !scalars.allSatisfy(\.isASCII) {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            let parts = String(text).decomposedStringWithCompatibilityMapping.unicodeScalars
            scalars.removeAll(keepingCapacity: true)
            for scalar in parts {
                if let plain = plainLetter(scalar) {
                    scalars.append(contentsOf: plain)
                } else if scalar.properties.generalCategory != .nonspacingMark {
                    scalars.append(scalar)
                }
            }
        }
        for index in scalars.indices where isSymbol(scalars[index]) && !goesWithNumbers(scalars[index]) {
            scalars[index] = " "
        }
    }

    /// American spellings, word by word.
    package static let americanSpelling = Self("American spelling") { scalars in
        // Word for word in its place; the text is one of single spaces by now, and its ends are trimmed.
        let spellings = americanSpellings
        scalars.replaceMatches { text, position in
            guard !WhiteSpace.contains(text[position]), position == 0 || WhiteSpace.contains(text[position - 1])
            else { return nil }
            var end = position
            while end < text.count, !WhiteSpace.contains(text[end]) { end += 1 }
            return spellings[text, position..<end].map { (end, $0) }
        }
    }

    /// A space before a full stop or currency sign that no ASCII digit follows, and for a % that none precedes.
    package static let dropLoneAffixes = Self("number signs without numbers") { scalars in
        if scalars.contains(where: { goesWithNumbers($0) && $0 != "%" }) {
            scalars.replaceMatches { text, position in
                guard goesWithNumbers(text[position]), text[position] != "%", position + 1 < text.count,
                    !ScalarClass.isASCIIDigit(text[position + 1])
                else { return nil }
                return (position + 2, [" ", text[position + 1]])
            }
        }
        if scalars.contains("%") {
            scalars.replaceMatches { text, position in
                guard position + 1 < text.count, text[position + 1] == "%", !ScalarClass.isASCIIDigit(text[position])
                else { return nil }
                return (position + 2, [text[position], " "])
            }
        }
    }

    private static let americanSpellings: WordTable<ArraySlice<Unicode.Scalar>> = {
        let words = BritishSpellings.pairs.split(whereSeparator: \.isWhitespace)
        return WordTable(
            stride(from: 0, to: words.count - 1, by: 2).map { index in
                (word: String(words[index]), value: ArraySlice(words[index + 1].unicodeScalars))
            })
    }()

    private static func goesWithNumbers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "%", "$", "\u{a2}", "\u{20ac}", "\u{a3}": true
        default: false
        }
    }

    /// Plain letters for one that no decomposition makes plain.
    private static func plainLetter(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        switch scalar {
        case "œ": ["o", "e"]
        case "Œ": ["O", "E"]
        case "ø": ["o"]
        case "Ø": ["O"]
        case "æ": ["a", "e"]
        case "Æ": ["A", "E"]
        case "ß": ["s", "s"]
        case "ẞ": ["S", "S"]
        case "đ", "ð": ["d"]
        case "Đ", "Ð": ["D"]
        case "þ", "Þ": ["t", "h"]
        case "ł": ["l"]
        case "Ł": ["L"]
        default: nil
        }
    }
}
