public import Foundation

/// A small tree of IEMOCAP's layout, for a corpus that is licensed and not to be had here.
public struct IEMOCAPTree {
    /// A labelled utterance.
    public struct Turn {
        /// What follows the dialogue's name, such as `F000`.
        public var name: String
        /// Such as `neu`, `exc`, `xxx`.
        public var label: String
        public var transcript: String?
        /// The recording's bytes; nil where it is missing.
        public var recording: Data?

        public init(_ name: String, _ label: String, _ transcript: String?, recording: Data? = Data("sound".utf8)) {
            self.name = name
            self.label = label
            self.transcript = transcript
            self.recording = recording
        }
    }

    private let folder: TemporaryFolder

    public init(in folder: TemporaryFolder) { self.folder = folder }

    /// Writes a dialogue: evaluations with raters' lines, transcriptions with a stray line, recordings.
    public func write(session: Int, dialogue: String, _ turns: [Turn]) throws {
        var evaluations = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n"
        var lines: [String] = []
        for (place, turn) in turns.enumerated() {
            let id = "\(dialogue)_\(turn.name)"
            evaluations += "[\(place).5000 - \(place + 1).2500]\t\(id)\t\(turn.label)\t[2.5000, 3.0000, 2.5000]\n"
            evaluations += "C-E2:\tNeutral;\t()\nA-E3:\tval 3; act 2; dom  2;\t()\n\n"
            if let transcript = turn.transcript {
                lines.append("\(id) [00\(place).5000-00\(place + 1).2500]: \(transcript)")
            }
            if let recording = turn.recording {
                try folder.write(recording, to: "Session\(session)/sentences/wav/\(dialogue)/\(id).wav")
            }
        }
        lines.insert("M: sorry", at: min(1, lines.count))
        try folder.write(evaluations, to: "Session\(session)/dialog/EmoEvaluation/\(dialogue).txt")
        try folder.write("junk", to: "Session\(session)/dialog/EmoEvaluation/._\(dialogue).txt")
        try folder.write(
            lines.joined(separator: "\n") + "\n", to: "Session\(session)/dialog/transcriptions/\(dialogue).txt")
    }
}
