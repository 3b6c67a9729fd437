import Report
import Testing

@Suite("TimelineCollector")
struct TimelineCollectorTests {
    private func row(
        _ recording: String, _ start: Double?, _ end: Double?, _ label: String?
    ) -> TimelineCollector.Row {
        .init(
            recording: recording, name: recording, path: recording + ".wav", start: start, end: end, label: label,
            confidence: nil)
    }

    @Test("a recording with one row, or with a row that does not say where it ends, has no timeline")
    func untimed() {
        var collector = TimelineCollector(labels: ["a", "b"])
        for row in [
            row("one", 0, 5, "a"), row("whole", nil, 4, "a"), row("whole", 4, nil, "b"), row("whole", 5, 9, "b"),
            row("", 0, 1, "a"), row("", 1, 2, "a"), row("two", nil, 4, "a"), row("two", 4, 6, nil),
        ] { collector.add(row) }
        let kept = collector.finish()
        #expect(kept.map(\.name) == ["two"] && collector.recordingCount == 1)
        #expect(collector.totals.map(\.seconds) == [4, 0, 2])
    }

    @Test("the longest stretch is the longest run of rows with one label, pauses included, in whichever recording")
    func longest() {
        var collector = TimelineCollector(labels: ["a", "b"])
        for row in [
            row("x", 0, 2, "a"), row("x", 3, 5, "a"), row("x", 5, 6, "b"), row("x", 7, 9, "a"), row("x", 9, 10, nil),
            row("y", 0, 1, "b"), row("y", 1, 3, "b"), row("y", 4, 5, "a"),
        ] { collector.add(row) }
        let kept = collector.finish()
        #expect(kept.map(\.name) == ["x", "y"])
        let totals = collector.totals
        #expect(totals.map(\.seconds) == [7, 4, 1] && totals.map(\.stretches) == [3, 2, 1])
        #expect(totals[0].longest == .init(recording: "x", start: 0, end: 5))
        #expect(totals[1].longest == .init(recording: "y", start: 0, end: 3))
        #expect(kept[0].recording(audio: nil).totals?.map(\.seconds) == [6, 1, 1])
    }

    @Test("of many recordings the longest are kept, in their order, and all are in the sums")
    func limit() {
        var collector = TimelineCollector(labels: ["a"], limit: 3)
        for (index, length) in [5.0, 9, 2, 7, 9, 1].enumerated() {
            collector.add(row("r\(index)", 0, length / 2, "a"))
            collector.add(row("r\(index)", length / 2, length, "a"))
        }
        #expect(collector.finish().map(\.name) == ["r1", "r3", "r4"])
        #expect(collector.recordingCount == 6 && collector.totals[0].seconds == 33)
    }

    @Test("a recording with more stretches than can be drawn keeps few, the label of most of the time, and exact sums")
    func coarse() {
        var collector = TimelineCollector(labels: ["a", "b"])
        // An hour in which b is heard for a tenth of every second, and all of the last quarter.
        for second in 0..<2700 {
            collector.add(row("hour", Double(second), Double(second) + 0.9, "a"))
            collector.add(row("hour", Double(second) + 0.9, Double(second) + 1, "b"))
        }
        collector.add(row("hour", 2700, 3600, "b"))
        let kept = collector.finish()
        let stretches = kept[0].stretches
        #expect(kept[0].isCoarse && stretches.count <= TimelineCollector.mostStretches / 2)
        // All pieces are whole multiples of one length.
        let step = 3600 / Double(TimelineCollector.mostStretches / 2)
        #expect(stretches.allSatisfy { abs((($0.start / step).rounded() * step) - $0.start) < 1e-6 })
        #expect(stretches.first?.label == "a" && stretches.last?.label == "b" && stretches.last?.end == 3600)
        #expect(stretches.filter { $0.label == "a" }.reduce(0) { $0 + $1.seconds } > 2400)
        #expect(abs(collector.totals[0].seconds - 2430) < 1e-6 && collector.totals[1].stretches == 2700)
        #expect(collector.totals[1].longest == .init(recording: "hour", start: 2699.9, end: 3600))
    }
}
