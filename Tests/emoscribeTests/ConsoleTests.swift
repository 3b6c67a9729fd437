import Testing

@testable import emoscribe

@Suite("Progress")
struct ProgressTests {
    private func line(
        done: Int, cached: Int = 0, failed: Int = 0, total: Int = 100, seconds: Double, detail: String = ""
    ) -> String {
        ProgressMeter.line(
            title: "labelling", noun: "utterances", counts: .init(done: done, fromCache: cached, failed: failed),
            total: total, elapsedSeconds: seconds, detail: detail)
    }

    @Test("the rate and the time left come from what needed work, not from what the cache answered")
    func rate() {
        #expect(
            line(done: 60, cached: 50, seconds: 5) == "labelling 60/100 utterances, 50 from cache, 2.0/s, 20 s left")
    }

    @Test("slow work is told by the minute")
    func slow() {
        #expect(line(done: 2, seconds: 60) == "labelling 2/100 utterances, 2.0/min, 49 min 00 s left")
    }

    @Test("a finished line says how long it took, and failures are counted")
    func finished() {
        #expect(line(done: 100, failed: 3, seconds: 50) == "labelling 100/100 utterances, 3 failed, 2.0/s, took 50 s")
    }

    @Test(
        "durations are told as people tell them",
        arguments: [
            (0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.6, "1 min 00 s"), (187, "3 min 07 s"),
            (3_599, "59 min 59 s"), (7_500, "2 h 05 min"), (273_600, "3 d 4 h"), (.infinity, "unknown"),
        ])
    func durations(_ seconds: Double, _ text: String) { #expect(Spoken.duration(seconds) == text) }

    @Test("table columns line up: the first to the left, numbers to the right")
    func table() {
        let table = TextTable(header: ["", "WER"], rows: [["slt", "9.0 %"], ["kal16", "19.1 %"]])
        #expect(table.text == "          WER\nslt     9.0 %\nkal16  19.1 %")
    }
}
