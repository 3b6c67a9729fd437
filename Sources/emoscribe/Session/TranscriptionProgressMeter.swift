import Foundation
import SpeechToText

/// Shows where a transcriber is, a few times a second, until it is told to stop.
struct TranscriptionProgressMeter {
    private let meter: ProgressMeter
    private let task: Task<Void, Never>
    private let transcriber: Transcriber

    init(_ transcriber: Transcriber, total: Int, quiet: Bool) {
        let meter = ProgressMeter(title: "transcribing", total: total, quiet: quiet)
        self.meter = meter
        self.transcriber = transcriber
        task = Task {
            while !Task.isCancelled {
                Self.show(transcriber.progress, on: meter)
                try? await Task.sleep(for: .milliseconds(150))
            }
        }
    }

    /// Shows the last state.
    func finish() {
        task.cancel()
        Self.show(transcriber.progress, on: meter)
        meter.finish()
    }

    private static func show(_ progress: TranscriptionProgress, on meter: ProgressMeter) {
        let counts = ProgressMeter.Counts(
            done: progress.done, fromCache: progress.fromCache, failed: progress.failed)
        var detail = ""
        if progress.retries > 0 {
            detail = progress.retries == 1 ? "1 retry" : "\(progress.retries) retries"
            if let problem = progress.lastProblem { detail += " (last: \(problem))" }
        }
        meter.update(counts, detail: detail)
    }
}
