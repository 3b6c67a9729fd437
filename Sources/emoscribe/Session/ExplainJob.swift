import Annotation
import AudioIO
import Corpus
import ErrorRate
import Experiments
import Foundation
import Models
import Training
import TranscriptCache

/// The work of `emoscribe explain`: looks into every file that was named.
struct ExplainJob {
    let command: ExplainCommand

    func run() async throws -> Explanation {
        let manifests = try readManifests()
        let stored = try command.results.map { try StoredComparison(folder: $0) }
        var found = Explanation(
            id: command.id, knownFrom: [], transcripts: [], predictions: [],
            program: "emoscribe \(Emoscribe.version)", problems: [])
        for (manifest, isLabels) in manifests {
            guard let utterance = utterance(in: manifest) else { continue }
            found.knownFrom.append(manifest.path)
            take(utterance, of: manifest, isLabels: isLabels, into: &found)
        }
        if let stored { try take(stored, into: &found) }
        guard !found.knownFrom.isEmpty else { throw unknown(manifests.map(\.manifest), stored) }
        try await hear(&found)
        addErrors(&found)
        for path in command.model { try predict(path, &found) }
        return found
    }

    private func readManifests() throws -> [(manifest: Manifest, isLabels: Bool)] {
        try [(command.corpus, false), (command.labels, true)].compactMap { path, isLabels in
            try path.map { (try Manifest.read(path: $0), isLabels) }
        }
    }

    private func utterance(in manifest: Manifest) -> Utterance? {
        manifest.utterances.first { ByteKey($0.id) == ByteKey(command.id) }
    }

    /// Says that nobody knows the id, and which ones are near.
    private func unknown(_ manifests: [Manifest], _ stored: StoredComparison?) -> CommandFailure {
        let places = manifests.map(\.path) + (stored.map { [$0.folder] } ?? [])
        var ids: [String] = []
        var taken: Set<ByteKey> = []
        for id in manifests.flatMap({ $0.utterances.map(\.id) }) + (stored?.data.utterances.map(\.id) ?? [])
        where taken.insert(ByteKey(id)).inserted {
            ids.append(id)
        }
        let near = NearestIDs.of(command.id, among: ids)
        let hint =
            near.isEmpty
            ? ids.first.map { "; ids there look like \(EscapedText.oneLine($0))" } ?? ""
            : "; near it are \(near.map(EscapedText.oneLine).joined(separator: ", "))"
        return CommandFailure(
            "no utterance \(EscapedText.oneLine(command.id)) in "
                + "\(places.map(EscapedText.oneLine).joined(separator: ", ")) (\(Spoken.count(ids.count, "utterance")))\(hint)",
            .wrongUsage)
    }

