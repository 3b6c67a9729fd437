import Foundation
import SpeechToText

/// Failures by cause, with what to do about each.
enum FailureTable {
    /// Shows a line for each cause, the most frequent first; nothing where nothing failed.
    static func show(_ failuresByCause: [String: Int]) {
        guard !failuresByCause.isEmpty else { return }
        Console.note(text(failuresByCause))
    }

    static func text(_ failuresByCause: [String: Int]) -> String {
        let sorted = failuresByCause.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let widths = (
            max("failed".count, sorted.map(\.key.count).max() ?? 0), sorted.map { String($0.value).count }.max() ?? 0
        )
        return sorted.map { cause, count in
            let name = cause.padding(toLength: widths.0, withPad: " ", startingAt: 0)
            let number = String(repeating: " ", count: widths.1 - String(count).count) + String(count)
            return "\(name)  \(number)  \(advice(cause))"
        }.joined(separator: "\n")
    }

    /// What a person can do about a cause, as `SpeechToTextError.cause` names it.
    static func advice(_ cause: String) -> String {
        switch cause {
        case "audio": "the recordings themselves; 'emoscribe validate' lists what is wrong with each"
        case "too-large": "the service refuses even short pieces: is its size limit, or its proxy's, set very low?"
        case "authentication": "check the key, and that it may use this service and model"
        case "quota": "settle it with the service, then run the same command again"
        case "rate-limit": "lower --concurrency, then run the same command again with --retry-failed"
        case "rejected": "asking again will not help: check language, model and --asr-field; the table has each reason"
        case "not-found": "check --asr-url and --asr-model"
        case "server", "timeout", "stalled", "connection", "no-route", "connect-timeout", "connection-refused",
            "name-not-found", "unreachable":
            "run the same command again later, with --retry-failed for these alone"
        case "proxy": "check the variables http_proxy, https_proxy and no_proxy"
        case "tls": "check --asr-url and --ca-file"
        case "redirect", "malformed-response": "check that --asr-url is a speech-to-text endpoint"
        case "program": "try the program by hand with one of these recordings"
        case "cache": "check the cache folder and its disk; 'emoscribe cache verify'"
        default: "the table has each reason"
        }
    }
}
