import Dispatch
import Foundation
import SpeechToText
import Synchronization

/// Ctrl-C and a polite kill: the first lets what is in flight finish, the second leaves at once.
///
/// Everything that was finished is on disk already, so leaving at once loses only what was in flight.
final class Interrupts: Sendable {
    private struct State {
        var interrupted = false
        var onInterrupt: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    /// Of its own, so that a signal is heard while every shared thread computes.
    private let queue = DispatchQueue(label: "emoscribe.interrupts", qos: .userInteractive)
    private let sources: Mutex<[any DispatchSourceSignal]> = Mutex([])

    /// The one that the running command uses.
    static let shared = Interrupts()

    private init() {}

    /// Starts to listen.
    ///
    /// From here on SIGINT and SIGTERM no longer end the process by themselves.
    func install() {
        sources.withLock { sources in
            guard sources.isEmpty else { return }
            for number in [SIGINT, SIGTERM] {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { [self] in received() }
                source.resume()
                sources.append(source)
            }
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// Whether the user has asked to stop.
    var isInterrupted: Bool { state.withLock { $0.interrupted } }

    /// Calls `action` when the user asks to stop; at once if that has happened already.
    func onInterrupt(_ action: @escaping @Sendable () -> Void) {
        let callNow = state.withLock { state in
            if !state.interrupted { state.onInterrupt.append(action) }
            return state.interrupted
        }
        if callNow { action() }
    }

    /// Waits until the user asks to stop.
    func wait() async {
        await withCheckedContinuation { continuation in onInterrupt { continuation.resume() } }
    }

    private func received() {
        let (again, actions) = state.withLock { state in
            defer { state.interrupted = true }
            return (state.interrupted, state.onInterrupt)
        }
        if again {
            Console.note("\nleaving at once; everything that was finished is kept")
            RunningPrograms.endAll()
            _exit(ExitStatus.interrupted.rawValue)
        }
        Console.note("\nstopping: finishing what is in flight (press Ctrl-C again to leave at once)")
        for action in actions { action() }
    }
}

/// The exit statuses that scripts rely on.
enum ExitStatus: Int32 {
    case allDone = 0
    case someFailed = 1
    case wrongUsage = 64
    case interrupted = 130
}
