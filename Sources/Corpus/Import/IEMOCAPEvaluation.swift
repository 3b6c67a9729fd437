/// One labelled utterance of an IEMOCAP dialogue, as `EmoEvaluation/<dialogue>.txt` has it.
struct IEMOCAPEvaluation {
    var id: String
    /// The label of the majority of the raters: `neu`, or `xxx` where there is none.
    var label: String
    /// Seconds within the dialogue.
    var start: String
    var end: String
    /// Valence, activation, dominance, 1 to 5.
    var dimensions: [String]
    /// The line it stands on.
    var row: Int
}

extension IEMOCAPEvaluation {
    /// The blocks of one file: `[6.2901 - 8.2357]<tab>Ses01F_impro01_F000<tab>neu<tab>[2.5000, 2.5000, 2.5000]`, followed by
    /// the raters' lines (`C-E1:` …), which are not needed here.
    ///
    /// A line that begins like a block and is none is a problem with its row.
    static func read(
        _ path: String
    ) throws(CorpusError) -> (evaluations: [IEMOCAPEvaluation], problems: [(row: Int, reason: String)]) {
        var lines = try TextLines(path: path)
        var evaluations: [IEMOCAPEvaluation] = []
        var problems: [(row: Int, reason: String)] = []
        while let (row, text) = try lines.next() {
            // The header's own line begins with a bracket too: "% [START_TIME - END_TIME] …" or without the sign.
            guard text.hasPrefix("["), !text.hasPrefix("[START_TIME") else { continue }
            let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
            let times = fields[0].dropFirst().prefix { $0 != "]" }.split(separator: "-").map { trimmed($0) }
            guard fields.count >= 4, times.count == 2, Double(times[0]) != nil, Double(times[1]) != nil,
                !fields[1].isEmpty, !fields[2].isEmpty
            else {
                problems.append((row, "no block's first line: [start - end], id, label, [v, a, d] with tabs between"))
                continue
            }
            let dimensions = fields[3].filter { $0 != "[" && $0 != "]" }.split(separator: ",").map { trimmed($0) }
            evaluations.append(
                IEMOCAPEvaluation(
                    id: trimmed(fields[1]), label: trimmed(fields[2]), start: times[0], end: times[1],
                    dimensions: dimensions.count == 3 ? dimensions : ["", "", ""], row: row))
        }
        return (evaluations, problems)
    }

    /// `Ses01F_impro01_F000 [006.2901-008.2357]: Excuse me.`, one transcript a line, among stray lines such as `M: sorry`.
    ///
    /// - Returns: transcripts by utterance, and the ids that have two.
    static func transcripts(
        _ path: String
    ) throws(CorpusError) -> (texts: [ByteKey: String], doubled: [(row: Int, id: String)]) {
        var lines = try TextLines(path: path)
        var texts: [ByteKey: String] = [:]
        var doubled: [(row: Int, id: String)] = []
        while let (row, text) = try lines.next() {
            guard text.hasPrefix("Ses"), let space = text.firstIndex(of: " "),
                let colon = text[space...].firstRange(of: "]:")
            else { continue }
            let id = String(text[..<space])
            if texts[ByteKey(id)] == nil {
                texts[ByteKey(id)] = trimmed(text[colon.upperBound...])
            } else {
                doubled.append((row, id))
            }
        }
        return (texts, doubled)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
