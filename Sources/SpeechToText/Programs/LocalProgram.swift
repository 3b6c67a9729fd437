import CSpawn
package import Foundation
import Synchronization

/// Runs a program of this machine to its end: no shell, its output collected, its time limited, none of our descriptors
/// handed down.
///
/// Blocking; call it on a queue made for that.
package struct LocalProgram: Sendable {
    /// How a program ended.
    package enum Ending: Sendable, Equatable {
        /// By itself, with this status.
        case status(Int32)
        /// By a signal that we did not send.
        case signal(Int32)
        /// It took too long and was ended.
        case tookTooLong
        /// It wrote more than `outputLimit` bytes and was ended.
        case wroteTooMuch
        /// It could not be started at all; the system's error number.
        case notStarted(Int32)
    }

    /// What came of it.
    package struct Outcome: Sendable {
        package var ending: Ending
        /// Standard output, unless it was handed on as it came.
        var output = Data()
        /// The last 4096 bytes of standard error.
        package var errorTail = Data()
    }

    /// The program and its arguments; a name without a slash is looked up in `PATH`.
    var words: [String]
    /// Then it is asked to end (SIGTERM), and two seconds later ended (SIGKILL), with all it has started.
    var timeLimitSeconds: Double
    /// Whether it may talk to the person at the terminal.
    ///
    /// It then keeps standard input and stays in our process group, so that Ctrl-C reaches it. Otherwise it reads nothing and has a group of its own.
    var isInteractive = false
    /// The most bytes it may write.
    var outputLimit = 64 << 20

    /// Describes a run; nothing is started.
    package init(
        words: [String], timeLimitSeconds: Double, isInteractive: Bool = false, outputLimit: Int = 64 << 20
    ) {
        self.words = words
        self.timeLimitSeconds = timeLimitSeconds
        self.isInteractive = isInteractive
        self.outputLimit = outputLimit
    }

    /// Runs it and collects what it writes.
    func run() -> Outcome {
        var output = Data()
        var outcome = run { data in
            output.append(data)
            return true
        }
        outcome.output = output
        return outcome
    }

    /// Runs it and hands on what it writes as it comes.
    ///
    /// - Parameter take: gets some kilobytes at a time; where it says false, the program is ended as one that wrote too
    ///   much.
    /// - Returns: how it ended.
    package func run(_ take: (Data) -> Bool) -> Outcome {
        guard let output = Pipe(), let errors = Pipe() else { return Outcome(ending: .notStarted(errno)) }
        switch spawn(output: output.writeEnd, errors: errors.writeEnd) {
        case .failure(let refusal): return Outcome(ending: .notStarted(refusal.number))
        case .success(let process):
            output.closeWriteEnd()
            errors.closeWriteEnd()
            if !isInteractive { RunningPrograms.add(process) }
            defer { if !isInteractive { RunningPrograms.remove(process) } }
            return watch(process, output, errors, take)
        }
    }

    private struct Refusal: Error { var number: Int32 }

    private func spawn(output: Int32, errors: Int32) -> Result<pid_t, Refusal> {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if !isInteractive { posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        emoscribe_spawn_close_from(&actions, 3)

        // We ignore these; the program shall find them as it expects them.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&defaults, number) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &none)
        var flags = Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
        if !isInteractive { flags |= Int16(POSIX_SPAWN_SETPGROUP) }
        posix_spawnattr_setflags(&attributes, flags)

        let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        var process = pid_t()
        let code = withCStrings(words) { arguments in
            withCStrings(environment) { variables in
                arguments.first.flatMap { $0 }.map { program in
                    posix_spawnp(&process, program, &actions, &attributes, arguments, variables)
                } ?? EINVAL
            }
        }
        return code == 0 ? .success(process) : .failure(Refusal(number: code))
    }

    private func watch(
        _ process: pid_t, _ output: Pipe, _ errors: Pipe, _ take: (Data) -> Bool
    ) -> Outcome {
        var outcome = Outcome(ending: .tookTooLong)
        var written = 0
        func pass(_ data: Data) {
            // What comes after it was ended is dropped.
            if written <= outputLimit, !take(data) { written = outputLimit }
            written += data.count
        }
        let start = ContinuousClock.now
        var killTime: ContinuousClock.Instant?
        var ended: Ending?
        while true {
            var waiting = [output, errors].filter { !$0.isAtEnd }.map {
                pollfd(fd: $0.readEnd, events: Int16(POLLIN), revents: 0)
            }
            // A program's end is seen by its pipes closing; where something it started keeps them open, by looking.
            poll(&waiting, nfds_t(waiting.count), waiting.isEmpty ? 5 : 50)
            output.read(pass)
            errors.read { outcome.errorTail = Data((outcome.errorTail + $0).suffix(4096)) }

            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process {
                // What it wrote last.
                output.read(pass)
                errors.read { outcome.errorTail = Data((outcome.errorTail + $0).suffix(4096)) }
                let signal = status & 0x7f
                outcome.ending = ended ?? (signal == 0 ? .status((status >> 8) & 0xff) : .signal(signal))
                if ended != nil { end(process, SIGKILL) }
                return outcome
            }
            let now = ContinuousClock.now
            if ended == nil {
                if written > outputLimit { ended = .wroteTooMuch }
                if (now - start) / .seconds(1) > timeLimitSeconds { ended = .tookTooLong }
                if ended != nil {
                    end(process, SIGTERM)
                    killTime = now + .seconds(2)
                }
            } else if let time = killTime, now > time {
                end(process, SIGKILL)
                killTime = nil
            }
        }
    }

    private func end(_ process: pid_t, _ signal: Int32) { kill(isInteractive ? process : -process, signal) }
}

/// The programs that run now, so that leaving at once leaves none behind.
public enum RunningPrograms {
    private static let groups = Mutex<Set<pid_t>>([])

    static func add(_ process: pid_t) { groups.withLock { _ = $0.insert(process) } }
    static func remove(_ process: pid_t) { groups.withLock { _ = $0.remove(process) } }

    /// Ends all of them, with what they have started, and removes the audio they were given; for a process that is about
    /// to leave without any further step (`_exit`).
    public static func endAll() {
        groups.withLock { groups in
            for group in groups { kill(-group, SIGKILL) }
        }
        LiveFolders.removeAll()
    }
}

/// A pipe whose ends close with it.
private final class Pipe {
    let readEnd: Int32
    private(set) var writeEnd: Int32
    private(set) var isAtEnd = false

    init?() {
        var ends: [Int32] = [-1, -1]
        guard emoscribe_pipe(&ends, O_CLOEXEC) == 0 else { return nil }
        readEnd = ends[0]
        writeEnd = ends[1]
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(readEnd)
        closeWriteEnd()
    }

    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    /// Hands over what is there now.
    func read(_ take: (Data) -> Void) {
        while !isAtEnd {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = Glibc.read(readEnd, &buffer, buffer.count)
            if count > 0 {
                take(Data(buffer[..<count]))
            } else {
                if count == 0 { isAtEnd = true }
                return
            }
        }
    }
}

/// Calls `body` with a NULL-terminated array of C strings that live as long as the call.
private func withCStrings<R>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
}
