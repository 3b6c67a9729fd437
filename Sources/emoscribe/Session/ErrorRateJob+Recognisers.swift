import Annotation
import Corpus
import ErrorAnalysis
import ErrorRate
import SpeechToText
import TranscriptCache

extension ErrorRateJob {
    /// Adds what recognisers say of the manifest's recordings, from the cache or asked for just now.
    func addRecognisers(to inputs: inout ErrorRateInputs) async throws {
        guard case .manifest(let manifest) = inputs.reference else { return }
        // Nobody pays for utterances that nothing is compared with.
        let scored = manifest.utterances.indices.filter { manifest.utterances[$0].transcript != nil }
        var corpus = manifest
        corpus.utterances = scored.map { manifest.utterances[$0] }
        let store = try command.cache.place.open(readsOnly: command.recognition.offline)
        let heard = try await RecogniserSession.withEach(
            command.recognition, store: store, threads: command.compute.threads
        ) { session in
            let meter = TranscriptionProgressMeter(
                session.transcriber, total: corpus.utterances.count, quiet: command.output.quiet)
            defer { meter.finish() }
            let outcomes = try await BulkTranscription(manifest: corpus, transcriber: session.transcriber).collect()
            if Interrupts.shared.isInterrupted { throw CancellationError() }
            return (name: session.name, outcomes: outcomes)
        }
        for (name, outcomes) in heard {
            var answers = Array(repeating: RecogniserAnswer(.missing), count: manifest.utterances.count)
            for (place, outcome) in zip(scored, outcomes) { answers[place] = Self.answer(outcome) }
            try inputs.add(name, .list(answers))
        }
    }

    private static func answer(_ outcome: Result<Transcript, SpeechToTextError>?) -> RecogniserAnswer {
        switch outcome {
        case .success(let heard)?:
            RecogniserAnswer(
                .text(heard.parsed.text), confidence: heard.parsed.confidence, audioSeconds: heard.audioSeconds)
        case .failure(let error)? where !error.isPending: RecogniserAnswer(.failed, failure: error.description)
        case .failure, nil: RecogniserAnswer(.missing)
        }
    }
}
