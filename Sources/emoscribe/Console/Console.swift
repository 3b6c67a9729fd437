import Foundation
import Report
import Synchronization

/// Where the commands write: results to standard output, everything else to standard error.
enum Console {
    /// Whether standard error is a terminal that a person looks at.
    static let errorIsTerminal = isatty(STDERR_FILENO) == 1

    /// The width of the terminal that standard error is, in columns; 80 where it does not say.
    static var errorColumns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether results may be coloured: standard output is a terminal that can, and nobody asked for none (`NO_COLOR`).
    static let outputHasColour: Bool = {
        let environment = ProcessInfo.processInfo.environment
        guard isatty(STDOUT_FILENO) == 1, environment["TERM"] != "dumb" else { return false }
        return environment["NO_COLOR", default: ""].isEmpty
    }()

    /// The width that results may have: the terminal's, 100 columns elsewhere.
    static var outputColumns: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20
        else { return 100 }
        return Int(size.ws_col)
    }

    /// Writes a line of results.
    static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Writes results exactly as they are.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a line for the person who runs the command.
    static func note(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    private static let quiet = Mutex(false)

    /// Whether remarks are kept back (`--quiet`).
    static var isQuiet: Bool {
        get { quiet.withLock { $0 } }
        set { quiet.withLock { $0 = newValue } }
    }

    /// Writes a line that is no problem, unless the user wants quiet.
    static func remark(_ line: String) { if !isQuiet { note(line) } }

    /// Writes text to standard error as it is.
    static func status(_ text: String) { write(text, to: STDERR_FILENO) }

    private static let problem = Mutex<String?>(nil)

    /// Why results could not be written; nil where all went well or the reader had seen enough.
    static var outputProblem: String? { problem.withLock { $0 } }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                // A reader that left (`| head`) ends the text, not the work.
                if descriptor == STDOUT_FILENO, errno != EPIPE {
                    let reason = String(cString: strerror(errno))
                    problem.withLock { $0 = reason }
                }
                return
            }
            rest = rest.dropFirst(count)
        }
    }

}

/// Durations as people say them.
enum Spoken {
    /// `43 s`, `3 min 07 s`, `2 h 05 min`, `3 d 4 h`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "unknown" }
        if seconds < 9.95 { return decimal(seconds, 1) + " s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        if whole < 86400 { return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min" }
        return "\(whole / 86400) d \(whole % 86400 / 3600) h"
    }

    /// A count with its noun: `1 utterance`, `2 utterances`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// A number with a fixed count of decimals, whatever the locale; rounded as in reports.
    static func decimal(_ value: Double, _ places: Int) -> String { Numbers.fixed(value, places) }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
