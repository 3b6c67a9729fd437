import Corpus
import Training

/// Says what a corpus lacks for a training before anything is decoded, once and not for each utterance.
enum MissingColumns {
    /// Refuses a corpus without any transcript for models that are trained on them.
    static func refuseWithoutTranscripts(_ utterances: [Utterance], _ manifest: Manifest) throws {
        guard !utterances.contains(where: { $0.transcript != nil }) else { return }
        throw CommandFailure(
            "\(EscapedText.oneLine(manifest.path)): no utterance has a transcript, and this model is trained on them. "
                + "Where they stand in another column, name it: --column transcript=NAME (there are "
                + "\(columns(manifest)))", .wrongUsage)
    }

    /// Refuses a corpus without any recording for models that listen.
    static func refuseWithoutAudio(_ utterances: [Utterance], _ manifest: Manifest) throws {
        guard !utterances.contains(where: { $0.audio != nil }) else { return }
        throw CommandFailure(
            "\(EscapedText.oneLine(manifest.path)): no utterance has audio, and this model listens. Name the column of the "
                + "recordings with --column audio=NAME (there are \(columns(manifest))), or train on text alone with "
                + "--model tre", .wrongUsage)
    }

    /// Standardising by speaker needs speakers: none is an error, some without one are told.
    static func checkSpeakers(_ utterances: [Utterance], _ mode: StandardisationMode) throws {
        guard mode == .speaker else { return }
        let lacking = utterances.filter { ($0.speaker ?? "").isEmpty }.count
        guard lacking < utterances.count else {
            throw CommandFailure(
                "--standardisation speaker, but no utterance names its speaker: name the column with --column "
                    + "speaker=NAME, or use --standardisation corpus", .wrongUsage)
        }
        let alone = Dictionary(grouping: utterances.filter { !($0.speaker ?? "").isEmpty }) {
            ByteKey($0.speaker ?? "")
        }.values.filter { $0.count < SpeakerStatistics.minimumUtterances }.count
        warn(lacking: lacking, alone: alone)
    }

    /// Warns where a model that is standardised by speaker labels utterances whose speaker is not known.
    static func warnOfSpeakers(_ stream: UtteranceStream) throws {
        var lacking = 0
        var cursor = try stream.open()
        while let streamed = try cursor.next() {
            if (streamed.utterance.speaker ?? "").isEmpty { lacking += 1 }
        }
        warn(lacking: lacking, alone: 0)
    }

    private static func warn(lacking: Int, alone: Int) {
        if lacking > 0 {
            Console.note(
                "warning: \(Spoken.count(lacking, "utterance")) without a speaker: standardised by the training part's "
                    + "statistics and not by their speaker's")
        }
        if alone > 0 {
            Console.note(
                "warning: \(Spoken.count(alone, "speaker")) with a single utterance: standardised by the training part's "
                    + "statistics")
        }
    }

    private static func columns(_ manifest: Manifest) -> String {
        EscapedText.oneLine(manifest.columns.joined(separator: ", "))
    }
}
