import Corpus

/// What a training tells of its checkpoint.
public enum CheckpointEvent: Equatable, Sendable {
    /// The run goes on from here.
    case resumed(step: Int)
    /// The checkpoint could not be used; the run begins anew.
    case damaged(path: String, reason: String)
    /// A state could not be written; the one before is still there, and the run goes on.
    case notWritten(path: String, reason: String)
}

extension Trainer {
    /// Trains as `train(_:dev:)` does, keeps the state in a file at every check, and goes on from it where there is one.
    ///
    /// Killed at any moment and called again with the same arguments, it ends with the bits of an undisturbed run. The file
    /// stays when this returns: take it away once the model is stored.
    ///
    /// - Parameters:
    ///   - examples: the training part.
    ///   - dev: the dev part.
    ///   - checkpoint: where the state is kept.
    ///   - identity: names and values of what made the examples, so that the file of another corpus is noticed; what this
    ///     trainer knows (shape, settings, seed) is added.
    ///   - isCancelled: asked before every step; the state is kept before the run ends.
    ///   - event: told what becomes of the checkpoint; a failed writing is told once.
    ///   - progress: told after every step.
    /// - Returns: the trained model.
    /// - Throws: as `train(_:dev:)`; `TrainingError.otherTraining` where the file belongs to another run. A loss that is
    ///   not finite takes the file away, since going on from it could only end the same way.
    public func train(
        _ examples: [Example], dev: [Example], checkpoint: CheckpointFile, identity: [String: String],
        isCancelled: () -> Bool = { false }, event: (CheckpointEvent) -> Void = { _ in },
        progress: (TrainingProgress) -> Void = { _ in }
    ) throws -> TrainedModel {
        let own = try SettingLeaves.of(self).merging(identity) { _, given in given }
        var resumed: TrainingState?
        switch try checkpoint.read(identity: own, start: try start()) {
        case .none: break
        case .damaged(let reason): event(.damaged(path: checkpoint.path, reason: reason))
        case .state(let state):
            event(.resumed(step: state.step))
            resumed = state
        }
        var isToldOfFailure = false
        do {
            return try train(
                examples, dev: dev, resuming: resumed, isCancelled: isCancelled,
                keep: { state in
                    do {
                        try checkpoint.write(state, identity: own)
                    } catch {
                        if !isToldOfFailure { event(.notWritten(path: checkpoint.path, reason: "\(error)")) }
                        isToldOfFailure = true
                    }
                }, progress: progress)
        } catch let error as TrainingError {
            if case .lossNotFinite = error { checkpoint.remove() }
            throw error
        }
    }
}
