import Corpus

/// The rows of one recording as subtitles, in the order of time; rows may overlap.
enum Subtitles {
    struct Cue {
        var id: String
        /// Milliseconds; the end is after the start.
        var start: Int
        var end: Int
        var speaker: String
        /// Label, confidence and transcript as a person reads them.
        var text: String
    }

    /// The rows that have a label or a transcript, as cues.
    ///
    /// - Parameters:
    ///   - rows: of one recording.
    ///   - duration: where rows without an end end.
    ///   - problems: gets the rows that have no place.
    /// - Returns: cues by time.
    static func cues(
        _ rows: [RecordingRow], duration: Double?, _ problems: inout [(row: RecordingRow, reason: String)]
    ) -> [Cue] {
        var cues: [Cue] = []
        for row in rows where !(row.emotion.isEmpty && row.transcript.isEmpty) {
            guard let end = row.end ?? duration else {
                problems.append(
                    (row, "has no end, and how long the recording is cannot be told: give --assume-seconds"))
                continue
            }
            let start = Milliseconds.rounded(row.start ?? 0)
            cues.append(
                Cue(
                    id: TierText.oneLine(row.id), start: start, end: max(Milliseconds.rounded(end), start + 1),
                    speaker: row.speaker, text: text(row)))
        }
        return cues.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }

    private static func text(_ row: RecordingRow) -> String {
        var parts: [String] = []
        if !row.emotion.isEmpty {
            let confidence = Double(row.confidence).map { " \(Int(($0 * 100).rounded())) %" } ?? ""
            parts.append("[\(row.emotion)\(confidence)]")
        }
        if !row.transcript.isEmpty { parts.append(row.transcript) }
        return parts.joined(separator: " ")
    }

    /// A file of SubRip, with the speaker before the text.
    static func subRip(_ cues: [Cue]) -> [UInt8] {
        var output: [UInt8] = []
        for (index, cue) in cues.enumerated() {
            // An arrow in the text would be taken for the line of times.
            let text = (cue.speaker.isEmpty ? "" : cue.speaker + ": ") + cue.text
            let times = "\(Milliseconds.clock(cue.start, ",")) --> \(Milliseconds.clock(cue.end, ","))"
            output += "\(index + 1)\n\(times)\n\(text.replacingArrows())\n\n".utf8
        }
        return output
    }

    /// A file of WebVTT: ids as the names of cues, speakers as voices.
    static func webVTT(_ cues: [Cue]) -> [UInt8] {
        var output = Array("WEBVTT\n\n".utf8)
        for cue in cues {
            let times = "\(Milliseconds.clock(cue.start, ".")) --> \(Milliseconds.clock(cue.end, "."))"
            let text = XMLText.escaped(cue.text)
            let voiced = cue.speaker.isEmpty ? text : "<v \(XMLText.escaped(cue.speaker))>\(text)</v>"
            output += "\(cue.id.replacingArrows())\n\(times)\n\(voiced)\n\n".utf8
        }
        return output
    }
}

/// Whole milliseconds, the unit of subtitles and of ELAN.
enum Milliseconds {
    static func rounded(_ seconds: Double) -> Int { Int((min(max(seconds, 0), 1e12) * 1000).rounded()) }

    /// `01:02:03.456`; hours take as many digits as they need.
    static func clock(_ value: Int, _ point: String) -> String {
        let parts = [value / 3_600_000, value / 60_000 % 60, value / 1000 % 60].map { padded($0, 2) }
        return parts.joined(separator: ":") + point + padded(value % 1000, 3)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension String {
    fileprivate func replacingArrows() -> String {
        split(separator: "-->", omittingEmptySubsequences: false).joined(separator: "→")
    }
}
