import Foundation
import Synchronization

/// Says where a long piece of work is: counts, rate and time left.
///
/// On a terminal one line is redrawn about eight times a second; elsewhere a plain line is written every ten seconds, so
/// that a log of a night's run stays readable. Safe to call from any thread.
final class ProgressMeter: Sendable {
    /// What has happened so far.
    struct Counts: Sendable, Equatable {
        /// Items finished in any way.
        var done = 0
        /// Finished without work, from an earlier run.
        var fromCache = 0
        /// Finished without a result.
        var failed = 0
    }

    private struct State {
        var counts = Counts()
        var detail = ""
        var lastDraw: ContinuousClock.Instant?
        var drawnCounts: Counts?
        var closed = false
    }

    private let title: String
    private let noun: String
    /// What is said of items that an earlier run finished.
    private let earlier: String
    private let total: Int
    private let quiet: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(title: String, noun: String = "utterances", earlier: String = "from cache", total: Int, quiet: Bool) {
        self.title = title
        self.noun = noun
        self.earlier = earlier
        self.total = total
        self.quiet = quiet
    }

    /// Takes the new counts and redraws if it is time to.
    func update(_ counts: Counts, detail: String = "") {
        guard !quiet else { return }
        state.withLock { state in
            guard !state.closed else { return }
            state.counts = counts
            state.detail = detail
            let now = ContinuousClock.now
            let interval: Duration = Console.errorIsTerminal ? .milliseconds(120) : .seconds(10)
            if let last = state.lastDraw, now - last < interval { return }
            // A log needs no line in the first instants: short work then says only its last line.
            if !Console.errorIsTerminal, state.lastDraw == nil, now - start < interval { return }
            state.lastDraw = now
            draw(state.counts, state.detail)
            state.drawnCounts = counts
        }
    }

    /// Draws the last state and ends the line.
    func finish() {
        guard !quiet else { return }
        state.withLock { state in
            guard !state.closed else { return }
            state.closed = true
            if Console.errorIsTerminal {
                draw(state.counts, state.detail)
                Console.status("\n")
            } else if let drawn = state.drawnCounts, drawn != state.counts {
                draw(state.counts, state.detail)
            }
        }
    }

    private func draw(_ counts: Counts, _ detail: String) {
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let line = Self.line(
            title: title, noun: noun, earlier: earlier, counts: counts, total: total, elapsedSeconds: elapsed,
            detail: detail)
        // A line that wrapped could not be redrawn.
        Console.status(
            Console.errorIsTerminal ? "\r\u{1b}[K" + line.prefix(Console.errorColumns - 1) : line + "\n")
    }

    /// The text of one progress line.
    ///
    /// The rate and the time left come from the items that needed work: what the cache answers at once says nothing
    /// about how long the rest takes.
    static func line(
        title: String, noun: String, earlier: String = "from cache", counts: Counts, total: Int, elapsedSeconds: Double,
        detail: String
    ) -> String {
        var parts = ["\(title) \(counts.done)/\(total) \(noun)"]
        if counts.fromCache > 0 { parts.append("\(counts.fromCache) \(earlier)") }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        let worked = counts.done - counts.fromCache
        if worked > 0, elapsedSeconds > 0.5 {
            let rate = Double(worked) / elapsedSeconds
            parts.append(rate >= 1 ? "\(Spoken.decimal(rate, 1))/s" : "\(Spoken.decimal(rate * 60, 1))/min")
            if counts.done < total { parts.append("\(Spoken.duration(Double(total - counts.done) / rate)) left") }
        }
        if !detail.isEmpty { parts.append(detail) }
        if counts.done == total { parts.append("took \(Spoken.duration(elapsedSeconds))") }
        return parts.joined(separator: ", ")
    }
}
