import Export
import Foundation
import Models
import Training
import TranscriptCache

/// The models that label together, and the one that stands in for those that read where there is nothing to read.
struct ModelTeam: Sendable {
    /// The models, then the fallback.
    private(set) var all: [LabellingModel]
    /// How many of them vote; the one after those is the fallback.
    let modelCount: Int

    /// - Throws: `AnnotationError` for models that cannot work together.
    init(models: [LabellingModel], fallback: LabellingModel?) throws(AnnotationError) {
        all = models + [fallback].compactMap { $0 }
        modelCount = models.count
        guard let first = models.first else { throw .noModel }
        for other in all.dropFirst() where other.labels != first.labels {
            throw .labelsDiffer(first: first.labels, second: other.labels)
        }
        if let fallback, fallback.architecture.usesText {
            throw .fallbackReadsText(architecture: fallback.architecture.rawValue)
        }
        var seen: Set<String> = []
        for model in models where !seen.insert(model.hash).inserted { throw .modelTwice(name: model.name) }
    }

    var labels: [String] { all.first?.labels ?? [] }
    /// The most MFCC frames that one of them reads.
    var maximumFrames: Int { all.map(\.file.configuration.maximumFrames).max() ?? 0 }
    var readsText: Bool { all[..<modelCount].contains { $0.architecture.usesText } }
    var listens: Bool { all.contains { $0.architecture.usesAudio } }

    /// Gives a model the statistics that only the corpus to be labelled has.
    mutating func set(_ speakers: SpeakerStatistics, forModelAt index: Int) { all[index].builder.speakers = speakers }

    /// Who decides about an utterance.
    struct Voters: Sendable {
        /// Places in `all`, in order.
        var models: [Int]
        /// What the reader of the row should know.
        var remark: String?
    }

    /// Who decides where that is known of the text; nil where nobody can.
    ///
    /// Without anything to read the models that read step out: those that only listen decide, without any the fallback,
    /// and without that the models read an empty transcript where nothing was recognised.
    func voters(for text: LabelJob.Text) -> Voters? {
        let everyone = Array(0..<modelCount)
        let reason: String
        switch text {
        case .notRead, .unknown: return Voters(models: everyone)
        case .found(let found):
            guard found.text.allSatisfy(\.isWhitespace) else { return Voters(models: everyone) }
            reason = "empty transcript"
        case .missing(let why, _): reason = "no transcript (\(why))"
        }
        let remark = "\(reason): labelled by its sound alone"
        let listeners = everyone.filter { !all[$0].architecture.usesText }
        if listeners.count == modelCount { return Voters(models: everyone) }
        if !listeners.isEmpty { return Voters(models: listeners, remark: remark) }
        if modelCount < all.count { return Voters(models: [modelCount], remark: remark) }
        if case .missing = text { return nil }
        return Voters(models: everyone)
    }

    /// Whether one of these listens.
    func listens(_ voters: Voters) -> Bool { voters.models.contains { all[$0].architecture.usesAudio } }

    /// Fills in the label, or withholds it: the mean of the votes decides.
    func decide(_ row: inout LabelRow, _ voters: Voters, _ votes: [[Float]], minimumConfidence: Float?) {
        row.model = voters.models.map { all[$0].name }.joined(separator: "+")
        row.provenance.modelHashes = voters.models.map { all[$0].hash }
        if votes.count == 1 {
            row.probabilities = votes[0]
        } else {
            row.probabilities = labels.indices.map { label in
                votes.reduce(0) { $0 + $1[label] } / Float(votes.count)
            }
        }
        if modelCount > 1 {
            row.votes = Array(repeating: [], count: modelCount)
            for (model, vote) in zip(voters.models, votes) where model < modelCount { row.votes[model] = vote }
        }
        let probabilities = row.probabilities
        guard let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }) else { return }
        if let minimumConfidence, probabilities[best] < minimumConfidence {
            row.status = .abstained
        } else {
            row.status = .ok
            row.emotion = labels[best]
        }
    }
}
