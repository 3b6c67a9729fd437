import Report
import Testing

@Suite("EmotionTimeline")
struct EmotionTimelineTests {
    private typealias Stretch = EmotionTimeline.Stretch

    @Test("neighbours with one label are one stretch, across gaps of a tenth of a second and no more")
    func joined() {
        let joined = EmotionTimeline.joined([
            Stretch(start: 0, end: 1, label: "a", confidence: 0.5), Stretch(start: 1.05, end: 2, label: "a"),
            Stretch(start: 2.2, end: 3, label: "a"), Stretch(start: 3, end: 4, label: nil),
            Stretch(start: 4, end: 4, label: "b"), Stretch(start: 4, end: 5, label: nil),
            Stretch(start: .nan, end: 6, label: "c"),
        ])
        #expect(joined.map(\.start) == [0, 2.2, 3] && joined.map(\.end) == [2, 3, 5])
        #expect(joined.map(\.label) == ["a", "a", nil])
    }

    @Test("shares of time add up, and the longest stretch is named with its place")
    func summary() {
        let timeline = EmotionTimeline(
            labels: ["a", "b"],
            recordings: [
                .init(
                    name: "one",
                    stretches: [.init(start: 0, end: 30, label: "a"), .init(start: 30, end: 40, label: "b")]),
                .init(name: "two", stretches: [.init(start: 100, end: 160, label: "b")]),
            ])
        let html = timeline.body(id: "t").map(\.rendered).joined()
        #expect(
            html.contains("<th scope=\"row\">a</th>\n<td class=\"number\">30.0 s</td>\n<td class=\"number\">30.0</td>"))
        #expect(html.contains("<td class=\"number\">1:10</td>\n<td class=\"number\">70.0</td>"))
        #expect(html.contains("two, 1:40"))
        #expect(!html.contains("no label"), "no row for what does not occur")
    }

    @Test(
        "times are written as a clock", arguments: [(0, "0.0 s"), (59.94, "59.9 s"), (60, "1:00"), (3727, "1:02:07")])
    func clock(seconds: Double, text: String) {
        #expect(EmotionTimeline.clock(seconds) == text)
    }

    @Test("of many recordings the first are drawn and the others counted")
    func many() {
        let recordings = (1...100).map {
            EmotionTimeline.Recording(name: "r\($0)", stretches: [.init(start: 0, end: 1, label: "a")])
        }
        let html = EmotionTimeline(labels: ["a"], recordings: recordings).body(id: "t").map(\.rendered).joined()
        #expect(html.contains("40 more recordings are not drawn."))
        #expect(!html.contains(">r61<") && html.contains(">r60<"))
    }

    @Test("sums that are given stand in the tables, and a recording that can be played has a player")
    func given() {
        let totals = [
            EmotionTimeline.Total(
                label: "a", seconds: 90, stretches: 1, longest: .init(recording: "one", start: 5, end: 95))
        ]
        let html = EmotionTimeline(
            labels: ["a"],
            recordings: [
                .init(
                    name: "one", stretches: [.init(start: 0, end: 1, label: "a")], totals: totals,
                    audio: .init(path: "x/one.wav")),
                .init(name: "two", stretches: [], audio: .init(path: "two.amr")),
            ], totals: totals, notes: ["a remark"]
        ).body(id: "t").map(\.rendered).joined()
        #expect(html.contains("a remark") && html.contains("one, 5.0 s"))
        #expect(html.contains("<td>a, 1:30</td>\n<td class=\"number\">5.0 s</td>"))
        #expect(html.contains("src=\"./x/one.wav\"") && !html.contains("two.amr"))
    }

    @Test("many recordings are several drawings over one clock; a narrow stretch has no edge that would hide it")
    func drawings() {
        let recordings = (1...30).map {
            EmotionTimeline.Recording(
                name: "r\($0)",
                stretches: [.init(start: 0, end: 1, label: "a"), .init(start: 2, end: Double($0) * 100, label: "b")])
        }
        let figures = EmotionTimeline(labels: ["a", "b"], recordings: recordings).figures.map { $0.figure.file() }
        #expect(
            figures.count == 2 && figures.allSatisfy { $0.contains(">50</text>") && $0.contains("stretch thin s0") })
        #expect(figures[0].contains(">r25</text>") && figures[1].contains(">r26</text>"))
    }

    @Test("no recordings at all are still a section")
    func none() {
        #expect(!EmotionTimeline(labels: ["a"], recordings: []).body(id: "t").isEmpty)
    }
}
