import CCurl
import Foundation
import Glibc
import Testing

@testable import SpeechToText

@Suite struct EventPollerTests {
    @Test("a socket that is writable without use is left alone until there is something to read, or for a moment")
    func fruitless() throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let wake = emoscribe_event_new()
        defer { for descriptor in ends + [wake] { close(descriptor) } }
        let poller = try #require(EventPoller(waking: wake))
        poller.watch(ends[0], CURL_POLL_INOUT)

        /// Events until the socket is left alone.
        func eventsWithoutUse() -> Int {
            var count = 0
            // The wait after the last one ends with the moment, and then asks again.
            while count < 1000 {
                let events = poller.wait(until: MonotonicClock.nanoseconds())
                guard let event = events.first else { return count }
                #expect(event.descriptor == ends[0])
                #expect(event.curl_events == CURL_CSELECT_OUT)
                poller.note(event, wasFruitful: false)
                count += 1
            }
            return count
        }
        #expect(eventsWithoutUse() == 8)
        // The moment is over: once more, no more often.
        usleep(15_000)
        #expect(poller.wait(until: MonotonicClock.nanoseconds()).isEmpty)
        #expect(eventsWithoutUse() == 1)

        _ = write(ends[1], "x", 1)
        let readable = try #require(poller.wait(until: nil).first)
        #expect(readable.curl_events == CURL_CSELECT_IN)
        poller.note(readable, wasFruitful: false)
        let both = try #require(poller.wait(until: nil).first)
        #expect(both.curl_events == CURL_CSELECT_IN | CURL_CSELECT_OUT)

        // One that is of use is asked without end.
        var byte: UInt8 = 0
        read(ends[0], &byte, 1)
        for _ in 0..<50 {
            let event = try #require(poller.wait(until: MonotonicClock.nanoseconds()).first)
            poller.note(event, wasFruitful: true)
        }
    }
}
