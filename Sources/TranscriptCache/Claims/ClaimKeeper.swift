import Dispatch
import Foundation
import Synchronization

/// Who an open store is towards others that share its file: which questions it has claimed, and who of the others lives.
///
/// No clock is compared with another process's: the file holds a counter that the owner of claims raises every few
/// seconds, and whoever waits measures with its own steady clock how long the counter stood still. So neither a clock
/// that is set back or forward nor two machines' clocks that differ can make a living owner look dead.
final class ClaimKeeper: Sendable {
    /// How long an owner's counter may stand still.
    struct Patience: Sendable {
        /// Between two beats.
        var beatSeconds = 5.0
        /// Of an owner that cannot be looked up (another container, another machine).
        var unseenSeconds = 60.0
        /// Of an owner whose process is there but does not beat: it was stopped, or its disk hangs.
        var silentSeconds = 600.0
    }

    private struct State {
        var held: Set<CacheKey> = []
        var timer: (any DispatchSourceTimer)?
        /// The last beat seen of each owner, and since when.
        var beats: [Data: (beat: Int, since: Double)] = [:]
    }

    /// Told apart from every other open store, also from those in the same process.
    let id: Data
    let process: ProcessIdentity
    private let patience: Patience
    private let now: @Sendable () -> Double
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "emoscribe.cache.claims")

    /// The stores that are open in this process.
    private static let open = Mutex<Set<Data>>([])

    init(
        process: ProcessIdentity = .current, patience: Patience = Patience(),
        now: @escaping @Sendable () -> Double = { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
    ) {
        id = withUnsafeBytes(of: UUID().uuid) { Data($0) }
        self.process = process
        self.patience = patience
        self.now = now
        Self.open.withLock { _ = $0.insert(id) }
    }

    deinit {
        Self.open.withLock { _ = $0.remove(id) }
        state.withLock { $0.timer?.cancel() }
    }

    /// Takes a question within this store; false where somebody in it has it.
    func begin(_ key: CacheKey) -> Bool { state.withLock { $0.held.insert(key).inserted } }

    /// Gives a question back within this store; false where nobody had it.
    @discardableResult
    func end(_ key: CacheKey) -> Bool { state.withLock { $0.held.remove(key) != nil } }

    func holds(_ key: CacheKey) -> Bool { state.withLock { $0.held.contains(key) } }

    /// Calls `beat` every few seconds from now on, while questions are claimed; the first call counts.
    func startBeating(_ beat: @escaping @Sendable () -> Void) {
        state.withLock { state in
            guard state.timer == nil else { return }
            // On a queue of its own: a heart must beat while every shared thread computes.
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(deadline: .now() + patience.beatSeconds, repeating: patience.beatSeconds)
            timer.setEventHandler { [weak self] in
                guard let self, self.state.withLock({ !$0.held.isEmpty }) else { return }
                beat()
            }
            timer.resume()
            state.timer = timer
        }
    }

    /// Whether an owner of claims is gone, so that they may be taken over.
    ///
    /// - Parameters:
    ///   - owner: its id.
    ///   - identity: its process, as it wrote it.
    ///   - beat: its counter, as read just now.
    /// - Returns: true where its process is known to be gone or its counter stood still for too long.
    func isGone(_ owner: Data, _ identity: ProcessIdentity, beat: Int) -> Bool {
        if identity == process { return !Self.open.withLock { $0.contains(owner) } }
        let life = identity.life(seenBy: process)
        if life == .dead { return true }
        let allowed = life == .alive ? patience.silentSeconds : patience.unseenSeconds
        return state.withLock { state in
            guard let seen = state.beats[owner], seen.beat == beat else {
                state.beats[owner] = (beat, now())
                return false
            }
            return now() - seen.since >= allowed
        }
    }
}
