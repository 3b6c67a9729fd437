import Corpus
import Foundation

/// Puts the folders of a comparison's shards together into one, which then is what one machine would have written.
///
/// ```swift
/// let table = try ComparisonMerge(folders: ["part1", "part2"]).write(to: "results")
/// ```
public struct ComparisonMerge: Sendable {
    private let parts: [StoredComparison]
    /// Of each part, the runs that it has.
    private let found: [[Bool]]

    /// How many names a message lists before it only counts.
    private static let shown = 10

    /// Reads the folders and makes sure that together they are one comparison.
    ///
    /// - Throws: `ExperimentError.cannotMerge` for other settings or data, runs that no folder has, and runs that several
    ///   have; what `StoredComparison` throws.
    public init(folders: [String]) throws {
        parts = try folders.map(StoredComparison.init(folder:))
        guard let first = parts.first else { throw ExperimentError.cannotMerge(reason: "no folder is named") }
        for part in parts.dropFirst() {
            let conflicts = try part.stored.conflicts(with: first.stored, sameExtent: true)
            guard conflicts.isEmpty else {
                throw ExperimentError.cannotMerge(
                    reason: "\(part.folder) is another comparison than \(first.folder): "
                        + conflicts.joined(separator: "; "))
            }
        }
        let jobs = first.plan.jobs
        let plan = first.plan
        found = try parts.map { part in
            let store = try RunStore(reading: part.folder)
            return try jobs.map { try store.result(of: $0, seed: plan.seed(fold: $0.fold, run: $0.run)) != nil }
        }
        try refuseOverlaps(jobs)
        try refuseGaps(jobs)
    }

    /// Runs of the whole comparison.
    public var total: Int { parts.first?.plan.jobs.count ?? 0 }

    /// The comparison, as the first of the folders has it.
    public var comparison: StoredComparison? { parts.first }

    /// Writes the whole comparison; the folder may be one of those that are read.
    ///
    /// - Returns: its table.
    /// - Throws: `ExperimentError.otherSettings` where the folder holds another comparison, `.inUse`, `.file`.
    @discardableResult
    public func write(to folder: String) throws -> ComparisonTable {
        guard let first = parts.first else { throw ExperimentError.cannotMerge(reason: "no folder is named") }
        let store = try RunStore(folder: folder)
        let claim = try ResultFolderClaim(folder: folder, shard: .whole)
        defer { withExtendedLifetime(claim) {} }
        let data = try first.data(from: folder)
        try store.claim(first.stored, corpus: StoredCorpus.bytes(data))
        for (part, found) in zip(parts, found) {
            let own = try RunStore(reading: part.folder)
            guard own.folder.standardizedFileURL != store.folder.standardizedFileURL else { continue }
            for (job, isFound) in zip(first.plan.jobs, found) where isFound {
                guard let bytes = try own.read(RunStore.file(of: job)) else { continue }
                try store.write(bytes, to: RunStore.file(of: job))
            }
        }
        return try ResultFiles(plan: first.plan, data: data, settings: first.settings, store: store).writeFinal().table
    }

    private func refuseOverlaps(_ jobs: [TrainingJob]) throws {
        let twice = jobs.indices.filter { place in found.count { $0[place] } > 1 }
        guard !twice.isEmpty else { return }
        let names = try twice.prefix(Self.shown).map { place in
            let owners = zip(parts, found).filter { $0.1[place] }.map(\.0.folder)
            let contents = try owners.map { try RunStore(reading: $0).read(RunStore.file(of: jobs[place])) }
            let same = contents.allSatisfy { $0 == contents.first } ? "identical" : "different"
            return "\(jobs[place].name) (\(same) in \(owners.joined(separator: " and ")))"
        }
        throw ExperimentError.cannotMerge(
            reason:
                "\(twice.count) of \(jobs.count) runs are in more than one folder: \(Self.list(names, twice.count)). "
                + "Name each shard's folder once, or take those runs out of all folders but one")
    }

    private func refuseGaps(_ jobs: [TrainingJob]) throws {
        let missing = jobs.indices.filter { place in !found.contains { $0[place] } }
        guard !missing.isEmpty else { return }
        throw ExperimentError.cannotMerge(
            reason: "\(missing.count) of \(jobs.count) runs are in no folder: "
                + "\(Self.list(missing.prefix(Self.shown).map { jobs[$0].name }, missing.count)). "
                + "Finish their shards, or name the folders that are left out")
    }

    private static func list(_ names: [String], _ count: Int) -> String {
        names.joined(separator: ", ") + (count > names.count ? " and \(count - names.count) more" : "")
    }
}
