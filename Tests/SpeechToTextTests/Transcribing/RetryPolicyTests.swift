import Foundation
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(seed: 1)

    private func tally(_ attempts: Int, proven: Bool = true, others: Bool = false) -> RetryPolicy.Tally {
        var tally = RetryPolicy.Tally()
        tally.attempts = attempts
        tally.rateLimits = attempts
        tally.malformed = attempts
        tally.runHasSucceeded = proven
        tally.othersSucceeded = others
        return tally
    }

    private func verdict(
        _ error: SpeechToTextError, attempts: Int = 1, proven: Bool = true, others: Bool = false,
        hint: RetryHint = RetryHint()
    ) -> String {
        switch policy.verdict(for: error, hint: hint, tally: tally(attempts, proven: proven, others: others)) {
        case .retry(_, let shared): shared ? "pause" : "again"
        case .failItem: "fail"
        case .stopRun: "stop"
        }
    }

    @Test(
        "the table",
        arguments: [
            (SpeechToTextError.server(status: 503, message: ""), "again"), (.timedOut(afterSeconds: 1), "again"),
            (.connectionLost(reason: ""), "again"), (.stalled(afterBytes: 1, seconds: 1), "again"),
            (.tls(.closed, endpoint: "", reason: ""), "pause"),
            (.tls(.unknownAuthority, endpoint: "", reason: ""), "fail"),
            (.proxyRefused(status: 407, endpoint: "", message: ""), "stop"),
            (.proxyRefused(status: 503, endpoint: "", message: ""), "pause"),
            (.rateLimited(status: 429, message: "", retryAfterSeconds: nil), "pause"),
            (.quotaExhausted(status: 429, message: ""), "stop"), (.authentication(status: 401, message: ""), "stop"),
            (.invalidConfiguration(reason: ""), "stop"), (.cache(.diskFull(path: "")), "stop"),
            (.rejected(status: 400, message: ""), "fail"), (.audio(reason: ""), "fail"),
            (.audioTooLong(seconds: 61, limitSeconds: 60), "fail"),
            (.unreachable(.refused, endpoint: "", reason: ""), "pause"),
            (.malformedResponse(reason: "", excerpt: ""), "again"), (.notFound(endpoint: "", message: ""), "fail"),
        ])
    func table(_ error: SpeechToTextError, _ expected: String) { #expect(verdict(error) == expected) }

    @Test("a wrong address stops a run in which nothing has succeeded yet")
    func unproven() {
        #expect(verdict(.notFound(endpoint: "", message: ""), proven: false) == "stop")
        #expect(verdict(.redirected(status: 301, location: ""), proven: false) == "stop")
        #expect(verdict(.tls(.expired, endpoint: "", reason: ""), proven: false) == "stop")
        #expect(verdict(.malformedResponse(reason: "", excerpt: ""), attempts: 2, proven: false) == "stop")
    }

    @Test("an endpoint that is down is tried a few times, then stops the run unless others get through")
    func unreachable() {
        let error = SpeechToTextError.unreachable(.refused, endpoint: "", reason: "")
        #expect(verdict(error, attempts: 3, proven: false) == "pause")
        #expect(verdict(error, attempts: 4, proven: false) == "stop")
        #expect(verdict(error, attempts: 6) == "pause")
        #expect(verdict(error, attempts: 7) == "stop")
        #expect(verdict(error, attempts: 7, others: true) == "fail")
    }

    @Test(
        "a service that fails utterance after utterance stops the run, sooner when nothing ever got through",
        arguments: [
            (SpeechToTextError.server(status: 500, message: ""), 5), (.connectionLost(reason: ""), 5),
            (.timedOut(afterSeconds: 1), 2),
        ])
    func inARow(_ error: SpeechToTextError, _ unproven: Int) {
        for (proven, limit) in [(false, unproven), (true, 20)] {
            var tally = tally(7, proven: proven)
            tally.givenUpInARow = limit - 2
            #expect(policy.verdict(for: error, hint: RetryHint(), tally: tally) == .failItem)
            tally.givenUpInARow = limit - 1
            #expect(policy.verdict(for: error, hint: RetryHint(), tally: tally) == .stopRun)
            tally.attempts = 1
            #expect(policy.verdict(for: error, hint: RetryHint(), tally: tally) != .stopRun)
        }
    }

    @Test("tries are bounded")
    func bounded() {
        #expect(verdict(.server(status: 500, message: ""), attempts: 6) == "again")
        #expect(verdict(.server(status: 500, message: ""), attempts: 7) == "fail")
        #expect(verdict(.malformedResponse(reason: "", excerpt: ""), attempts: 2) == "fail")
        let limited = SpeechToTextError.rateLimited(status: 429, message: "", retryAfterSeconds: nil)
        #expect(verdict(limited, attempts: 29) == "pause")
        #expect(verdict(limited, attempts: 30, others: true) == "fail")
        #expect(verdict(limited, attempts: 30) == "stop")
    }

    @Test("too many requests, without an end or a wish for more of them, end the run and not only each utterance")
    func hopelessRateLimit() {
        let limited = SpeechToTextError.rateLimited(status: 429, message: "", retryAfterSeconds: nil)
        var tally = RetryPolicy.Tally()
        tally.attempts = 1
        tally.givenUpInARow = policy.unprovenServerFailures - 1
        #expect(policy.verdict(for: limited, hint: RetryHint(shouldRetry: false), tally: tally) == .stopRun)
        tally.givenUpInARow = 0
        #expect(policy.verdict(for: limited, hint: RetryHint(shouldRetry: false), tally: tally) == .failItem)
    }

    @Test("a kept connection that turns out to be closed costs no pause, the first time")
    func staleConnection() {
        let lost = SpeechToTextError.connectionLost(reason: "", wasReused: true)
        #expect(
            policy.verdict(for: lost, hint: RetryHint(), tally: tally(1)) == .retry(afterSeconds: 0, shared: false))
        #expect(policy.verdict(for: lost, hint: RetryHint(), tally: tally(2)) != .retry(afterSeconds: 0, shared: false))
    }

    @Test("a pause of nothing is no pause: asking again at once, again and again, helps nobody")
    func noPause() {
        guard
            case .retry(let seconds, _) = policy.verdict(
                for: .server(status: 503, message: ""), hint: RetryHint(delaySeconds: 0), tally: tally(3))
        else {
            Issue.record("not tried again")
            return
        }
        #expect(seconds >= 1.5)
    }

    @Test("an answer without end stops a run in which nothing has succeeded yet")
    func endlessAnswer() {
        #expect(verdict(.responseTooLarge(limitBytes: 1)) == "fail")
        #expect(verdict(.responseTooLarge(limitBytes: 1), proven: false) == "stop")
    }

    @Test("x-should-retry overrules the table")
    func shouldRetry() {
        #expect(verdict(.server(status: 500, message: ""), hint: RetryHint(shouldRetry: false)) == "fail")
        #expect(verdict(.rejected(status: 400, message: ""), hint: RetryHint(shouldRetry: true)) == "again")
    }

    @Test("a server's pause is obeyed to the second, up to the cap")
    func serverDelay() {
        let limited = SpeechToTextError.rateLimited(status: 429, message: "", retryAfterSeconds: nil)
        let hint = RetryHint(delaySeconds: 17.5)
        #expect(policy.verdict(for: limited, hint: hint, tally: tally(1)) == .retry(afterSeconds: 17.5, shared: true))
        #expect(verdict(limited, hint: RetryHint(delaySeconds: 121)) == "stop")
        #expect(verdict(.server(status: 503, message: ""), hint: RetryHint(delaySeconds: 121)) == "fail")
    }

    @Test("pauses double from half a second to the cap, less at most a quarter", arguments: 1...6)
    func growth(_ attempts: Int) {
        let full = 0.5 * Double(1 << (attempts - 1))
        guard
            case .retry(let seconds, false) = policy.verdict(
                for: .timedOut(afterSeconds: 1), hint: RetryHint(), tally: tally(attempts))
        else { return #expect(Bool(false)) }
        #expect(seconds <= full && seconds >= 0.75 * full)
    }

    @Test("the same seed gives the same jitter, in 0..<1")
    func jitter() {
        let one = JitterSource(seed: 7)
        let other = JitterSource(seed: 7)
        for _ in 0..<100 {
            let value = one.next()
            #expect(value == other.next())
            #expect((0..<1).contains(value))
        }
    }
}

