import Corpus
import Foundation
import Models
import Training
import TranscriptCache

/// Makes the keys of labels, remembering what is the same for all utterances of a speaker.
///
/// Not Sendable; each worker has its own.
struct LabelKeys {
    private let team: ModelTeam
    private var statistics: [Int: [ByteKey: Data]] = [:]

    init(team: ModelTeam) { self.team = team }

    /// The keys of what each voter says, in their order.
    ///
    /// - Throws: where the statistics hold numbers that JSON cannot carry.
    mutating func keys(of job: LabelJob, _ voters: ModelTeam.Voters) throws -> [CacheKey] {
        var keys: [CacheKey] = []
        for index in voters.models {
            let model = team.all[index]
            keys.append(
                AnnotationKey.key(
                    sampleHash: model.architecture.usesAudio ? job.sampleHash : nil,
                    transcript: model.architecture.usesText ? job.transcript : nil, model: model,
                    statistics: try statistics(of: index, speaker: job.utterance.speaker ?? "")))
        }
        return keys
    }

    private mutating func statistics(of index: Int, speaker: String) throws -> Data? {
        let standardisation = team.all[index].builder.standardisation
        guard standardisation.mode == .speaker else { return nil }
        if let known = statistics[index]?[ByteKey(speaker)] { return known }
        guard let found = standardisation.statistics(speaker: speaker, among: team.all[index].builder.speakers) else {
            return nil
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(found)
        statistics[index, default: [:]][ByteKey(speaker)] = data
        return data
    }
}
