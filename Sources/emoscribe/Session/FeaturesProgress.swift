import Annotation
import Synchronization

/// Counts the recordings whose features are written, and says how fast it goes.
final class FeaturesProgress: Sendable {
    private struct State {
        var counts = ProgressMeter.Counts()
        var audioSeconds = 0.0
    }

    private let meter: ProgressMeter
    private let state = Mutex(State())
    private let start = ContinuousClock.now

    init(total: Int, quiet: Bool) {
        meter = ProgressMeter(title: "features", noun: "recordings", total: total, quiet: quiet)
    }

    func add(_ written: FeatureExtraction.Written) { change { $0.audioSeconds += written.audioSeconds } }

    func addFailure() { change { $0.counts.failed += 1 } }

    func finish() { meter.finish() }

    private func change(_ body: (inout State) -> Void) {
        let now = state.withLock { state in
            state.counts.done += 1
            body(&state)
            return state
        }
        let elapsed = start.duration(to: .now) / .seconds(1)
        let factor = elapsed > 0 ? Spoken.decimal(now.audioSeconds / elapsed, 0) : "–"
        meter.update(
            now.counts, detail: "\(Spoken.duration(now.audioSeconds)) of audio, \(factor) times real time")
    }
}
