/// Writes numbers that are spelt out as digits, word after word.
///
/// What a number's words have said so far is held until a word comes that does not go on with it. Numbers are held as a
/// value while they add up ("two hundred and five"), as text once they are read out ("one oh one", "three point five").
/// - Source: the rules of `EnglishNumberNormalizer.process_words` in openai-whisper 20250625 (MIT).
struct NumberWriter {
    private enum Held {
        case nothing
        case value(DecimalNumber)
        case text([Unicode.Scalar])
    }

    private let text: [Unicode.Scalar]
    private let words: [Word]
    private var held = Held.nothing
    /// A sign or currency that is to stand before what is written next.
    private var prefix: Unicode.Scalar?
    private var result: [Unicode.Scalar] = []

    private struct Word {
        let range: Range<Int>
        let number: NumberWord?
        /// Digits of any script, with a point between them or without.
        let isNumeric: Bool
    }

    /// The words of `text`, numbers written as digits, with one space between them.
    static func write(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var writer = NumberWriter(text)
        writer.run()
        return writer.result
    }

    private init(_ text: [Unicode.Scalar]) {
        self.text = text
        let table = NumberWord.table
        words = text.words().map { range in
            Word(range: range, number: table[text, range], isNumeric: Self.isNumeric(text, range))
        }
        result.reserveCapacity(text.count + 8)
    }

    private static func isNumeric(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, ScalarClass.isDigit(text[range.lowerBound]),
            ScalarClass.isDigit(text[range.upperBound - 1])
        else { return false }
        var points = 0
        for position in range where !ScalarClass.isDigit(text[position]) {
            points += 1
            if text[position] != "." || points > 1 { return false }
        }
        return true
    }

    private mutating func run() {
        var index = 0
        while index < words.count {
            let previous = index > 0 ? words[index - 1].number : nil
            let next = index + 1 < words.count ? words[index + 1] : nil
            let takesNext = read(words[index], after: previous, before: next)
            index += takesNext ? 2 : 1
        }
        writeHeld()
    }

    /// Goes on with a word; whether the next one was used as well.
    private mutating func read(_ word: Word, after previous: NumberWord?, before next: Word?) -> Bool {
        guard let number = word.number else {
            readOther(word)
            return false
        }
        switch number {
        case .zero: held = .text(heldDigits + ["0"])
        case .ones(let value): held = joined(ones: value, after: previous)
        case .onesSuffixed(let value, let suffix): write(scalars(joined(ones: value, after: previous)), suffix)
        case .tens(let value): held = joined(tens: value)
        case .tensSuffixed(let value, let suffix): write(scalars(joined(tens: value)), suffix)
        case .multiplier(let power): held = multiplied(by: power)
        case .multiplierSuffixed(let power, let suffix): write(scalars(multiplied(by: power)), suffix)
        case .sign(let sign):
            writeHeld()
            if next?.number != nil || next?.isNumeric == true { prefix = sign } else { write(word) }
        case .currency(let sign):
            if isHolding {
                prefix = sign
                writeHeld()
            } else {
                write(word)
            }
        case .per:
            if isHolding, let next, text[next.range].elementsEqual("cent".unicodeScalars) {
                write(scalars(held) + ["%"])
                return true
            }
            writeHeld()
            write(word)
        case .percent:
            if isHolding { write(scalars(held) + ["%"]) } else { write(word) }
        case .and, .times, .point: return readSpecial(word, number, after: previous, before: next)
        }
        return false
    }

    /// "and", "double", "triple" and "point", which mean something only before a word that can be part of a number.
    private mutating func readSpecial(
        _ word: Word, _ number: NumberWord, after previous: NumberWord?, before next: Word?
    ) -> Bool {
        guard let next, next.number != nil || next.isNumeric else {
            writeHeld()
            write(word)
            return false
        }
        switch number {
        case .times(let count):
            if case .ones(let value) = next.number {
                held = .text(heldDigits + (0..<count).flatMap { _ in DecimalNumber(value).scalars })
                return true
            }
            if next.number == .zero {
                held = .text(heldDigits + Array(repeating: "0", count: count))
                return true
            }
            writeHeld()
            write(word)
        case .point:
            // Before a word of numbers that is no digit it is dropped.
            if next.isNumeric || next.number?.isDecimal == true { held = .text(heldDigits + ["."]) }
        default:
            // "and" after hundreds, thousands and so on belongs to the number.
            if previous?.isMultiplier != true {
                writeHeld()
                write(word)
            }
        }
        return false
    }

