import Foundation

/// A process, told apart from every other that has, had or will have its number.
struct ProcessIdentity: Sendable, Hashable {
    /// Name of the machine.
    var host: String
    /// Changes with every start of the machine; empty where the system does not tell.
    var boot: String
    /// The set of process numbers that `process` belongs to (containers have their own); empty where it is not told.
    var processSpace: String
    /// The process's number.
    var process: Int
    /// When it started, in clock ticks since the machine did; a number that is used again has another one.
    var processStart: Int

    /// What can be said of a process from outside.
    enum Life {
        case alive, dead
        /// On another machine, or in another container.
        case unknown
    }

    /// This process.
    static let current: ProcessIdentity = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let process = Int(getpid())
        return ProcessIdentity(
            host: String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
            boot: text(of: "/proc/sys/kernel/random/boot_id").trimmingCharacters(in: .whitespacesAndNewlines),
            processSpace: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "",
            process: process, processStart: status(of: process)?.start ?? 0)
    }()

    /// Whether the process still runs, as seen by `observer`.
    ///
    /// A process that was killed and that its parent has not noticed yet (a zombie) is dead. After a restart of the
    /// machine everything that ran before is dead.
    func life(seenBy observer: ProcessIdentity = .current) -> Life {
        guard !boot.isEmpty, !observer.boot.isEmpty else { return .unknown }
        guard boot == observer.boot else { return host == observer.host && !host.isEmpty ? .dead : .unknown }
        guard !processSpace.isEmpty, processSpace == observer.processSpace, let number = pid_t(exactly: process),
            number > 0
        else { return .unknown }
        if kill(number, 0) != 0, errno == ESRCH { return .dead }
        // Another user's process may be hidden although it is there.
        guard let status = Self.status(of: process) else { return .unknown }
        return status.start == processStart && status.runs ? .alive : .dead
    }

    /// From `/proc/<process>/stat`; its second field is a name in parentheses that may hold anything.
    private static func status(of process: Int) -> (runs: Bool, start: Int)? {
        let line = text(of: "/proc/\(process)/stat")
        guard let name = line.lastIndex(of: ")") else { return nil }
        let fields = line[line.index(after: name)...].split(separator: " ")
        guard fields.count > 19, let start = Int(fields[19]) else { return nil }
        return (!["Z", "X", "x"].contains(fields[0]), start)
    }

    private static func text(of path: String) -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