@Suite struct RetryHintTests {
    private let now = Date(timeIntervalSince1970: 784_111_777)  // Sun, 06 Nov 1994 08:49:37 GMT, RFC 9110's example

    private func hint(_ headers: [String: String]) -> RetryHint { RetryHint(headers: headers, now: now) }

    @Test("the three forms of a pause")
    func forms() {
        #expect(hint(["retry-after-ms": "1500.5"]).delaySeconds == 1.5005)
        #expect(hint(["retry-after": "2.5"]).delaySeconds == 2.5)
        #expect(hint(["retry-after": "Sun, 06 Nov 1994 08:50:07 GMT"]).delaySeconds == 30)
    }

    @Test("milliseconds win over seconds, a date in the past is no pause, nonsense is nothing")
    func edges() {
        #expect(hint(["retry-after-ms": "10", "retry-after": "5"]).delaySeconds == 0.01)
        #expect(hint(["retry-after": "Sun, 06 Nov 1994 08:49:07 GMT"]).delaySeconds == 0)
        #expect(hint(["retry-after": "-3"]).delaySeconds == 0)
        for nonsense in ["soon", "nan", "inf", "", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Abc 1994 08:49:37 GMT"] {
            #expect(hint(["retry-after": nonsense]).delaySeconds == nil)
        }
        #expect(hint([:]) == RetryHint())
    }

    @Test("x-should-retry is true, false or unsaid")
    func shouldRetry() {
        #expect(hint(["x-should-retry": "true"]).shouldRetry == true)
        #expect(hint(["x-should-retry": "False"]).shouldRetry == false)
        #expect(hint(["x-should-retry": "maybe"]).shouldRetry == nil)
    }

    @Test(
        "dates agree with Foundation's",
        arguments: [0, 951_782_399, 951_782_400, 1_709_164_800, 1_735_689_599, 4_102_444_800] as [Double])
    func dates(_ seconds: Double) {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        #expect(HTTPDate.parse(formatter.string(from: Date(timeIntervalSince1970: seconds))) == seconds)
    }
}
