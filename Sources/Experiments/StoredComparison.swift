import Foundation

/// A folder of `compare`, read back: its settings, its plan, and its corpus without the features.
///
/// ```swift
/// let stored = try StoredComparison(folder: "results")
/// for result in try stored.results() { print(result.job.name) }
/// ```
public struct StoredComparison: Sendable {
    /// As it was named.
    public let folder: String
    public let plan: ComparisonPlan
    public let settings: ComparisonSettings
    /// Ids, speakers, labels, transcripts and folds; no frames, no prosody.
    ///
    /// Its hash is the one that was stored.
    public let data: ExperimentData
    let stored: StoredSettings

    /// Reads `settings.json` and `utterances.csv`.
    ///
    /// - Throws: `ExperimentError.noComparison` for another folder, `.damaged`, `.file`; `CorpusError`.
    public init(folder: String) throws {
        self.folder = folder
        let store = try RunStore(reading: folder)
        guard let stored = try store.settings() else { throw ExperimentError.noComparison(folder: folder) }
        self.stored = stored
        settings = stored.settings
        var plan = ComparisonPlan(
            architectures: stored.models, conditions: stored.conditions, folds: stored.folds.count, runs: stored.runs,
            seed: stored.seed)
        plan.wordErrorRates = stored.wordErrorRates ?? []
        self.plan = plan
        guard FileManager.default.fileExists(atPath: store.path(StoredCorpus.file)) else {
            throw ExperimentError.damaged(
                path: store.path(StoredCorpus.file),
                reason: "it is not there; the 'compare' that made the folder writes it")
        }
        data = try StoredCorpus.read(path: store.path(StoredCorpus.file), settings: stored)
    }

    /// The corpus with its recordings named from another folder, which is there.
    func data(from other: String) throws -> ExperimentData {
        try StoredCorpus.read(
            path: RunStore(reading: folder).path(StoredCorpus.file), settings: stored, from: other)
    }

    /// The table; nil while runs are left to do.
    ///
    /// - Throws: `ExperimentError.damaged`, `.file`.
    public func table() throws -> ComparisonTable? {
        let store = try RunStore(reading: folder)
        guard let bytes = try store.read("table.json") else { return nil }
        do { return try JSONDecoder().decode(ComparisonTable.self, from: bytes) } catch {
            throw ExperimentError.damaged(path: store.path("table.json"), reason: "\(error)")
        }
    }

    /// The paper's table beside this one; nil where this is no comparison by the paper's protocol or is not done.
    ///
    /// - Throws: as `table()`.
    public func besidePaper() throws -> PaperComparison? {
        guard settings.notes[PaperResults.protocolNote] == PaperResults.protocolName, let table = try table() else {
            return nil
        }
        return try PaperComparison(table, settings: settings)
    }

    /// Whether a folder looks like one of `compare`.
    public static func isOne(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/settings.json")
            && FileManager.default.fileExists(atPath: folder + "/runs")
    }

    /// The stored runs of the plan, in its order; those that are not done yet are missing.
    ///
    /// - Throws: `ExperimentError.file`.
    public func results() throws -> [RunResult] {
        let store = try RunStore(reading: folder)
        return try plan.jobs.compactMap { try store.result(of: $0, seed: plan.seed(fold: $0.fold, run: $0.run)) }
    }
}
