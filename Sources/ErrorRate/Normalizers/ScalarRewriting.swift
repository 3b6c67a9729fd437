/// What the steps of normalisers share: character classes of Python's `re`, and replacing as its `re.sub` does.
enum ScalarClass {
    /// `\w`: letters, numbers of any kind, the underscore.
    @inline(__always)
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return (scalar.value | 0x20) &- 0x61 < 26 || isASCIIDigit(scalar) || scalar == "_"
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            return true
        default: return scalar.properties.numericType != nil
        }
    }

    /// `\d`: decimal digits of any script.
    @inline(__always)
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? isASCIIDigit(scalar) : scalar.properties.generalCategory == .decimalNumber
    }

    /// The value of a decimal digit, nil for anything else.
    static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
        guard isDigit(scalar) else { return nil }
        if scalar.isASCII { return UInt8(scalar.value) - UInt8(ascii: "0") }
        return scalar.properties.numericValue.map { UInt8($0) }
    }

    @inline(__always)
    static func isASCIIDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value &- 0x30 < 10 }

    @inline(__always)
    static func isASCIILower(_ scalar: Unicode.Scalar) -> Bool { scalar.value &- 0x61 < 26 }
}

extension Array<Unicode.Scalar> {
    /// The end of the run of word characters that begins at `start`.
    @inline(__always)
    func wordEnd(from start: Int) -> Int {
        var end = start
        while end < count, ScalarClass.isWord(self[end]) { end += 1 }
        return end
    }

    /// Whether a word begins or ends just before `position` (`\b`).
    func isBoundary(_ position: Int) -> Bool {
        let before = position > 0 && ScalarClass.isWord(self[position - 1])
        let after = position < count && ScalarClass.isWord(self[position])
        return before != after
    }

    /// The place behind `text` if it stands at `position`, else nil.
    @inline(__always)
    func end(of text: [Unicode.Scalar], at position: Int) -> Int? {
        guard position + text.count <= count else { return nil }
        for offset in text.indices where self[position + offset] != text[offset] { return nil }
        return position + text.count
    }

    /// Replaces matches from left to right; a match begins behind the one before.
    ///
    /// - Parameter match: for a place, whether a match begins there, where it ends, and what is to stand for it. It sees
    ///   the text as it was before.
    @inline(__always)
    mutating func replaceMatches(
        _ match: ([Unicode.Scalar], Int) -> (end: Int, replacement: ArraySlice<Unicode.Scalar>)?
    ) {
        var result: [Unicode.Scalar]?
        var copied = 0
        var position = 0
        while position < count {
            guard let found = match(self, position) else {
                position += 1
                continue
            }
            if result == nil {
                result = []
                result?.reserveCapacity(count + 16)
            }
            result?.append(contentsOf: self[copied..<position])
            result?.append(contentsOf: found.replacement)
            position = found.end
            copied = position
        }
        guard var result else { return }
        result.append(contentsOf: self[copied...])
        self = result
    }

    /// Replaces whole runs of word characters.
    ///
    /// - Parameter match: for a run, where what is to be replaced ends, and what is to stand for it.
    @inline(__always)
    mutating func replaceWords(
        _ match: ([Unicode.Scalar], Range<Int>) -> (end: Int, replacement: ArraySlice<Unicode.Scalar>)?
    ) {
        var result: [Unicode.Scalar]?
        var copied = 0
        var position = 0
        while position < count {
            guard ScalarClass.isWord(self[position]) else {
                position += 1
                continue
            }
            let end = wordEnd(from: position)
            guard let found = match(self, position..<end) else {
                position = end
                continue
            }
            if result == nil {
                result = []
                result?.reserveCapacity(count + 16)
            }
            result?.append(contentsOf: self[copied..<position])
            result?.append(contentsOf: found.replacement)
            position = found.end
            copied = position
        }
        guard var result else { return }
        result.append(contentsOf: self[copied...])
        self = result
    }

    /// The places of what stands between white space.
    func words() -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start = 0
        words.reserveCapacity(count / 4 + 1)
        for position in indices where WhiteSpace.contains(self[position]) {
            if start < position { words.append(start..<position) }
            start = position + 1
        }
        if start < count { words.append(start..<count) }
        return words
    }
}
