extension Normalizer.Step {
    /// Spelt numbers as digits, with their currency, percent and ordinal signs.
    package static let writeNumbers = Self("numbers in digits") { scalars in
        NumberSteps.writeHalves(&scalars)
        NumberSteps.separateLetters(&scalars)
        scalars = NumberWriter.write(scalars)
        NumberSteps.joinCents(&scalars)
        NumberSteps.spellOne(&scalars)
    }
}

/// What is done before and after `NumberWriter`; the regular expressions are those of openai-whisper 20250625.
enum NumberSteps {
    private static let and = Array("and".unicodeScalars)
    private static let a = Array("a".unicodeScalars)
    private static let half = Array("half".unicodeScalars)

    /// "two and a half" to "two point five"; behind other words it stays, and at the start of the text it is dropped.
    ///
    /// `\band\s+a\s+half\b` parts the text; parts of white space alone are dropped with what parts them.
    static func writeHalves(_ scalars: inout [Unicode.Scalar]) {
        var parts: [Range<Int>] = []
        var start = 0
        var position = 0
        while position + half.count < scalars.count {
            if let end = endOfHalf(scalars, position) {
                parts.append(start..<position)
                start = end
                position = end
            } else {
                position += 1
            }
        }
        guard !parts.isEmpty else { return }
        parts.append(start..<scalars.count)
        var result: [Unicode.Scalar] = []
        for (index, part) in parts.enumerated() {
            let text = Array(scalars[part])
            guard let last = text.words().last else { continue }
            result += text + [" "]
            guard index < parts.count - 1 else { continue }
            let number = NumberWord.table[text, last]
            let takesHalf = number?.isDecimal == true || number?.isMultiplier == true
            result += (takesHalf ? "point five " : "and a half ").unicodeScalars
        }
        scalars = result
    }

    private static func endOfHalf(_ text: [Unicode.Scalar], _ position: Int) -> Int? {
        guard text[position] == "a", text.isBoundary(position), let end = text.end(of: and, at: position),
            let article = afterSpace(text, end), let end = text.end(of: a, at: article),
            let noun = afterSpace(text, end), let end = text.end(of: half, at: noun), text.isBoundary(end)
        else { return nil }
        return end
    }

    /// The place behind the white space at `position`, nil where there is none.
    private static func afterSpace(_ text: [Unicode.Scalar], _ position: Int) -> Int? {
        var end = position
        while end < text.count, WhiteSpace.contains(text[end]) { end += 1 }
        return end > position ? end : nil
    }

    /// A space between letter and digit either way, but none before the ending of a number: "21st", "1960s".
    static func separateLetters(_ scalars: inout [Unicode.Scalar]) {
        guard scalars.contains(where: ScalarClass.isASCIIDigit) else { return }
        var spaced: [Unicode.Scalar] = []
        spaced.reserveCapacity(scalars.count + 8)
        for (index, scalar) in scalars.enumerated() {
            if index > 0 {
                let before = scalars[index - 1]
                if ScalarClass.isASCIILower(before) && ScalarClass.isASCIIDigit(scalar)
                    || ScalarClass.isASCIIDigit(before) && ScalarClass.isASCIILower(scalar)
                {
                    spaced.append(" ")
                }
            }
            spaced.append(scalar)
        }
        spaced.replaceMatches { text, position in
            guard ScalarClass.isASCIIDigit(text[position]), let start = afterSpace(text, position + 1) else {
                return nil
            }
            for ending in endings {
                guard let end = text.end(of: ending, at: start), text.isBoundary(end) else { continue }
                return (end, [text[position]] + ending)
            }
            return nil
        }
        scalars = spaced
    }

    private static let endings = ["st", "nd", "rd", "th", "s"].map { Array($0.unicodeScalars) }

    /// "$2 and ¢7" to "$2.07", then "$0.07" to "¢7".
    static func joinCents(_ scalars: inout [Unicode.Scalar]) {
        guard scalars.contains(where: isCurrency) else { return }
        scalars.replaceMatches { text, position in
            guard isCurrency(text[position]) else { return nil }
            var end = position + 1
            while end < text.count, ScalarClass.isASCIIDigit(text[end]) { end += 1 }
            guard end > position + 1, end < text.count, text[end] == " " else { return nil }
            let amount = text[position..<end]
            end += 1
            end = text.end(of: and + [" "], at: end) ?? end
            guard end < text.count, text[end] == "\u{a2}", let cents = twoDigits(text, end + 1) else { return nil }
            let padding: [Unicode.Scalar] = cents.count == 1 ? [".", "0"] : ["."]
            return (cents.upperBound, amount + padding + text[cents])
        }
        scalars.replaceMatches { text, position in
            // The point may be any character.
            guard isCurrency(text[position]), position + 2 < text.count, text[position + 1] == "0",
                let cents = twoDigits(text, position + 3)
            else { return nil }
            let digits = cents.count == 2 && text[cents.lowerBound] == "0" ? cents.dropFirst() : cents
            return (cents.upperBound, ["\u{a2}"] + text[digits])
        }
    }

    private static func isCurrency(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "$" || scalar == "\u{20ac}" || scalar == "\u{a3}"
    }

    /// One or two digits at `position` where a word ends behind them.
    private static func twoDigits(_ text: [Unicode.Scalar], _ position: Int) -> Range<Int>? {
        var end = position
        while end < text.count, end < position + 2, ScalarClass.isASCIIDigit(text[end]) { end += 1 }
        return end > position && text.isBoundary(end) ? position..<end : nil
    }

    /// "1" and "1s" as words, wherever they stand between word boundaries.
    static func spellOne(_ scalars: inout [Unicode.Scalar]) {
        guard scalars.contains("1") else { return }
        scalars.replaceMatches { text, position in
            guard text[position] == "1", text.isBoundary(position) else { return nil }
            var end = position + 1
            if end < text.count, text[end] == "s" { end += 1 }
            guard text.isBoundary(end) else { return nil }
            return (end, ArraySlice("one".unicodeScalars + text[(position + 1)..<end]))
        }
    }
}
