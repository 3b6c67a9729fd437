import Corpus

/// What the formats with one file for each recording need of a row.
struct RecordingRow {
    var id: String
    /// The row of the table, for messages.
    var row: Int
    var start: Double?
    var end: Double?
    var speaker: String
    var transcript: String
    var emotion: String
    var confidence: String

    init(_ row: LabelledRow) {
        id = row.id
        self.row = row.utterance.row
        start = row.utterance.start
        end = row.utterance.end
        speaker = TierText.oneLine(row.utterance.speaker ?? "")
        transcript = TierText.oneLine(row.utterance.transcript ?? "")
        emotion = TierText.oneLine(row.emotion ?? "")
        confidence = emotion.isEmpty ? "" : TierText.oneLine(row.confidence ?? "")
    }
}

extension RecordingRow {
    /// The row as bytes, for a temporary file.
    var packed: [UInt8] {
        CSVWriter().record([
            id, String(row), start.map { Utterance.text(seconds: $0) } ?? "",
            end.map { Utterance.text(seconds: $0) } ?? "", speaker, transcript, emotion, confidence,
        ])
    }

    private init?(cells: [String]) {
        guard cells.count == 8, let row = Int(cells[1]) else { return nil }
        id = cells[0]
        self.row = row
        start = Double(cells[2])
        end = Double(cells[3])
        (speaker, transcript, emotion, confidence) = (cells[4], cells[5], cells[6], cells[7])
    }

    /// The rows of one group.
    static func rows(of place: Int, in groups: GroupedBytes) throws(CorpusError) -> [RecordingRow] {
        var bytes: [UInt8] = []
        try groups.read(place) { bytes += $0 }
        var reader = try CSVReader(bytes: bytes)
        var rows: [RecordingRow] = []
        while let record = try reader.next() {
            if let row = RecordingRow(cells: record.fields) { rows.append(row) }
        }
        return rows
    }
}

/// Text fit for an annotation: one line, without control characters.
enum TierText {
    /// The text with every run of line ends, tabs and control characters as one space, and none at its ends.
    static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isSpace) else { return text }
        var result = String.UnicodeScalarView()
        var waiting = false
        for scalar in text.unicodeScalars {
            if isSpace(scalar) {
                waiting = waiting || !result.isEmpty
            } else {
                if waiting { result.append(" ") }
                waiting = false
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Neither XML nor Praat takes the last two.
        case 0...0x20, 0x7f...0x9f, 0x2028, 0x2029, 0xfffe, 0xffff: true
        default: false
        }
    }
}
