import Corpus
import Foundation
import Models

/// The file beside a model's place that lets an interrupted training go on.
///
/// ```swift
/// let file = CheckpointFile(besideModel: "mdre.safetensors")     // mdre.safetensors.checkpoint
/// ```
///
/// It is written whole or not at all, is readable by its owner only, and holds no time: the same state gives the same bytes.
public struct CheckpointFile: Sendable {
    /// Where it lies.
    public let path: String

    /// The checkpoint of the training that writes the model to `path`.
    public init(besideModel path: String) { self.path = path + ".checkpoint" }

    /// Whether there is one.
    public var exists: Bool { access(path, F_OK) == 0 }

    /// Takes it away; no error where there is none.
    public func remove() { unlink(path) }

    /// What was found.
    enum Found: Equatable {
        case none
        case state(TrainingState)
        /// Nobody can use it: it is cut or overwritten.
        case damaged(reason: String)
    }

    /// Reads the state to go on from.
    ///
    /// - Parameters:
    ///   - identity: what decides the numbers of the run that wants to go on.
    ///   - start: that run's state before its first step.
    /// - Returns: that run's stored state, or why there is none.
    /// - Throws: `TrainingError.otherTraining` where it belongs to another run, `.checkpointUnreadable`.
    func read(identity: [String: String], start: TrainingState) throws -> Found {
        guard exists else { return .none }
        let bytes: [UInt8]
        do { bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw TrainingError.checkpointUnreadable(path: path, reason: error.localizedDescription)
        }
        let file: Safetensors
        do throws(SafetensorsProblem) { file = try Safetensors(bytes: bytes) } catch {
            return .damaged(reason: error.reason)
        }
        let problem: TrainingError
        do throws(CheckpointProblem) {
            let stored = try TrainingCheckpoint.identity(of: file)
            let differences = Self.differences(identity, stored)
            if differences.isEmpty { return .state(try TrainingCheckpoint(file: file, start: start).state) }
            problem = TrainingError.otherTraining(checkpoint: path, differences: differences)
        } catch .damaged(let reason) {
            return .damaged(reason: reason)
        } catch .otherVersion(let version) {
            let difference = "checkpoint format was \(Self.shown(version)), is \(TrainingCheckpoint.formatVersion)"
            problem = TrainingError.otherTraining(checkpoint: path, differences: [difference])
        }
        throw problem
    }

    /// Writes a state.
    ///
    /// - Throws: `CorpusError.fileFailed`, after which the one before is still there.
    func write(_ state: TrainingState, identity: [String: String]) throws {
        try WholeFile.write(
            try TrainingCheckpoint(identity: identity, state: state).encoded(), to: path, permissions: 0o600)
    }

    /// What differs between this run and the stored one, with both values.
    private static func differences(_ own: [String: String], _ stored: [String: String]) -> [String] {
        Set(own.keys).union(stored.keys).sorted().filter { own[$0] != stored[$0] }
            .map { "\($0) was \(shown(stored[$0])), is \(shown(own[$0]))" }
    }

    private static func shown(_ value: String?) -> String {
        guard let value else { return "absent" }
        return EscapedText.oneLine(value.count > 80 ? value.prefix(77) + "…" : value)
    }
}
