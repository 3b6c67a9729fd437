import Annotation
import Corpus
import Experiments
import Foundation
import TranscriptCache

/// Gets a labelled corpus ready for training: labels, sound, transcripts; says what is left out and why.
struct CorpusLoading {
    let labels: LabelSet
    let threads: Int
    let output: OutputOptions
    /// Frames that the models read of an utterance.
    var maximumFrames = 750

    /// What the models need.
    struct Needs {
        var audio: Bool
        var goldTranscripts: Bool
        /// The recogniser to ask; nil where none is needed.
        var recognition: RecognitionOptions?
    }

    /// A corpus that is ready, with what the reader of its results should know.
    struct Ready {
        var utterances: [PreparedUtterance]
        /// What the recogniser's transcripts are called in results.
        var recogniser: String?
        /// Utterances that should have been in and could not be.
        var failed: Int
    }

    /// Reads what the models need.
    ///
    /// - Parameters:
    ///   - manifest: the corpus.
    ///   - needs: what the models read.
    ///   - store: the cache; needed where a recogniser is asked.
    ///   - check: asked with the labelled utterances before anything is decoded or transcribed, so that what cannot work
    ///     costs nothing.
    /// - Returns: the utterances that are left, and how many could not be used.
    /// - Throws: `CommandFailure`, `CancellationError`, and what `check` throws.
    func load(
        _ manifest: Manifest, needs: Needs, store: TranscriptStore?, check: ([Utterance]) throws -> Void
    ) async throws -> Ready {
        let preparation = CorpusPreparation(
            manifest: manifest, labels: labels, threads: threads, maximumFrames: maximumFrames)
        LabelsTableAsInput.warnOfModelLabels(manifest)
        var corpus = preparation.labelled()
        if corpus.unlabelled > 0 {
            output.remark("\(Spoken.count(corpus.unlabelled, "utterance")) without an emotion: left out")
        }
        if !corpus.otherEmotions.isEmpty {
            let list = corpus.otherEmotions.map { "\(EscapedText.oneLine($0.name)) \($0.count)" }
            output.remark("emotions outside the label set, left out: \(list.joined(separator: ", "))")
        }
        guard !corpus.utterances.isEmpty else {
            throw CommandFailure(
                "no utterance has one of the labels \(labels.labels.joined(separator: ", ")): "
                    + "give --labels, or --labels auto for every emotion of the corpus", .wrongUsage)
        }
        if needs.goldTranscripts {
            try LabelsTableAsInput.refuseAsReferences(manifest)
            try MissingColumns.refuseWithoutTranscripts(corpus.utterances.map(\.utterance), manifest)
            preparation.requireReferences(in: &corpus)
        }
        if needs.audio { try MissingColumns.refuseWithoutAudio(corpus.utterances.map(\.utterance), manifest) }
        try check(corpus.utterances.map(\.utterance))
        if needs.audio {
            let meter = ProgressMeter(title: "features", total: corpus.utterances.count, quiet: output.quiet)
            try await preparation.addFeatures(to: &corpus, isCancelled: { Interrupts.shared.isInterrupted }) { done in
                meter.update(.init(done: done))
            }
            meter.finish()
        }
        var recogniser: String?
        if let recognition = needs.recognition, let store {
            let count = corpus.utterances.count
            (corpus, recogniser) = try await RecogniserSession.with(recognition, store: store, threads: threads) {
                [corpus] session in
                var heard = corpus
                let meter = TranscriptionProgressMeter(session.transcriber, total: count, quiet: output.quiet)
                defer { meter.finish() }
                try await preparation.addHypotheses(to: &heard, from: session.transcriber)
                return (heard, session.name)
            }
        }
        if !corpus.failures.isEmpty {
            FailureList.show(corpus.failures)
            Console.note("\(Spoken.count(corpus.failures.count, "labelled utterance")) left out")
        }
        guard !corpus.utterances.isEmpty else { throw CommandFailure("no utterance is left to train on") }
        return Ready(utterances: corpus.utterances, recogniser: recogniser, failed: corpus.failures.count)
    }
}

extension CorpusLoading.Ready {
    /// The form that training and comparing take.
    func experimentUtterances() -> [ExperimentUtterance] {
        utterances.map { prepared in
            var transcripts: [TranscriptVariant: String] = [:]
            transcripts[.gold] = prepared.utterance.transcript
            if let recogniser { transcripts[.asr(recogniser)] = prepared.hypothesis }
            return ExperimentUtterance(
                id: prepared.utterance.id, speaker: prepared.utterance.speaker ?? "", label: prepared.label,
                frames: prepared.features.frames, frameCount: prepared.features.frameCount,
                prosody: prepared.features.prosody, transcripts: transcripts)
        }
    }
}
