import Annotation
import Corpus
import ErrorAnalysis
import Experiments
import Foundation
import SpeechToText
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
        var recognisers = Recognisers()
    }

    /// Whose transcripts are read beside the corpus's own.
    struct Recognisers {
        /// Files with what recognisers heard; named.
        var files: [TranscriptFile] = []
        /// Recognisers to ask.
        var services: [RecogniserChoice] = []
        /// How they are asked; needed where there are any.
        var options: RecognitionOptions?

        /// What they are called in results.
        var names: [String] { files.map(\.name) + services.map(\.name) }
    }

    /// A corpus that is ready, with what the reader of its results should know.
    struct Ready {
        var utterances: [PreparedUtterance]
        /// What the recognisers' transcripts are called in results.
        var recognisers: [String]
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
        let heard = try await hear(corpus, needs.recognisers, preparation, store)
        preparation.add(heard, to: &corpus)
        if !corpus.failures.isEmpty {
            FailureList.show(corpus.failures)
            Console.note("\(Spoken.count(corpus.failures.count, "labelled utterance")) left out")
        }
        guard !corpus.utterances.isEmpty else { throw CommandFailure("no utterance is left to train on") }
        return Ready(
            utterances: corpus.utterances, recognisers: needs.recognisers.names, failed: corpus.failures.count)
    }

    private func hear(
        _ corpus: PreparedCorpus, _ recognisers: Recognisers, _ preparation: CorpusPreparation,
        _ store: TranscriptStore?
    ) async throws -> [HeardCorpus] {
        let written = try recognisers.files.map { try Self.read($0, for: corpus) }
        guard let options = recognisers.options, let store, !recognisers.services.isEmpty else { return written }
        let count = corpus.utterances.count
        return try await written
            + RecogniserSession.withEach(options, recognisers.services, store: store, threads: threads) { session in
                let meter = TranscriptionProgressMeter(
                    session.transcriber, total: count, quiet: output.quiet, price: session.price)
                defer { meter.finish() }
                return try await preparation.hear(corpus, with: session.transcriber, named: session.name)
            }
    }

    private static func read(_ file: TranscriptFile, for corpus: PreparedCorpus) throws -> HeardCorpus {
        let answers = try file.answers()
        return HeardCorpus(
            name: file.name,
            answers: corpus.utterances.map { prepared in
                switch answers[ByteKey(prepared.utterance.id)] {
                case .text(let text)?: .text(text)
                case .failed(let reason)?, .unusable(let reason)?: .failed("\(file.path): \(reason)")
                case .alternatives?, .absent?, nil: .failed("\(file.path) has no transcript of this utterance")
                }
            })
    }
}

extension CorpusLoading.Ready {
    /// The form that training and comparing take.
    ///
    /// - Parameter manifest: says where the recordings are; nil where nobody is to hear them.
    /// - Returns: the utterances in their order.
    func experimentUtterances(heardIn manifest: Manifest? = nil) -> [ExperimentUtterance] {
        var recordings: [ByteKey: RecordingSpan] = [:]
        for utterance in manifest?.utterances ?? [] {
            guard let path = utterance.audio, !path.isEmpty else { continue }
            recordings[ByteKey(utterance.id)] = RecordingSpan(path: path, start: utterance.start, end: utterance.end)
        }
        return utterances.map { prepared in
            var transcripts: [TranscriptVariant: String] = [:]
            transcripts[.gold] = prepared.utterance.transcript
            for (name, text) in prepared.hypotheses { transcripts[.asr(name)] = text }
            var utterance = ExperimentUtterance(
                id: prepared.utterance.id, speaker: prepared.utterance.speaker ?? "", label: prepared.label,
                frames: prepared.features.frames, frameCount: prepared.features.frameCount,
                prosody: prepared.features.prosody, transcripts: transcripts)
            utterance.recording = recordings[ByteKey(utterance.id)]
            return utterance
        }
    }
}