    /// A word in digits, or one that has nothing to do with numbers.
    private mutating func readOther(_ word: Word) {
        let first = text[word.range.lowerBound]
        let hasPrefix = Self.isPrefix(first)
        guard hasPrefix ? Self.isNumeric(text, word.range.dropFirst()) : word.isNumeric else {
            writeHeld()
            write(word)
            return
        }
        if case .text(let digits) = held, digits.last == "." {
            held = .text(digits + text[word.range])
            return
        }
        writeHeld()
        if hasPrefix { prefix = first }
        let digits = Array(hasPrefix ? text[word.range].dropFirst() : text[word.range])
        held = DecimalNumber(digits, power: 0).map { .value($0) } ?? .text(digits)
    }

    private static func isPrefix(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "+", "$", "\u{a2}", "\u{a3}", "\u{20ac}": true
        default: false
        }
    }

    // MARK: What is held

    private var isHolding: Bool { if case .nothing = held { false } else { true } }

    /// What is held as text to go on from; a value of zero counts as nothing.
    private var heldDigits: [Unicode.Scalar] {
        if case .value(let value) = held, value.isZero { [] } else { scalars(held) }
    }

    private func scalars(_ held: Held) -> [Unicode.Scalar] {
        switch held {
        case .nothing: []
        case .value(let value): value.scalars
        case .text(let text): text
        }
    }

    /// What is held, with one to nineteen behind it.
    private func joined(ones: Int, after previous: NumberWord?) -> Held {
        let value = DecimalNumber(ones)
        switch held {
        case .nothing: return .value(value)
        case .value(let sum) where previous?.isOnes != true:
            let fits = sum.isMultiple(ofPower: ones < 10 ? 1 : 2)
            return fits ? .value(sum + value) : .text(sum.scalars + value.scalars)
        default:
            let digits = scalars(held)
            let replacesZero = previous?.isTens == true && ones < 10
            return .text((replacesZero ? digits.dropLast() : digits[...]) + value.scalars)
        }
    }

    /// What is held, with twenty to ninety behind it.
    private func joined(tens: Int) -> Held {
        let value = DecimalNumber(tens)
        switch held {
        case .nothing: return .value(value)
        case .value(let sum):
            return sum.isMultiple(ofPower: 2) ? .value(sum + value) : .text(sum.scalars + value.scalars)
        case .text(let text): return .text(text + value.scalars)
        }
    }

    /// What is held, times ten to the `power`; the last three digits only, where it is a value of more.
    ///
    /// Where the product is no whole number, what is held is written, and the power stands alone.
    private mutating func multiplied(by power: Int) -> Held {
        switch held {
        case .nothing: return .value(DecimalNumber(power: power))
        case .value(let value):
            let (rest, last) = value.split(last: 3)
            return .value(rest + last.shifted(by: power))
        case .text(let text):
            if let product = DecimalNumber(text, power: power) { return .value(product) }
            writeHeld()
            return .value(DecimalNumber(power: power))
        }
    }

    // MARK: Writing

    private mutating func writeHeld() {
        if isHolding { write(scalars(held)) }
    }

    private mutating func write(_ word: Word) {
        begin()
        for position in word.range { result.append(text[position]) }
    }

    private mutating func write(_ number: [Unicode.Scalar], _ suffix: NumberWord.Suffix? = nil) {
        begin()
        result += number
        if let suffix { result += suffix.rawValue.unicodeScalars }
    }

    /// Begins a word, with the prefix that waits for one; nothing is held then.
    private mutating func begin() {
        if !result.isEmpty { result.append(" ") }
        if let prefix { result.append(prefix) }
        prefix = nil
        if isHolding { held = .nothing }
    }
}
