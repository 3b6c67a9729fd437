import Corpus
import Foundation
import SpeechToText

/// Shows where a transcriber is, a few times a second, until it is told to stop.
struct TranscriptionProgressMeter {
    private let meter: ProgressMeter
    private let task: Task<Void, Never>
    private let transcriber: Transcriber
    private let price: ServicePrice?

    /// - Parameters:
    ///   - transcriber: whose progress is shown.
    ///   - total: utterances.
    ///   - quiet: shows nothing.
    ///   - price: names the currency of what was spent; nil where nothing is known of that.
    init(_ transcriber: Transcriber, total: Int, quiet: Bool, price: ServicePrice? = nil) {
        let meter = ProgressMeter(title: "transcribing", total: total, quiet: quiet)
        self.meter = meter
        self.transcriber = transcriber
        self.price = price
        task = Task {
            while !Task.isCancelled {
                Self.show(transcriber.progress, on: meter, price)
                try? await Task.sleep(for: .milliseconds(150))
            }
        }
    }

    /// Shows the last state.
    func finish() {
        task.cancel()
        Self.show(transcriber.progress, on: meter, price)
        meter.finish()
    }

    private static func show(_ progress: TranscriptionProgress, on meter: ProgressMeter, _ price: ServicePrice?) {
        let counts = ProgressMeter.Counts(
            done: progress.done, fromCache: progress.fromCache + progress.pending, failed: progress.failed)
        meter.update(counts, detail: detail(progress, price))
    }

    /// What was spent and what had to be repeated.
    static func detail(_ progress: TranscriptionProgress, _ price: ServicePrice?) -> String {
        var parts: [String] = []
        if let cost = progress.spending.cost, cost > 0, let price {
            parts.append("\(Money.text(cost, price.currency)) spent")
        }
        if progress.retries > 0 {
            let retries = progress.retries == 1 ? "1 retry" : "\(progress.retries) retries"
            parts.append(retries + (progress.lastProblem.map { " (last: \(EscapedText.oneLine($0)))" } ?? ""))
        }
        return parts.joined(separator: ", ")
    }
}
