import TranscriptCache

/// Makes one transcript of the transcripts of a recording's pieces.
enum TranscriptJoining {
    /// One piece's answer.
    struct Part {
        var startSeconds: Double
        var parsed: ParsedTranscript
    }

    /// Joins the pieces' answers; nothing is made up.
    ///
    /// | what | how |
    /// | --- | --- |
    /// | text | with one space between; pieces in which nothing was recognised add none |
    /// | words | shifted by the start of their piece |
    /// | confidence | mean over the pieces with text, weighted by their numbers of words; nil where one of them has none |
    /// | language | where all pieces with text name the same |
    /// | billed seconds | the sum; nil where a piece has none |
    /// | no speech | where it was said of every piece |
    /// | other remarks | where one was made of any piece |
    static func join(_ parts: [Part]) -> ParsedTranscript {
        let spoken = parts.filter { !$0.parsed.text.isEmpty }
        let languages = Set(spoken.map(\.parsed.language))
        var remarks = Set(parts.flatMap(\.parsed.remarks))
        if !parts.allSatisfy({ $0.parsed.remarks.contains(.noSpeech) }) { remarks.remove(.noSpeech) }
        let billed = parts.compactMap(\.parsed.billedSeconds)
        return ParsedTranscript(
            text: spoken.map(\.parsed.text).joined(separator: " "),
            language: languages.count == 1 ? languages.first.flatMap { $0 } : nil,
            confidence: confidence(spoken.isEmpty ? parts : spoken),
            words: parts.flatMap { part in part.parsed.words.map { shifted($0, by: part.startSeconds) } },
            billedSeconds: billed.count == parts.count ? billed.reduce(0, +) : nil, remarks: remarks)
    }

    private static func shifted(_ word: TranscriptWord, by seconds: Double) -> TranscriptWord {
        var word = word
        word.start = word.start.map { $0 + seconds }
        word.end = word.end.map { $0 + seconds }
        return word
    }

    private static func confidence(_ parts: [Part]) -> Double? {
        var sum = 0.0
        var words = 0.0
        for part in parts {
            guard let confidence = part.parsed.confidence else { return nil }
            let count = max(1, part.parsed.text.split(whereSeparator: \.isWhitespace).count)
            sum += confidence * Double(count)
            words += Double(count)
        }
        return words > 0 ? sum / words : nil
    }
}
