/// Puts the cells of one row into an utterance and notices the first that is not fit for its column.
struct RowBuilder {
    private(set) var utterance: Utterance
    private(set) var issue: ManifestIssue?
    private let path: String

    init(path: String, row: Int) {
        self.path = path
        utterance = Utterance(id: "", row: row)
    }

    /// Sets a known column from its text.
    mutating func set(_ column: ManifestColumn, _ text: String) {
        let value = text.isEmpty ? nil : text
        switch column {
        case .id: utterance.id = text
        case .audio: utterance.audio = value
        case .start: utterance.start = value.flatMap { seconds($0, column) }
        case .end: utterance.end = value.flatMap { seconds($0, column) }
        case .speaker: utterance.speaker = value
        case .session: utterance.session = value
        case .gender: utterance.gender = value
        case .language: utterance.language = value
        case .transcript: utterance.transcript = text
        case .emotion: utterance.emotion = value
        case .split: utterance.split = value
        }
    }

    /// Sets the further columns.
    mutating func setExtra(_ values: [String], kinds: [Utterance.ExtraKind] = []) {
        utterance.extra = values
        utterance.extraKinds = kinds
    }

    /// Notes what is wrong; the first thing said about a row stands.
    mutating func fail(_ message: String, column: String? = nil) {
        guard issue == nil else { return }
        issue = ManifestIssue(.error, path: path, row: utterance.row, column: column, message: message)
    }

    /// The finished row.
    consuming func finish() -> ManifestReader.Row {
        if utterance.id.isEmpty { fail("the id is empty. Every utterance needs one.", column: "id") }
        if let audio = utterance.audio, audio.utf8.contains(0) { fail("a path cannot hold a NUL.", column: "audio") }
        let start = utterance.start ?? 0
        if let end = utterance.end, end <= start {
            let stated = Utterance.text(seconds: start)
            fail("the end \(Utterance.text(seconds: end)) s is not after the start \(stated) s.", column: "end")
        }
        guard var issue else { return .utterance(utterance) }
        if !utterance.id.isEmpty { issue.id = utterance.id }
        return .issue(issue)
    }

    private mutating func seconds(_ text: String, _ column: ManifestColumn) -> Double? {
        let plain = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        if plain, let value = Double(text), value.isFinite {
            if value >= 0 { return value }
            fail("\(text) s is before the recording begins.", column: column.rawValue)
            return nil
        }
        fail(
            "\"\(text)\" is not a number of seconds. Write it like 1.25, or leave it empty.", column: column.rawValue)
        return nil
    }
}
