/// Transcripts from files with one utterance a line: plain lines, `trn` and Kaldi's `text`.
struct TextTranscripts {
    private var stream: ByteStream
    private var line = 0
    private var bytes: [UInt8] = []
    private let format: TranscriptFormat
    private let allowsAlternatives: Bool

    init(stream: ByteStream, format: TranscriptFormat, allowsAlternatives: Bool) {
        self.stream = stream
        self.format = format
        self.allowsAlternatives = allowsAlternatives
    }

    mutating func next() throws(CorpusError) -> TranscriptRow? {
        while try stream.readLine(&bytes) {
            line += 1
            switch format {
            case .trn:
                guard let parsed = TRNLine(bytes, allowsAlternatives: allowsAlternatives) else { continue }
                return TranscriptRow(line: line, id: parsed.id, content: parsed.content)
            case .kaldi:
                guard let row = kaldiRow() else { continue }
                return row
            default: return TranscriptRow(line: line, id: "\(line)", content: Self.content(bytes[...]))
            }
        }
        return nil
    }

    /// The first word and the rest; nil for a line without a word.
    private func kaldiRow() -> TranscriptRow? {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        let start = bytes.firstIndex { !isSpace($0) } ?? bytes.count
        let end = bytes[start...].firstIndex(where: isSpace) ?? bytes.count
        guard start < end else { return nil }
        let id = bytes[start..<end]
        guard let text = String(validating: id, as: UTF8.self) else {
            let shown = EscapedText.bytes(Array(id))
            return TranscriptRow(line: line, id: "", content: .unusable("the id \(shown) is not UTF-8"))
        }
        return TranscriptRow(line: line, id: text, content: Self.content(bytes[end...]))
    }

    private static func content(_ bytes: ArraySlice<UInt8>) -> TranscriptRow.Content {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return .unusable("the text is not UTF-8: convert the file, for instance with iconv -f LATIN1 -t UTF-8")
        }
        return .text(text)
    }
}
