import Foundation

extension Normalizer {
    /// Lower case, without what stands in brackets, with symbols, punctuation and marks as spaces.
    ///
    /// A space at either end stays, as it does there; it is no word.
    /// - Source: `BasicTextNormalizer` of openai-whisper 20250625 (MIT), diacritics kept, letters not split.
    public static let basic = Normalizer(
        name: "basic",
        steps: [
            .lowerCase, .dropBracketed, .dropParenthesised, .compatibilityComposition, .symbolsToSpaces, .lowerCase,
            .collapseSpace,
        ])
}

extension Normalizer.Step {
    /// Lower case by Unicode's full mapping, with the Greek final sigma.
    package static let lowerCase = Self("lower case") { scalars in
        if scalars.allSatisfy(\.isASCII) {
            for index in scalars.indices where ("A"..."Z").contains(scalars[index]) {
                scalars[index] = Unicode.Scalar(UInt8(scalars[index].value) + 32)
            }
            return
        }
        let source = scalars
        scalars.removeAll(keepingCapacity: true)
        for (index, scalar) in source.enumerated() {
            if scalar == "\u{3a3}" {
                scalars.append(endsWord(source, index) ? "\u{3c2}" : "\u{3c3}")
            } else {
                scalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
    }

    /// Without `[…]` and `<…>`; either kind closes the other, the first closing one ends it.
    package static let dropBracketed = Self("drop [...] and <...>") { scalars in
        drop(from: &scalars, opens: { $0 == "[" || $0 == "<" }, closes: { $0 == "]" || $0 == ">" }, mayBeEmpty: true)
    }

    /// Without `(…)`, the first closing one ends it; an empty pair stays.
    package static let dropParenthesised = Self("drop (...)") { scalars in
        drop(from: &scalars, opens: { $0 == "(" }, closes: { $0 == ")" }, mayBeEmpty: false)
    }

    /// Normalization form KC.
    package static let compatibilityComposition = Self("NFKC") { scalars in
        if scalars.allSatisfy(\.isASCII) { return }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        scalars = Array(String(text).precomposedStringWithCompatibilityMapping.unicodeScalars)
    }

    /// A space for each mark, symbol and punctuation character.
    package static let symbolsToSpaces = Self("marks, symbols, punctuation to spaces") { scalars in
        for index in scalars.indices where isSymbol(scalars[index]) { scalars[index] = " " }
    }

    /// One space for each run of white space.
    package static let collapseSpace = Self("collapse white space") { scalars in
        var written = 0
        var afterSpace = false
        for scalar in scalars {
            let isSpace = WhiteSpace.contains(scalar)
            if isSpace && afterSpace { continue }
            scalars[written] = isSpace ? " " : scalar
            written += 1
            afterSpace = isSpace
        }
        scalars.removeSubrange(written...)
    }

    static func isSymbol(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar {
            case "0"..."9", "a"..."z", "A"..."Z", " ": return false
            default: return scalar.value > 0x20 && scalar.value < 0x7f
            }
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .mathSymbol, .currencySymbol, .modifierSymbol,
            .otherSymbol, .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    private static func drop(
        from scalars: inout [Unicode.Scalar], opens: (Unicode.Scalar) -> Bool, closes: (Unicode.Scalar) -> Bool,
        mayBeEmpty: Bool
    ) {
        guard scalars.contains(where: opens) else { return }
        var kept: [Unicode.Scalar] = []
        var position = 0
        while position < scalars.count {
            if opens(scalars[position]), let close = scalars[(position + 1)...].firstIndex(where: closes),
                mayBeEmpty || close > position + 1
            {
                position = close + 1
            } else {
                kept.append(scalars[position])
                position += 1
            }
        }
        scalars = kept
    }

    /// Unicode's condition Final_Sigma: a cased letter before it and none after it, case-ignorable ones passed over.
    private static func endsWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }
}
