public import Corpus
public import ErrorRate

/// Writes alignments as sclite's `.pra` files have them: by speaker, three lines an utterance.
///
/// ```
/// id: (s1-001)
/// Scores: (#C #S #D #I) 4 1 1 1
/// REF:  the CAT sat on THE mat ***
/// HYP:  the BAT sat on *** mat NOW
/// Eval:     S          D       I
/// ```
///
/// With texts in which case was folded, errors stand in capitals, as in sclite without `-s`; otherwise as they are, with
/// the attribute line of `-s`. Widths are counted in code points, where sclite counts the bytes of most non-ASCII words.
/// Utterances wait in a temporary file until all speakers are known; memory holds a place for each run of one speaker.
public struct SclitePRA {
    private let recogniser: String
    private let foldsCase: Bool
    /// Utterances by speaker.
    private var waiting: GroupedBytes
    private var utterances: [Int] = []

    /// - Parameters:
    ///   - recogniser: the name in the heading.
    ///   - foldsCase: whether the words were compared without regard to case.
    /// - Throws: `CorpusError.fileFailed` where there is no place for the temporary file.
    public init(recogniser: String, foldsCase: Bool) throws(CorpusError) {
        self.recogniser = recogniser
        self.foldsCase = foldsCase
        waiting = try GroupedBytes()
    }

    /// Adds an utterance.
    ///
    /// - Parameters:
    ///   - id: as it is written in the parentheses.
    ///   - speaker: nil takes what sclite takes, the beginning of the id.
    ///   - alignment: of the two.
    ///   - reference: its words.
    ///   - hypothesis: its words.
    /// - Throws: `CorpusError.fileFailed`.
    public mutating func add(
        id: String, speaker: String?, alignment: Alignment, reference: [String], hypothesis: [String]
    ) throws(CorpusError) {
        let place = try waiting.add(
            Array(text(id, alignment, reference, hypothesis).utf8), to: speaker ?? SpeakerInID.speaker(of: id))
        if place == utterances.count { utterances.append(0) }
        utterances[place] += 1
    }

    /// Writes the file, whole or not at all.
    ///
    /// - Throws: `CorpusError.fileFailed`.
    public consuming func write(to path: String) throws(CorpusError) {
        let file = try StreamedFile(path: path)
        try waiting.flush()
        var heading =
            "\n\n\t\tDUMP OF SYSTEM ALIGNMENT STRUCTURE\n\nSystem name:   \(EscapedText.oneLine(recogniser))\n\n"
        heading += "Speakers: \n"
        for (number, speaker) in waiting.names.enumerated() {
            heading += "\(Self.padded(number, 5)):  \(EscapedText.oneLine(speaker))\n"
        }
        try file.write("\(heading)\n".utf8)
        for (number, speaker) in waiting.names.enumerated() {
            let name = EscapedText.oneLine(speaker)
            try file.write(
                "Speaker sentences \(Self.padded(number, 3)):  \(name)   #utts: \(utterances[number])\n".utf8)
            try waiting.read(number) { (block) throws(CorpusError) in try file.write(block) }
        }
        try file.write("\n".utf8)
        try file.finish()
    }

    private func text(_ id: String, _ alignment: Alignment, _ reference: [String], _ hypothesis: [String]) -> String {
        let counts = alignment.counts
        var text = "id: (\(EscapedText.oneLine(id)))\n"
        text +=
            "Scores: (#C #S #D #I) \(counts.hits) \(counts.substitutions) \(counts.deletions) \(counts.insertions)\n"
        if !foldsCase { text += "Attributes: Case_sensitve \n" }
        guard counts.referenceCount + counts.hypothesisCount > 0 else { return text + "\n" }
        var lines = (reference: "REF:  ", hypothesis: "HYP:  ", marks: "Eval: ")
        for pair in alignment.pairs() {
            let isHit = pair.kind == .equal
            let spoken = pair.reference.map { shown(reference[$0], isHit: isHit) }
            let heard = pair.hypothesis.map { shown(hypothesis[$0], isHit: isHit) }
            let width = max(spoken?.unicodeScalars.count ?? 0, heard?.unicodeScalars.count ?? 0)
            lines.reference += Self.cell(spoken, width)
            lines.hypothesis += Self.cell(heard, width)
            lines.marks += Self.cell(Self.mark(pair.kind), width)
        }
        return text + "\(lines.reference)\n\(lines.hypothesis)\n\(lines.marks)\n\n"
    }

    private func shown(_ word: String, isHit: Bool) -> String {
        let word = EscapedText.oneLine(word)
        guard foldsCase, !isHit else { return word }
        var capitals = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            // One for one, so that columns keep their width: ß stays.
            let mapped = scalar.properties.uppercaseMapping.unicodeScalars
            capitals.append(mapped.count == 1 ? mapped[mapped.startIndex] : scalar)
        }
        return String(capitals)
    }

    private static func mark(_ kind: EditKind) -> String {
        switch kind {
        case .equal: ""
        case .substitute: "S"
        case .delete: "D"
        case .insert: "I"
        }
    }

    /// A word and a space behind it, filled up to the column's width; asterisks where there is none.
    private static func cell(_ word: String?, _ width: Int) -> String {
        guard let word else { return String(repeating: "*", count: width) + " " }
        return word + String(repeating: " ", count: width - word.unicodeScalars.count + 1)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: " ", count: max(0, width - digits.count)) + digits
    }
}
