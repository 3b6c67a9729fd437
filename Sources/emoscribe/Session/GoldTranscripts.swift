import Corpus

/// Guards against taking a recogniser's words for reference transcripts.
enum GoldTranscripts {
    /// Refuses tables that `annotate` wrote from recognised speech: their `transcript` column is what was heard.
    ///
    /// - Throws: `CommandFailure`.
    static func check(_ manifest: Manifest) throws {
        guard let column = manifest.extraColumns.firstIndex(of: "transcript_source") else { return }
        guard let row = manifest.utterances.first(where: { $0.extra[column].hasPrefix("asr:") }) else { return }
        throw CommandFailure(
            "\(EscapedText.oneLine(manifest.path)): the transcripts are what a recogniser heard (utterance "
                + "\(EscapedText.oneLine(row.id)): transcript_source \(row.extra[column])), not references: use the corpus's "
                + "own manifest", .wrongUsage)
    }
}
