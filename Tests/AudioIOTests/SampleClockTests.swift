import AudioIO
import Testing

@Suite("SampleClock")
struct SampleClockTests {
    @Test(
        "seconds become the nearest whole number of samples, and half a sample rounds up",
        arguments: [
            (0, 16_000, 0), (0.025, 16_000, 400), (0.1, 16_000, 1600), (0.00003125, 16_000, 1),
            (0.00003124, 16_000, 0), (1.00001, 44_100, 44_100), (-1, 16_000, 0),
            (.infinity, 16_000, SampleClock.maximumCount), (.nan, 16_000, 0), (1e300, 8_000, SampleClock.maximumCount),
        ] as [(Double, Int, Int)])
    func rounding(seconds: Double, rate: Int, expected: Int) {
        #expect(SampleClock.samples(inSeconds: seconds, sampleRate: rate) == expected)
    }

    @Test(
        "a changed sample rate gives the nearest whole number of samples",
        arguments: [
            (3, 48_000, 1), (1, 44_100, 0), (441, 44_100, 160), (1, 8_000, 2), (0, 8_000, 0), (7, 16_000, 7),
            (Int.max, 8_000, SampleClock.maximumCount),
        ])
    func conversion(count: Int, rate: Int, expected: Int) {
        #expect(SampleClock.converted(count, from: rate) == expected)
    }

    @Test("every count survives the way to seconds and back")
    func roundTrip() {
        for rate in [8_000, 16_000, 22_050, 44_100, 48_000] {
            for count in [1, 2, 3, 399, 400, 44_099, 123_457, 1 << 40] {
                let seconds = SampleClock.seconds(ofSamples: count, sampleRate: rate)
                #expect(SampleClock.samples(inSeconds: seconds, sampleRate: rate) == count)
            }
        }
    }
}
