/// A sentence on its way through the Treebank rules; each step puts spaces where tokens part.
///
/// The steps are NLTK's substitutions one by one, in its order, since each sees what the ones before have done. The
/// expression that a step stands for is quoted with it. `\w`, `\d` and `\s` are those of Python.
struct TreebankText {
    private var text: [Unicode.Scalar]

    init(_ sentence: ArraySlice<Unicode.Scalar>) { text = Array(sentence) }

    mutating func markQuotesThatOpen() {
        // ([«“‘„]|[`]+)  →  " \1 "
        replace { text, index in
            if "«“‘„".unicodeScalars.contains(text[index]) { return (1, [" ", text[index], " "]) }
            let run = Self.run(of: "`", text, index)
            return run == 0 ? nil : (run, [" "] + Array(repeating: "`", count: run) + [" "])
        }
        // ^"  →  ``
        if text.first == "\"" { text.replaceSubrange(0..<1, with: ["`", "`"]) }
        // (``)  →  " \1 "
        pad("``")
        // ([ \(\[{<])("|'{2})  →  "\1 `` "
        replace { text, index in
            guard " ([{<".unicodeScalars.contains(text[index]) else { return nil }
            let length = Self.has("\"", text, index + 1) ? 2 : Self.has("''", text, index + 1) ? 3 : 0
            return length == 0 ? nil : (length, [text[index], " ", "`", "`", " "])
        }
        // (?i)(?<!\w)(')(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)  →  "\1 "
        replace { text, index in
            guard text[index] == "'", index == 0 || !text[index - 1].isWord,
                index + 1 < text.count, text[index + 1].isWord,
                !Self.clitics.contains(where: { Self.hasWord($0, text, index + 1) })
            else { return nil }
            return (1, ["'", " "])
        }
    }

    mutating func separatePunctuation() {
        // ([^\.])(\.)([\]\)}>"\'»”’ ]*+)\s*$  →  "\1 \2 \3 "
        separateFinalPeriod(closers: "])}>\"'»”’ ", spaceBeforeClosers: true)
        // ([:,])([^\d])  →  " \1 \2"
        replace { text, index in
            guard text[index] == ":" || text[index] == ",", index + 1 < text.count, !text[index + 1].isDigit
            else { return nil }
            return (2, [" ", text[index], " ", text[index + 1]])
        }
        // ([:,])$  →  " \1 "
        replace { text, index in
            let isLast = index + 1 == text.count || index + 2 == text.count && text[index + 1] == "\n"
            return isLast && (text[index] == ":" || text[index] == ",") ? (1, [" ", text[index], " "]) : nil
        }
        // \.{2,}  →  " \g<0> "
        replace { text, index in
            let run = Self.run(of: ".", text, index)
            return run < 2 ? nil : (run, [" "] + Array(repeating: ".", count: run) + [" "])
        }
        // [;@#$%&], then [‒-―]  →  " \g<0> "
        padAny { ";@#$%&".unicodeScalars.contains($0) || ("\u{2012}"..."\u{2015}").contains($0) }
        // ([^\.])(\.)([\]\)}>"\']*)\s*$  →  "\1 \2\3 "
        separateFinalPeriod(closers: "])}>\"'", spaceBeforeClosers: false)
        // [?!]  →  " \g<0> "
        padAny { $0 == "?" || $0 == "!" }
        // ([^'])' [space]  →  "\1 ' "
        replace { text, index in
            text[index] != "'" && Self.has("' ", text, index + 1) ? (3, [text[index], " ", "'", " "]) : nil
        }
        // [*], then []\[\(\)\{\}\<\>]  →  " \g<0> "
        padAny { "*[](){}<>".unicodeScalars.contains($0) }
        // --  →  " -- "
        pad("--")
        text = [" "] + text + [" "]
    }

    mutating func markQuotesThatClose() {
        // ([»”’])  →  " \1 "
        padAny { "»”’".unicodeScalars.contains($0) }
        // ''  →  " '' ", then "  →  " '' "
        pad("''")
        replace { text, index in text[index] == "\"" ? (1, [" ", "'", "'", " "]) : nil }
        // \s+  →  " "
        replace { text, index in
            let run = text[index...].prefix { $0.isSpace }.count
            return run == 0 ? nil : (run, [" "])
        }
        // ([^' ])('[sS]|'[mM]|'[dD]|') [space]  →  "\1 \2 "
        cutEndings(["'s", "'S", "'m", "'M", "'d", "'D", "'"])
        // ([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) [space]  →  "\1 \2 "
        cutEndings(["'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T"])
    }

