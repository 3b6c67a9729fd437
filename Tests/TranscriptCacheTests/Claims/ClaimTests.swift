import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TranscriptCache

@Suite struct ClaimTests {
    private let folder: TemporaryFolder
    private let key = Sample.identity().key

    init() throws { folder = try TemporaryFolder() }

    /// A steady clock that is moved by hand.
    private final class HandClock: Sendable {
        private let seconds = Mutex(100.0)
        var now: @Sendable () -> Double { { [self] in seconds.withLock { $0 } } }
        func advance(_ by: Double) { seconds.withLock { $0 += by } }
    }

    /// How often each question was taken.
    private final class Tally: Sendable {
        private let all = Mutex<[CacheKey: Int]>([:])
        var counts: [CacheKey: Int] { all.withLock { $0 } }
        func add(_ key: CacheKey) { all.withLock { $0[key, default: 0] += 1 } }
    }

    private func store(_ process: ProcessIdentity = .current, clock: HandClock = HandClock()) throws -> TranscriptStore
    {
        // A beat of its own would come between on a slow machine.
        let patience = ClaimKeeper.Patience(beatSeconds: 1e6)
        return try TranscriptStore(
            directory: folder.path, claims: ClaimKeeper(process: process, patience: patience, now: clock.now))
    }

    /// A process of this machine that is no longer there.
    private var dead: ProcessIdentity {
        var process = ProcessIdentity.current
        process.processStart -= 1
        return process
    }

    /// A process that cannot be looked up from here.
    private var contained: ProcessIdentity {
        var process = ProcessIdentity.current
        process.processSpace = "pid:[1]"
        return process
    }

    @Test("of two stores one gets the question; the other finds the answer once there is one")
    func twoStores() async throws {
        let (first, second) = (try store(), try store())
        #expect(try await first.claim(key) == .taken)
        #expect(try await second.claim(key) == .held)
        #expect(try await second.claim(Sample.identity(1).key) == .taken)
        let answer = Sample.transcript()
        try await first.store(answer)
        #expect(try await second.claim(key) == .answered(answer))
        try await second.release(Sample.identity(1).key)
        #expect(try await second.claimCount() == 0)
    }

    @Test("a question is also claimed within one store")
    func oneStore() async throws {
        let store = try store()
        #expect(try await store.claim(key) == .taken)
        #expect(try await store.claim(key) == .held)
        try await store.release(key)
        #expect(try await store.claim(key) == .taken)
    }

    @Test("giving back what somebody else has changes nothing")
    func foreignRelease() async throws {
        let (first, second) = (try store(), try store())
        _ = try await first.claim(key)
        try await second.release(key)
        #expect(try await second.claim(key) == .held)
    }

    @Test("what a dead process of this machine claimed is taken over at once, all of it")
    func takeOver() async throws {
        let killed = try store(dead)
        for number in 0..<3 as Range<Int16> { #expect(try await killed.claim(Sample.identity(number).key) == .taken) }
        let next = try store()
        #expect(try await next.claim(key) == .taken)
        #expect(try await next.claimCount() == 1)
        #expect(try await next.claim(Sample.identity(1).key) == .taken)
    }

    @Test("a store that went away in a living process leaves its questions to others")
    func closedStore() async throws {
        do {
            let closed = try store()
            #expect(try await closed.claim(key) == .taken)
        }
        #expect(try await store().claim(key) == .taken)
    }

    @Test("an owner that cannot be looked up is given a minute without a beat, by the waiting side's clock")
    func lease() async throws {
        let owner = try store(contained)
        _ = try await owner.claim(key)
        let clock = HandClock()
        let waiting = try store(clock: clock)
        #expect(try await waiting.claim(key) == .held)
        clock.advance(59)
        #expect(try await waiting.claim(key) == .held)
        owner.beat()
        // Behind the beat, which is queued.
        _ = try await owner.claim(Sample.identity(1).key)
        clock.advance(59)
        #expect(try await waiting.claim(key) == .held)
        clock.advance(61)
        #expect(try await waiting.claim(key) == .taken)
    }

    @Test("a living process that does not beat is waited for longer, and not for ever")
    func stopped() async throws {
        let owner = try store()
        _ = try await owner.claim(key)
        let clock = HandClock()
        var other = ProcessIdentity.current
        // Any other living process of this machine sees the owner as a process, not as a store of its own.
        other.process = Int(getppid())
        let waiting = try store(other, clock: clock)
        #expect(try await waiting.claim(key) == .held)
        clock.advance(599)
        #expect(try await waiting.claim(key) == .held)
        clock.advance(2)
        #expect(try await waiting.claim(key) == .taken)
        // The former owner wakes up and answers: its answer is kept, and the question is closed for both.
        try await owner.store(Sample.transcript())
        #expect(try await waiting.claim(key) == .answered(Sample.transcript()))
        #expect(try await waiting.claimCount() == 0)
    }

    @Test("many stores that want many questions at once take each of them once")
    func race() async throws {
        let tally = Tally()
        // Open until the end: a store that is closed leaves its questions to others.
        let stores = try (0..<4).map { _ in try store() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores {
                group.addTask {
                    for number in 0..<40 as Range<Int16> {
                        let key = Sample.identity(number).key
                        if try await store.claim(key) == .taken { tally.add(key) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(tally.counts.count == 40)
        #expect(tally.counts.values.allSatisfy { $0 == 1 })
    }
}
