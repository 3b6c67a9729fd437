import Foundation

/// The folder of a comparison: what is in it, and how it gets there.
///
/// | file | what | when |
/// | --- | --- | --- |
/// | `settings.json` | settings, extent, data hash | before the first run |
/// | `utterances.csv` | the corpus without its features | before the first run |
/// | `runs/NAME.json` | one `RunResult` | when that run is finished, whole or not at all |
/// | `runs.csv` | a line per run and test | a line when it is finished; in the plan's order at the end |
/// | `predictions.csv`, `table.*` | views of the above | at the end |
///
/// Every file but the growing `runs.csv` is written beside its place and renamed.
struct RunStore: Sendable {
    let folder: URL

    init(folder: String) throws(ExperimentError) {
        self.folder = URL(fileURLWithPath: folder, isDirectory: true)
        do {
            try FileManager.default.createDirectory(
                at: self.folder.appendingPathComponent("runs"), withIntermediateDirectories: true)
        } catch { throw .file(path: folder, reason: "cannot be created: \(error.localizedDescription)") }
    }

    /// A folder that is only looked at; it may lack everything.
    init(reading folder: String) throws(ExperimentError) {
        self.folder = URL(fileURLWithPath: folder, isDirectory: true)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw .file(path: folder, reason: "there is no such folder")
        }
    }

    /// The stored settings; nil where there are none.
    ///
    /// - Throws: `ExperimentError.damaged`, `.file`.
    func settings() throws -> StoredSettings? {
        guard let data = try read("settings.json") else { return nil }
        do { return try JSONDecoder().decode(StoredSettings.self, from: data) } catch {
            throw ExperimentError.damaged(path: path("settings.json"), reason: "\(error)")
        }
    }

    /// Takes the folder for these settings and this corpus (`StoredCorpus.bytes`).
    ///
    /// - Throws: `ExperimentError.otherSettings` if it holds runs of others.
    func claim(_ settings: StoredSettings, corpus: [UInt8]) throws {
        if let stored = try self.settings() {
            let conflicts = try settings.conflicts(with: stored)
            guard conflicts.isEmpty else {
                throw ExperimentError.otherSettings(folder: folder.path, conflicts: conflicts)
            }
        }
        try write(Data(corpus), to: StoredCorpus.file)
        try write(Self.encoder(pretty: true).encode(settings) + Data("\n".utf8), to: "settings.json")
    }

    /// Where a job's result lies.
    static func file(of job: TrainingJob) -> String { "runs/\(job.name).json" }

    /// A finished run, or nil if there is none that answers the job.
    ///
    /// A file that cannot be read as a result counts as absent: the run is done again.
    func result(of job: TrainingJob, seed: UInt64) throws -> RunResult? {
        guard let data = try read(Self.file(of: job)),
            let result = try? JSONDecoder().decode(RunResult.self, from: data), result.seed == seed,
            result.answers(job)
        else { return nil }
        return result
    }

    /// Stores a finished run.
    func store(_ result: RunResult) throws {
        try write(Self.encoder(pretty: false).encode(result), to: Self.file(of: result.job))
    }

    /// Adds lines to a file in one write.
    func append(_ bytes: [UInt8], to name: String) throws {
        do {
            let handle = try FileHandle(forWritingTo: folder.appendingPathComponent(name))
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: bytes)
        } catch {
            throw ExperimentError.file(path: path(name), reason: "cannot be written: \(error.localizedDescription)")
        }
    }

    /// Replaces a file, whole or not at all.
    func write(_ data: Data, to name: String) throws {
        do { try data.write(to: folder.appendingPathComponent(name), options: .atomic) } catch {
            throw ExperimentError.file(path: path(name), reason: "cannot be written: \(error.localizedDescription)")
        }
    }

    /// Replaces a file by what `body` appends piece by piece, whole or not at all.
    func replace(_ name: String, body: (_ append: ([UInt8]) throws -> Void) throws -> Void) throws {
        let partial = "\(name).partial"
        try write(Data(), to: partial)
        let handle: FileHandle
        do { handle = try FileHandle(forWritingTo: folder.appendingPathComponent(partial)) } catch {
            throw ExperimentError.file(path: path(partial), reason: "cannot be opened: \(error.localizedDescription)")
        }
        do {
            defer { try? handle.close() }
            try body { bytes in
                do { try handle.write(contentsOf: bytes) } catch {
                    throw ExperimentError.file(
                        path: path(partial), reason: "cannot be written: \(error.localizedDescription)")
                }
            }
        }
        guard rename(path(partial), path(name)) == 0 else {
            throw ExperimentError.file(
                path: path(name), reason: "cannot be replaced: \(String(cString: strerror(errno)))")
        }
    }

    /// A file's bytes, nil if it does not exist.
    func read(_ name: String) throws -> Data? {
        let url = folder.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        do { return try Data(contentsOf: url) } catch {
            throw ExperimentError.file(path: url.path, reason: "cannot be read: \(error.localizedDescription)")
        }
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func encoder(pretty: Bool) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