    private func take(_ utterance: Utterance, of manifest: Manifest, isLabels: Bool, into found: inout Explanation) {
        if found.audio == nil, let path = manifest.audioPath(of: utterance) {
            found.audio = audio(path, utterance.start, utterance.end)
        }
        found.speaker = found.speaker ?? utterance.speaker
        found.session = found.session ?? utterance.session
        guard isLabels else {
            found.goldLabel = utterance.emotion
            if let text = utterance.transcript {
                found.transcripts.append(.init(name: "gold", from: manifest.path, text: text))
            }
            return
        }
        let extra = Dictionary(
            zip(manifest.extraColumns, utterance.extra).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
        func cell(_ name: String) -> String? { extra[name].flatMap { $0.isEmpty ? nil : $0 } }
        found.goldLabel = found.goldLabel ?? cell("manifest_emotion")
        found.annotation = Explanation.Annotation(
            file: manifest.path, status: cell("status"), emotion: utterance.emotion, confidence: cell("confidence"),
            model: cell("model"), transcriptSource: cell("transcript_source"), transcript: utterance.transcript,
            recognitionConfidence: cell("asr_confidence"), error: cell("error"),
            probabilities: zip(manifest.extraColumns, utterance.extra).filter { $0.0.hasPrefix("p_") }.map {
                .init(label: String($0.dropFirst(2)), probability: Double($1))
            })
        if let source = cell("transcript_source"), let text = utterance.transcript,
            !found.transcripts.contains(where: { $0.name == source })
        {
            found.transcripts.append(.init(name: source, from: manifest.path, text: text))
        }
        if let text = cell("manifest_transcript"), !found.transcripts.contains(where: { $0.name == "gold" }) {
            found.transcripts.insert(.init(name: "gold", from: manifest.path, text: text), at: 0)
        }
    }

    private func take(_ stored: StoredComparison, into found: inout Explanation) throws {
        guard let utterance = stored.data.utterances.first(where: { ByteKey($0.id) == ByteKey(command.id) })
        else { return }
        found.knownFrom.append(stored.folder)
        if found.audio == nil, let recording = utterance.recording {
            let isAbsolute = recording.path.utf8.first == UInt8(ascii: "/")
            found.audio = audio(
                isAbsolute ? recording.path : stored.folder + "/" + recording.path, recording.start, recording.end)
        }
        if !utterance.speaker.isEmpty { found.speaker = found.speaker ?? utterance.speaker }
        found.goldLabel = found.goldLabel ?? stored.data.labels[utterance.label]
        let variants = [TranscriptVariant.gold] + stored.plan.recognisers
        for variant in variants where !found.transcripts.contains(where: { $0.name == variant.rawValue }) {
            guard let text = utterance.transcripts[variant] else { continue }
            found.transcripts.append(.init(name: variant.rawValue, from: stored.folder, text: text))
        }
        found.comparison = .init(
            folder: stored.folder, labels: stored.data.labels, rows: try stored.predictions(of: command.id),
            dataHash: stored.data.hash, program: stored.settings.notes["program"])
    }

    private func audio(_ path: String, _ start: Double?, _ end: Double?) -> Explanation.Audio {
        .init(path: path, start: start, end: end, exists: FileManager.default.fileExists(atPath: path))
    }

    /// Reads the samples, for their hash, and what the cache knows about it.
    private func hear(_ found: inout Explanation) async throws {
        guard let audio = found.audio else { return }
        let read: UtteranceAudio
        do {
            read = try UtteranceAudioReader(acceptTruncated: true).read(
                path: audio.path, start: audio.start, end: audio.end)
        } catch {
            found.problems.append("the recording cannot be read: \(EscapedText.oneLine(error.description))")
            return
        }
        let hash = ContentHash(samples: read.samples)
        found.audio?.seconds = read.durationSeconds
        found.audio?.sampleHash = hash.description
        found.audio?.remark = read.remark
        guard FileManager.default.fileExists(atPath: command.cache.directory + "/emoscribe.sqlite") else { return }
        for answer in try await command.cache.look().transcripts(ofSamples: hash) {
            let identity = answer.identity
            let origin = Explanation.Transcript.Origin(
                key: identity.key.description, provider: identity.provider, endpoint: identity.endpoint,
                model: identity.model, language: identity.language, options: identity.options,
                adapterVersion: identity.adapterVersion, parserVersion: answer.parserVersion,
                confidence: answer.parsed.confidence, createdAt: answer.createdAt.ISO8601Format())
            let name = "asr:\(identity.provider)"
            // The very text that is shown already only gets its origin.
            if let place = found.transcripts.firstIndex(where: {
                $0.origin == nil && $0.name != "gold" && $0.text == answer.parsed.text
            }) {
                found.transcripts[place].origin = origin
            } else {
                found.transcripts.append(
                    .init(name: name, from: command.cache.directory, text: answer.parsed.text, origin: origin))
            }
        }
    }

    /// Compares every transcript with the gold one.
    private func addErrors(_ found: inout Explanation) {
        guard let gold = found.transcripts.first(where: { $0.name == "gold" })?.text else { return }
        var scorer = ErrorRateScorer(normalizer: .basic)
        for place in found.transcripts.indices where found.transcripts[place].name != "gold" {
            let result = scorer.score(reference: gold, hypothesis: .text(found.transcripts[place].text))
            let counts = result.words.counts
            let lines = AlignmentText(lineWidth: 76).render(
                result.words, reference: Tokenization.whiteSpace.tokens(in: result.reference),
                hypothesis: Tokenization.whiteSpace.tokens(in: result.hypothesis))
            found.transcripts[place].errors = .init(
                wordErrorRate: counts.referenceCount == 0 ? nil : counts.errorRate,
                substitutions: counts.substitutions, deletions: counts.deletions, insertions: counts.insertions,
                alignment: lines.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    }

    /// Labels the utterance with a model file, once for each transcript that the model could read.
    private func predict(_ path: String, _ found: inout Explanation) throws {
        let model = try LabellingModel(path: path)
        guard !model.isStandardisedBySpeaker else {
            found.problems.append(
                "\(model.name) hears a speaker's voice against all of their recordings, and one is not enough: "
                    + "'annotate' labels with it, and --labels shows the row")
            return
        }
        var features = UtteranceFeatures(frames: [], frameCount: 0, prosody: [])
        if model.architecture.usesAudio {
            guard let audio = found.audio, audio.sampleHash != nil else {
                found.problems.append("\(model.name) needs the recording, which could not be read")
                return
            }
            let samples = try UtteranceAudioReader(acceptTruncated: true).read(
                path: audio.path, start: audio.start, end: audio.end
            ).samples
            let extractor = UtteranceFeatureExtractor(maximumFrames: model.file.configuration.maximumFrames)
            features = extractor.extract(samples)
        }
        let texts: [(name: String?, text: String)] =
            model.architecture.usesText ? found.transcripts.map { ($0.name, $0.text) } : [(nil, "")]
        if texts.isEmpty { found.problems.append("\(model.name) reads a transcript, and there is none") }
        let predictor = try Predictor(model: model.file)
        for (name, text) in texts {
            let input = model.builder.input(
                frames: features.frames, prosody: features.prosody, transcript: text, speaker: found.speaker)
            guard let prediction = try predictor.predict([input]).first else { continue }
            found.predictions.append(
                .init(
                    model: model.name, file: path, fileHash: model.hash, toolVersion: model.file.metadata.toolVersion,
                    trainingDataHash: model.file.metadata.trainingDataHash, transcript: name,
                    label: model.labels[prediction.label],
                    probabilities: zip(model.labels, prediction.probabilities).map {
                        .init(label: $0, probability: Double($1))
                    }, attention: model.builder.attendedWords(of: prediction, transcript: text)))
        }
    }
}
