extension Normalizer.Step {
    /// Without hmm, mhm, uh, um and their like.
    package static let dropFillers = Self("drop fillers") { scalars in
        let fillers = EnglishContractions.fillers
        scalars.replaceWords { text, word in fillers[text, word].map { _ in (word.upperBound, []) } }
    }

    /// No white space before an apostrophe.
    package static let joinApostrophes = Self("no space before '") { scalars in
        guard scalars.contains("'") else { return }
        scalars.replaceMatches { text, position in
            guard WhiteSpace.contains(text[position]) else { return nil }
            var end = position
            while end < text.count, WhiteSpace.contains(text[end]) { end += 1 }
            return end < text.count && text[end] == "'" ? (end, []) : nil
        }
    }

    /// Whole words: "won't", "gonna", titles.
    package static let expandWords = Self("expand words and titles") { scalars in
        let words = EnglishContractions.words
        scalars.replaceWords { text, word in
            var end = word.upperBound
            if end < text.count, text[end] == "'" {
                end = text.wordEnd(from: end + 1)
                if let expansion = words[text, word.lowerBound..<end] { return (end, expansion) }
            }
            return words[text, word].map { (word.upperBound, $0) }
        }
    }

    /// Ends of words: "'d been", then "n't", then "'re" and its like.
    ///
    /// Three passes, since "n't" before an apostrophe is written out first: "he'dn't've".
    package static let expandContractions = Self("expand contractions") { scalars in
        guard scalars.contains("'") else { return }
        for endings in [EnglishContractions.perfects, EnglishContractions.negations, EnglishContractions.endings] {
            scalars.replaceMatches { text, position in
                guard text[position] == "'" || text[position] == "n" else { return nil }
                for (ending, expansion) in endings {
                    guard let end = text.end(of: ending, at: position), text.isBoundary(end) else { continue }
                    return (end, expansion)
                }
                return nil
            }
        }
    }
}

/// What Whisper's normaliser writes out; every list in its order.
private enum EnglishContractions {
    static let fillers = WordTable(["hmm", "mm", "mhm", "mmm", "uh", "um"].map { (word: $0, value: true) })

    /// Those that stand for a title leave a space behind them, which a later step takes away.
    static let words = WordTable<ArraySlice<Unicode.Scalar>>(
        ([
            ("won't", "will not"), ("can't", "can not"), ("let's", "let us"), ("ain't", "aint"), ("y'all", "you all"),
            ("wanna", "want to"), ("gotta", "got to"), ("gonna", "going to"), ("i'ma", "i am going to"),
            ("imma", "i am going to"), ("woulda", "would have"), ("coulda", "could have"), ("shoulda", "should have"),
            ("ma'am", "madam"), ("mr", "mister "), ("mrs", "missus "), ("st", "saint "), ("dr", "doctor "),
            ("prof", "professor "), ("capt", "captain "), ("gov", "governor "), ("ald", "alderman "),
            ("gen", "general "), ("sen", "senator "), ("rep", "representative "), ("pres", "president "),
            ("rev", "reverend "), ("hon", "honorable "), ("asst", "assistant "), ("assoc", "associate "),
            ("lt", "lieutenant "), ("col", "colonel "), ("jr", "junior "), ("sr", "senior "), ("esq", "esquire "),
        ] as [(String, String)]).map { (word: $0.0, value: ArraySlice($0.1.unicodeScalars)) })

    static let perfects = list([
        ("'d been", " had been"), ("'s been", " has been"), ("'d gone", " had gone"), ("'s gone", " has gone"),
        ("'d done", " had done"), ("'s got", " has got"),
    ])
    static let negations = list([("n't", " not")])
    static let endings = list([
        ("'re", " are"), ("'s", " is"), ("'d", " would"), ("'ll", " will"), ("'t", " not"), ("'ve", " have"),
        ("'m", " am"),
    ])

    private static func list(_ pairs: [(String, String)]) -> [([Unicode.Scalar], ArraySlice<Unicode.Scalar>)] {
        pairs.map { (Array($0.0.unicodeScalars), ArraySlice($0.1.unicodeScalars)) }
    }
}
