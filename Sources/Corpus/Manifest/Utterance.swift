/// One row of a manifest: a span of a recording with one speaker turn, or a line of text alone.
public struct Utterance: Sendable {
    /// Unique in its manifest; compared by bytes (`ByteKey`).
    public var id: String
    /// The recording as the manifest writes it, nil in text-only corpora; see `Manifest.audioPath(of:)`.
    public var audio: String?
    /// Where the utterance begins in the recording, in seconds; nil = at its start.
    public var start: Double?
    /// Where the utterance ends in the recording, in seconds; nil = at its end.
    public var end: Double?
    public var speaker: String?
    public var session: String?
    public var gender: String?
    public var language: String?
    /// The reference transcript: "" says that nothing was spoken, nil that nobody wrote down what was.
    public var transcript: String?
    /// The emotion label as the manifest writes it; a `LabelSet` turns it into a class.
    public var emotion: String?
    /// `train`, `dev` or `test` where the manifest says so.
    public var split: String?
    /// The values of the manifest's further columns, in the order of `Manifest.extraColumns`.
    public var extra: [String]
    /// What stood in JSONL behind each of `extra`; empty when all are plain text.
    package var extraKinds: [ExtraKind]
    /// The line, from 1, on which the record starts in its file; 0 where there is none.
    public var row: Int

    public init(
        id: String, audio: String? = nil, start: Double? = nil, end: Double? = nil, speaker: String? = nil,
        session: String? = nil, gender: String? = nil, language: String? = nil, transcript: String? = nil,
        emotion: String? = nil, split: String? = nil, extra: [String] = [], row: Int = 0
    ) {
        self.id = id
        self.audio = audio
        self.start = start
        self.end = end
        self.speaker = speaker
        self.session = session
        self.gender = gender
        self.language = language
        self.transcript = transcript
        self.emotion = emotion
        self.split = split
        self.extra = extra
        self.extraKinds = []
        self.row = row
    }

    /// What a further column's value was before it became text.
    package enum ExtraKind: Sendable { case text, json, null, absent }
}

extension Utterance {
    /// The value of a named column as text; nil where it is not there.
    package subscript(_ column: ManifestColumn) -> String? {
        switch column {
        case .id: id
        case .audio: audio
        case .start: start.map { Self.text(seconds: $0) }
        case .end: end.map { Self.text(seconds: $0) }
        case .speaker: speaker
        case .session: session
        case .gender: gender
        case .language: language
        case .transcript: transcript
        case .emotion: emotion
        case .split: split
        }
    }

    /// Seconds in the fewest digits that read back as the same number: 2, 1.25.
    package static func text(seconds: Double) -> String {
        if seconds == seconds.rounded(), abs(seconds) < 1e15 { return String(Int64(seconds)) }
        return seconds.description
    }
}

/// The columns that mean something to this program.
package enum ManifestColumn: String, CaseIterable, Sendable {
    case id, audio, start, end, speaker, session, gender, language, transcript, emotion, split

    /// The column of that exact name.
    package init?(name: String) { self.init(rawValue: name) }
}
