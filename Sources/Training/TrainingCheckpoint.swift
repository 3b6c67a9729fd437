import Corpus
import Foundation
package import Models

/// A training state as the bytes of a file, with what it belongs to.
///
/// The file is safetensors: the tensors `parameters`, `best`, `first_moment` and `second_moment`, each of as many float32
/// values as the model has parameters, and string metadata `format` (`emoscribe-checkpoint`), `format_version`, `identity`
/// (JSON: names and values of everything that decides the numbers), `progress` (JSON: step, generator, early stopping,
/// learning curve) and `content_hash`, the SHA-256 of the tensors' bytes and the progress. `best` is left out where it is
/// `parameters`.
package struct TrainingCheckpoint: Equatable, Sendable {
    /// Another version's checkpoints are not read.
    static let formatVersion = 1

    /// What decides the numbers of a run, by name: data, settings, seed, program.
    package var identity: [String: String]
    package var state: TrainingState

    package init(identity: [String: String], state: TrainingState) {
        self.identity = identity
        self.state = state
    }

    /// Everything of a state that is no large table.
    private struct Progress: Codable {
        var step, bestStep, optimizerStep, lossSteps: Int
        var lossSum: Double
        var batches: SeededGenerator
        var stopping: EarlyStopping
        var curve: LearningCurve
        var stopReason: StopReason?
    }

    /// The file's bytes; equal states give equal bytes.
    ///
    /// - Throws: what encoding as JSON throws.
    /// - Complexity: O(parameters): about 16 bytes for each.
    package func encoded() throws -> [UInt8] {
        let progress = Progress(
            step: state.step, bestStep: state.bestStep, optimizerStep: state.optimizer.step, lossSteps: state.lossSteps,
            lossSum: state.lossSum, batches: state.batches, stopping: state.stopping,
            curve: state.curve, stopReason: state.stopReason)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func text(_ value: some Encodable) throws -> String {
            String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        var tables = [("parameters", state.parameters.values)]
        if state.best != state.parameters { tables.append(("best", state.best.values)) }
        tables.append(("first_moment", state.optimizer.firstMoment))
        tables.append(("second_moment", state.optimizer.secondMoment))
        let described = try text(progress)
        let metadata = [
            "format": Self.format, "format_version": "\(Self.formatVersion)", "identity": try text(identity),
            "progress": described, "content_hash": Self.contentHash(tables.map(\.1), described),
        ]
        return Safetensors(
            metadata: metadata,
            tensors: tables.map { Safetensors.Tensor(name: $0.0, shape: [$0.1.count], values: $0.1) }
        ).encoded()
    }

    /// What a checkpoint belongs to, without its state.
    ///
    /// - Throws: `CheckpointProblem`.
    package static func identity(of file: Safetensors) throws(CheckpointProblem) -> [String: String] {
        guard file.metadata["format"] == format else { throw .damaged("it is no checkpoint") }
        let version = file.metadata["format_version"] ?? ""
        guard version == "\(formatVersion)" else { throw .otherVersion(version) }
        return try json([String: String].self, "identity", of: file)
    }

    /// Reads a state back.
    ///
    /// - Parameters:
    ///   - file: written by `encoded()`.
    ///   - start: the state before the first step of the same run; gives shapes and optimiser settings.
    /// - Throws: `CheckpointProblem.damaged` where the content is not what was written, or of other shapes.
    package init(file: Safetensors, start: TrainingState) throws(CheckpointProblem) {
        identity = try Self.identity(of: file)
        let progress = try Self.json(Progress.self, "progress", of: file)
        let count = start.parameters.values.count
        func table(_ name: String) throws(CheckpointProblem) -> [Float] {
            guard let values = file[name]?.values, values.count == count else {
                throw .damaged("\"\(name)\" is not \(count) values")
            }
            return values
        }
        var state = start
        state.parameters.values = try table("parameters")
        state.best = state.parameters
        if file["best"] != nil { state.best.values = try table("best") }
        let (first, second) = (try table("first_moment"), try table("second_moment"))
        let tables = [state.parameters.values] + (file["best"] == nil ? [] : [state.best.values]) + [first, second]
        guard file.metadata["content_hash"] == Self.contentHash(tables, file.metadata["progress"] ?? "") else {
            throw .damaged("its content is not what was written")
        }
        guard progress.step >= 0, progress.optimizerStep == progress.step, progress.lossSteps >= 0 else {
            throw .damaged("its step numbers do not fit each other")
        }
        state.optimizer.restore(step: progress.optimizerStep, firstMoment: first, secondMoment: second)
        state.step = progress.step
        state.bestStep = progress.bestStep
        state.lossSum = progress.lossSum
        state.lossSteps = progress.lossSteps
        state.batches = progress.batches
        state.stopping = progress.stopping
        state.curve = progress.curve
        state.stopReason = progress.stopReason
        self.state = state
    }

    private static let format = "emoscribe-checkpoint"

    private static func json<Value: Decodable>(
        _ type: Value.Type, _ key: String, of file: Safetensors
    ) throws(CheckpointProblem) -> Value {
        guard let text = file.metadata[key] else { throw .damaged("its \(key) is missing") }
        do { return try JSONDecoder().decode(type, from: Data(text.utf8)) } catch {
            throw .damaged("its \(key) cannot be read")
        }
    }

    private static func contentHash(_ tables: [[Float]], _ progress: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(tables.reduce(progress.utf8.count) { $0 + 4 * $1.count })
        for table in tables { table.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        bytes.append(contentsOf: progress.utf8)
        return ModelFile.hash(of: bytes)
    }
}

/// Why a checkpoint cannot be continued.
package enum CheckpointProblem: Error, Equatable {
    /// Cut, overwritten, or something else than a checkpoint.
    case damaged(String)
    /// Of a program that stores other things.
    case otherVersion(String)
}
