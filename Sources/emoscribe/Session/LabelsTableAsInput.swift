import Corpus

/// Guards against taking what `annotate` wrote for what people wrote: words and labels.
enum LabelsTableAsInput {
    /// Refuses tables that `annotate` wrote from recognised speech: their `transcript` column is what was heard.
    ///
    /// - Throws: `CommandFailure`.
    static func refuseAsReferences(_ manifest: Manifest) throws {
        guard let column = manifest.extraColumns.firstIndex(of: "transcript_source") else { return }
        guard let row = manifest.utterances.first(where: { $0.extra[column].hasPrefix("asr:") }) else { return }
        throw CommandFailure(
            "\(EscapedText.oneLine(manifest.path)): the transcripts are what a recogniser heard (utterance "
                + "\(EscapedText.oneLine(row.id)): transcript_source \(row.extra[column])), not references: use the corpus's "
                + "own manifest", .wrongUsage)
    }

    /// Reminds that the emotions of a table that `annotate` wrote are a model's, unless somebody corrected them.
    static func warnOfModelLabels(_ manifest: Manifest) {
        guard Set(["transcript_source", "model", "status"]).isSubset(of: manifest.extraColumns) else { return }
        Console.note(
            "warning: \(EscapedText.oneLine(manifest.path)) was written by 'annotate': its emotions are a model's labels, "
                + "not people's, unless they were corrected")
    }
}
