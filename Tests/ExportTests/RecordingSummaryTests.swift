import Corpus
import Export
import Testing

@Suite("RecordingSummary")
struct RecordingSummaryTests {
    private func lines(_ rows: [(Utterance, String?)], labels: [String] = ["happy", "sad"]) -> [String] {
        var summary = RecordingSummary(labels: labels, segmentation: "pauses, 1 to 20 s")
        var bytes: [UInt8] = []
        for (utterance, emotion) in rows {
            bytes += summary.add(utterance, LabelRow(emotion: emotion, status: emotion == nil ? .failed : .ok))
        }
        bytes += summary.finish()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func part(_ number: Int, _ start: Double, _ end: Double, _ audio: String = "call.wav") -> Utterance {
        Utterance(id: "call#000\(number)", audio: audio, start: start, end: end)
    }

    @Test("shares are of the labelled time, the longest stretch goes over pauses and ends at a row without a label")
    func shares() {
        let found = lines([
            (part(1, 0, 2), "happy"), (part(2, 3, 5), "sad"), (part(3, 5.5, 9), "sad"), (part(4, 9, 30), nil),
            (part(5, 30, 32.5), "sad"),
        ])
        #expect(
            found == [
                "call,call.wav,0,32.5,5,4,time,10,0.200000,0.800000,sad,3,9,\"pauses, 1 to 20 s\""
            ])
    }

    @Test("recordings follow each other; those whose rows give no times are counted by rows")
    func byRows() {
        let whole = { (id: String, audio: String?) in Utterance(id: id, audio: audio) }
        let found = lines([
            (whole("a", "a.wav"), "sad"), (whole("b", "b.wav"), nil),
            (whole("c#12", nil), "happy"), (whole("d", nil), "sad"),
        ])
        #expect(found[0] == "a,a.wav,,,1,1,rows,,0.000000,1.000000,sad,,,\"pauses, 1 to 20 s\"")
        #expect(found[1] == "b,b.wav,,,1,0,,,,,,,,\"pauses, 1 to 20 s\"")
        #expect(found[2].hasPrefix("c#12,,,,1,1,rows,,1.000000,0.000000,happy") && found.count == 4)
    }
}
