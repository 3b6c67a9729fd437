import AudioIO
public import Corpus
public import SpeechToText
import TranscriptCache

/// An utterance with everything that a model learns from.
public struct PreparedUtterance: Sendable {
    public var utterance: Utterance
    /// Index of the gold label in the label set.
    public var label: Int
    /// Empty where no model listens.
    public var features: UtteranceFeatures
    /// What each recogniser heard, by its name.
    public var hypotheses: [String: String] = [:]
}

/// What one recogniser made of the utterances of a corpus, in their order.
public struct HeardCorpus: Sendable {
    /// The recogniser's name in results.
    public var name: String
    public var answers: [Answer]

    public enum Answer: Sendable, Equatable {
        case text(String)
        /// None, for this reason.
        case failed(String)
    }

    public init(name: String, answers: [Answer]) {
        self.name = name
        self.answers = answers
    }
}

/// The labelled part of a corpus, ready to train on, and what was left out of it.
public struct PreparedCorpus: Sendable {
    /// In manifest order.
    public var utterances: [PreparedUtterance]
    /// Utterances without an emotion in the manifest.
    public var unlabelled = 0
    /// Emotions that are not in the label set, with how many utterances have them, in the order of their names.
    public var otherEmotions: [(name: String, count: Int)] = []
    /// Labelled utterances that could not be used, with the reason, in manifest order.
    public var failures: [(id: String, reason: String)] = []
}

/// Turns a manifest into a `PreparedCorpus`.
///
/// Decoding, features and transcripts are needed only as far as the models read them. One bad recording or a failed
/// transcription leaves one utterance out and is told; with the same files the same utterances remain.
public struct CorpusPreparation: Sendable {
    private let manifest: Manifest
    private let labels: LabelSet
    private let loader: FeatureLoader
    private let reader: UtteranceAudioReader

    /// A preparation of one manifest; nothing is read yet.
    ///
    /// - Parameters:
    ///   - manifest: the corpus.
    ///   - labels: decides which utterances are in, and which class they are.
    ///   - threads: how many recordings are decoded at the same time; at least 1.
    ///   - maximumFrames: MFCC frames per utterance that the models read.
    ///   - reader: how recordings are read.
    public init(
        manifest: Manifest, labels: LabelSet, threads: Int, maximumFrames: Int,
        reader: UtteranceAudioReader = UtteranceAudioReader()
    ) {
        self.manifest = manifest
        self.labels = labels
        self.reader = reader
        loader = FeatureLoader(reader: reader, threads: threads, maximumFrames: maximumFrames)
    }

    /// The utterances with a label of the set, without features or hypotheses.
    public func labelled() -> PreparedCorpus {
        var corpus = PreparedCorpus(utterances: [])
        var others: [String: Int] = [:]
        for utterance in manifest.utterances {
            guard let emotion = utterance.emotion else {
                corpus.unlabelled += 1
                continue
            }
            guard let label = labels.index(of: emotion) else {
                others[emotion, default: 0] += 1
                continue
            }
            corpus.utterances.append(
                PreparedUtterance(
                    utterance: utterance, label: label,
                    features: UtteranceFeatures(frames: [], frameCount: 0, prosody: [])))
        }
        corpus.otherEmotions = others.sorted { $0.key < $1.key }.map { (name: $0.key, count: $0.value) }
        return corpus
    }

    /// Computes the features of each utterance; those whose recording cannot be read become failures.
    public func addFeatures(
        to corpus: inout PreparedCorpus, isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (_ done: Int) -> Void = { _ in }
    ) async throws {
        let loaded = await loader.load(
            corpus.utterances.map(\.utterance), of: manifest, isCancelled: isCancelled, progress: progress)
        if isCancelled() { throw CancellationError() }
        var kept: [PreparedUtterance] = []
        for (var prepared, result) in zip(corpus.utterances, loaded) {
            switch result {
            case .success(let features)?:
                prepared.features = features
                kept.append(prepared)
            case .failure(let error)?:
                corpus.failures.append((prepared.utterance.id, error.description))
            case nil:
                corpus.failures.append((prepared.utterance.id, "the manifest names no audio for this utterance"))
            }
        }
        corpus.utterances = kept
    }

    /// Leaves out utterances without a reference transcript, for models that are trained on them.
    public func requireReferences(in corpus: inout PreparedCorpus) {
        let missing = corpus.utterances.filter { $0.utterance.transcript == nil }
        corpus.failures += missing.map { ($0.utterance.id, "the manifest has no transcript for this utterance") }
        corpus.utterances.removeAll { $0.utterance.transcript == nil }
    }

    /// Has a recogniser hear each utterance.
    ///
    /// - Throws: the `SpeechToTextError` that ended the work, `CancellationError`.
    public func hear(
        _ corpus: PreparedCorpus, with transcriber: Transcriber, named name: String
    ) async throws -> HeardCorpus {
        var part = manifest
        part.utterances = corpus.utterances.map(\.utterance)
        let bulk = BulkTranscription(manifest: part, reader: reader, transcriber: transcriber)
        let answers = try await bulk.collect().map { outcome -> HeardCorpus.Answer in
            switch outcome {
            case .success(let heard)?: .text(heard.parsed.text)
            case .failure(let error)?: .failed(error.description)
            case nil: throw CancellationError()
            }
        }
        return HeardCorpus(name: name, answers: answers)
    }

    /// Adds what recognisers heard; an utterance that one of them failed on becomes a failure, so that all models see the
    /// same utterances.
    ///
    /// - Parameters:
    ///   - heard: as many answers each as there are utterances.
    ///   - corpus: gets them.
    public func add(_ heard: [HeardCorpus], to corpus: inout PreparedCorpus) {
        var kept: [PreparedUtterance] = []
        for (place, utterance) in corpus.utterances.enumerated() {
            var prepared = utterance
            var problem: String?
            for recogniser in heard {
                switch recogniser.answers[place] {
                case .text(let text): prepared.hypotheses[recogniser.name] = text
                case .failed(let reason): problem = problem ?? Self.tell(reason, of: recogniser, among: heard)
                }
            }
            if let problem {
                corpus.failures.append((prepared.utterance.id, problem))
            } else {
                kept.append(prepared)
            }
        }
        corpus.utterances = kept
    }

    private static func tell(_ reason: String, of recogniser: HeardCorpus, among all: [HeardCorpus]) -> String {
        all.count > 1 ? "\(recogniser.name): \(reason)" : reason
    }
}
