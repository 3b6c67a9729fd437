extension Manifest {
    /// The columns that `taking(_:)` can fill.
    public static let takenColumns = [
        "audio", "speaker", "session", "gender", "language", "transcript", "emotion", "split",
    ]

    /// The same corpus with some of its columns read under other names: `transcript` from a column `text`.
    ///
    /// An empty cell is an empty transcript and, for the other columns, no value; a JSON null is no value. The source
    /// columns stay where they are.
    ///
    /// - Parameter sources: the column to fill, one of `takenColumns`, and the one it is read from.
    /// - Returns: a corpus with the same utterances in the same order.
    /// - Throws: `CorpusError.missingColumn` where the manifest has no such column.
    public func taking(_ sources: [(column: String, source: String)]) throws(CorpusError) -> Manifest {
        var result = self
        for (column, source) in sources {
            let place = extraColumns.firstIndex { ByteKey($0) == ByteKey(source) }
            let known = ManifestColumn(name: source)
            guard place != nil || columns.contains(where: { ByteKey($0) == ByteKey(source) }) else {
                throw .missingColumn(path: path, column: source, found: columns)
            }
            for index in utterances.indices {
                var value: String?
                if let place {
                    let kinds = utterances[index].extraKinds
                    let isThere = place >= kinds.count || kinds[place] == .text || kinds[place] == .json
                    value = isThere ? utterances[index].extra[place] : nil
                } else if let known {
                    value = utterances[index][known]
                }
                result.utterances[index].set(column, value)
            }
            if !result.columns.contains(column) { result.columns.append(column) }
        }
        return result
    }
}

extension Utterance {
    fileprivate mutating func set(_ column: String, _ text: String?) {
        let value = text.flatMap { $0.isEmpty ? nil : $0 }
        switch ManifestColumn(name: column) {
        case .audio: audio = value
        case .speaker: speaker = value
        case .session: session = value
        case .gender: gender = value
        case .language: language = value
        case .transcript: transcript = text
        case .emotion: emotion = value
        case .split: split = value
        case .id, .start, .end, nil: preconditionFailure("\(column) is no column that can be taken from another")
        }
    }
}
