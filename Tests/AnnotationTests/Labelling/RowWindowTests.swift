import Synchronization
import Testing

@testable import Annotation

@Suite("RowWindow")
struct RowWindowTests {
    @Test("rows come out in the order of their places, whatever the order they went in")
    func order() async throws {
        let seen = Mutex<[Int]>([])
        let window = RowWindow<Int>(limit: 8) { place, row in
            #expect(place == row)
            seen.withLock { $0.append(row) }
        }
        let first = await window.reserve(8)
        #expect(first == 0)
        try window.put([(3, 3), (1, 1)])
        #expect(seen.withLock { $0 } == [])
        try window.put([(0, 0)])
        #expect(seen.withLock { $0 } == [0, 1])
        try window.put([(7, 7), (2, 2), (5, 5), (4, 4), (6, 6)])
        #expect(seen.withLock { $0 } == Array(0..<8))
    }

    @Test("places are given out only as rows leave, and closing ends the wait")
    func bound() async throws {
        let window = RowWindow<Int>(limit: 4) { _, _ in }
        #expect(await window.reserve(4) == 0)
        async let waiting = window.reserve(2)
        try window.put([(1, 1), (0, 0)])
        #expect(await waiting == 4)
        async let closed = window.reserve(4)
        window.close()
        #expect(await closed == nil)
    }
}

@Suite("WorkQueue")
struct WorkQueueTests {
    @Test("everything pushed is taken once, in order, by however many")
    func takesAll() async {
        let queue = WorkQueue<Int>()
        let taken = await withTaskGroup(of: [Int].self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var own: [Int] = []
                    while true {
                        let some = await queue.take(upTo: 7)
                        if some.isEmpty { return own }
                        own += some
                    }
                }
            }
            for start in stride(from: 0, to: 3000, by: 100) { queue.push(Array(start..<start + 100)) }
            queue.finish()
            var all: [Int] = []
            for await own in group {
                #expect(own == own.sorted())
                all += own
            }
            return all
        }
        #expect(taken.sorted() == Array(0..<3000))
    }

    @Test("closing drops what is there and wakes who waits")
    func closes() async {
        let queue = WorkQueue<Int>()
        async let waiting = queue.next()
        queue.close()
        #expect(await waiting == nil)
        queue.push(1)
        #expect(await queue.next() == nil)
    }
}
