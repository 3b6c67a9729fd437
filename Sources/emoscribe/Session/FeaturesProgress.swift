import Annotation
import Synchronization

/// Counts the recordings whose features are written, and says how fast it goes, inside long recordings too.
final class FeaturesProgress: Sendable {
    private struct State {
        var counts = ProgressMeter.Counts()
        var finishedSeconds = 0.0
        /// Seconds of the recordings that are being worked on.
        var begun: [Int: Double] = [:]
    }

    private let meter: ProgressMeter
    private let state = Mutex(State())
    private let start = ContinuousClock.now

    init(total: Int, quiet: Bool) {
        meter = ProgressMeter(title: "features", noun: "recordings", total: total, quiet: quiet)
    }

    /// So much of a recording is done.
    func reached(_ seconds: Double, of recording: Int) { change { $0.begun[recording] = seconds } }

    func add(_ written: FeatureExtraction.Written, of recording: Int) {
        change { state in
            state.begun[recording] = nil
            state.finishedSeconds += written.audioSeconds
            state.counts.done += 1
        }
    }

    func addFailure(of recording: Int) {
        change { state in
            state.begun[recording] = nil
            state.counts.done += 1
            state.counts.failed += 1
        }
    }

    func finish() { meter.finish() }

    private func change(_ body: (inout State) -> Void) {
        let now = state.withLock { state in
            body(&state)
            return state
        }
        let elapsed = start.duration(to: .now) / .seconds(1)
        let seconds = now.begun.values.reduce(now.finishedSeconds, +)
        let factor = elapsed > 0 ? Spoken.decimal(seconds / elapsed, 0) : "–"
        meter.update(now.counts, detail: "\(Spoken.duration(seconds)) of audio, \(factor) times real time")
    }
}