    mutating func splitContractions() {
        // (?i)\b(can)(not)\b  →  " \1 \2 ", and so on
        for (first, second) in Self.contractions {
            replace { text, index in
                guard Self.isBoundary(text, index), Self.has(first, text, index, ignoringCase: true),
                    Self.hasWord(second, text, index + first.count)
                else { return nil }
                let end = index + first.count + second.count
                if first == "wan", end < text.count, !text[end].isSpace { return nil }
                let middle = index + first.count
                return (end - index, [" "] + text[index..<middle] + [" "] + text[middle..<end] + [" "])
            }
        }
        // (?i) ('t)(is)\b  →  " \1 \2 ", and the same with was
        for second in ["is", "was"] {
            replace { text, index in
                guard Self.has(" 't", text, index, ignoringCase: true), Self.hasWord(second, text, index + 3)
                else { return nil }
                let end = index + 3 + second.count
                return (end - index, [" "] + text[(index + 1)..<(index + 3)] + [" "] + text[(index + 3)..<end] + [" "])
            }
        }
    }

    /// What stands between white space.
    func words() -> [String] {
        text.split { $0.isSpace }.map { word in
            var view = String.UnicodeScalarView()
            view.append(contentsOf: word)
            return String(view)
        }
    }

    private static let clitics = ["re", "ve", "ll", "m", "t", "s", "d", "n"]
    private static let contractions = [
        ("can", "not"), ("d", "'ye"), ("gim", "me"), ("gon", "na"), ("got", "ta"), ("lem", "me"), ("more", "'n"),
        ("wan", "na"),
    ]

    /// Goes through the text once; where `rule` gives a length and a replacement, that much is replaced.
    private mutating func replace(_ rule: ([Unicode.Scalar], Int) -> (Int, [Unicode.Scalar])?) {
        var result: [Unicode.Scalar]?
        var index = 0
        var copied = 0
        while index < text.count {
            if let (length, replacement) = rule(text, index) {
                result = (result ?? []) + text[copied..<index] + replacement
                index += length
                copied = index
            } else {
                index += 1
            }
        }
        if let result { text = result + text[copied...] }
    }

    private mutating func pad(_ sought: String) {
        replace { text, index in
            Self.has(sought, text, index) ? (sought.count, [" "] + Array(sought.unicodeScalars) + [" "]) : nil
        }
    }

    private mutating func padAny(_ isSought: (Unicode.Scalar) -> Bool) {
        replace { text, index in isSought(text[index]) ? (1, [" ", text[index], " "]) : nil }
    }

    /// The last period, if nothing follows it but closers and then white space, and another period is not before it.
    private mutating func separateFinalPeriod(closers: String, spaceBeforeClosers: Bool) {
        guard let period = text.lastIndex(of: "."), period > 0, text[period - 1] != "." else { return }
        let closing = text[(period + 1)...].prefix { closers.unicodeScalars.contains($0) }
        guard text[closing.endIndex...].allSatisfy(\.isSpace) else { return }
        text = text[..<period] + [" ", "."] + (spaceBeforeClosers ? [" "] : []) + closing + [" "]
    }

    private mutating func cutEndings(_ endings: [String]) {
        replace { text, index in
            guard text[index] != "'", text[index] != " ",
                let ending = endings.first(where: { Self.has($0 + " ", text, index + 1) })
            else { return nil }
            return (ending.count + 2, [text[index], " "] + Array(ending.unicodeScalars) + [" "])
        }
    }

    /// Whether `sought`, which is ASCII, stands at `index`; without regard to case it is given in lower case.
    private static func has(
        _ sought: String, _ text: [Unicode.Scalar], _ index: Int, ignoringCase: Bool = false
    ) -> Bool {
        var place = index
        for scalar in sought.unicodeScalars {
            guard place < text.count, text[place] == scalar || ignoringCase && text[place].asciiLowercased == scalar
            else { return false }
            place += 1
        }
        return true
    }

    /// Whether `sought` stands at `index` in any case and a word ends behind it.
    private static func hasWord(_ sought: String, _ text: [Unicode.Scalar], _ index: Int) -> Bool {
        has(sought, text, index, ignoringCase: true) && isBoundary(text, index + sought.unicodeScalars.count)
    }

    /// Whether a word begins or ends before `index`.
    private static func isBoundary(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        (index > 0 && text[index - 1].isWord) != (index < text.count && text[index].isWord)
    }

    private static func run(of scalar: Unicode.Scalar, _ text: [Unicode.Scalar], _ index: Int) -> Int {
        text[index...].prefix { $0 == scalar }.count
    }
}

extension Unicode.Scalar {
    /// Python's `\s`.
    var isSpace: Bool { properties.isWhitespace || (0x1c...0x1f).contains(value) }

    /// Python's `\d`.
    var isDigit: Bool { isASCII ? ("0"..."9").contains(self) : properties.generalCategory == .decimalNumber }

    /// Python's `\w`: letters, numbers and the underscore, without combining marks.
    var isWord: Bool {
        if isASCII { return ("a"..."z").contains(asciiLowercased) || isDigit || self == "_" }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    fileprivate var asciiLowercased: Unicode.Scalar {
        ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) + 32) : self
    }
}
