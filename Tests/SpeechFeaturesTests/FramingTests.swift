import Testing

@testable import SpeechFeatures

@Suite("Framing and scale")
struct FramingTests {
    @Test(
        "an incomplete frame is dropped, a signal shorter than a frame has none",
        arguments: [(0, 0), (399, 0), (400, 1), (559, 1), (560, 2), (16000, 98)])
    func frameCounts(samples: Int, frames: Int) {
        #expect(Framing(frameLength: 400, frameShift: 160).frameCount(sampleCount: samples) == frames)
    }

    @Test("every 16-bit value becomes s / 32767, rounded once")
    func referenceScale() {
        let integers = (-32768...32767).map { Int16($0) }
        let scaled = Signal.scaled(integers.map { Float($0) / 32768 })
        #expect(scaled == integers.map { Float($0) / 32767 })
        #expect(scaled.last == 1)
    }

    @Test("Hamming and Gauss windows at their ends and middle")
    func windows() {
        let hamming = AnalysisWindow.hamming(length: 401)
        #expect(abs(hamming[0] - 0.08) < 1e-7 && hamming[200] == 1 && hamming[400] == hamming[0])
        let gauss = AnalysisWindow.gauss(length: 881, sigma: 0.4)
        #expect(gauss[440] == 1)
        #expect(abs(gauss[0] - 0.043_936_934) < 1e-7)  // exp(-0.5 / 0.16)
    }
}
