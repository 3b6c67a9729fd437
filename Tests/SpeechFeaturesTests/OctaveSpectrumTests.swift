import Testing

@testable import SpeechFeatures

@Suite("Octave spectrum")
struct OctaveSpectrumTests {
    private let spectrum = OctaveSpectrum(binCount: 513, binHertz: 15.625)

    @Test("axis and weights have the specification's check values")
    func checkValues() {
        #expect(abs(spectrum.pointsPerOctave - 61.64437) < 1e-5)
        #expect(abs(spectrum.logFrequencies[0] - 4.643856) < 1e-6)
        #expect(abs(spectrum.logFrequencies[512] - 12.965784) < 2e-6)  // log2(8000)
        #expect(abs(spectrum.weights[0] - 0.244035) < 1e-6)
        #expect(abs(spectrum.weights[100] - 0.918673) < 1e-6)
        #expect(abs(spectrum.weights[512] - 0.986678) < 1e-6)
    }

    @Test("silence gives zeros, and nothing is ever negative")
    func values() {
        var workspace = spectrum.makeWorkspace()
        var rows = [Lanes](repeating: Lanes(repeating: -1), count: 513)
        spectrum.compute(lanes([Float](repeating: 0, count: 513)), into: &rows, &workspace)
        #expect(column(rows).allSatisfy { $0 == 0 })
        spectrum.compute(lanes(Signal.noise(amplitude: 1, samples: 513).map { abs($0) }), into: &rows, &workspace)
        let scaled = column(rows)
        #expect(scaled.allSatisfy { $0 >= 0 })
        #expect(scaled.contains { $0 > 0 })
    }

    @Test("the shifts of the harmonics are whole points, rounded down")
    func shifts() {
        let summation = SubharmonicSummation(spectrum: spectrum, frequencyRange: 52...620)
        #expect(summation.shifts == [61, 97, 123, 143, 159, 173, 184, 195, 204, 213, 220, 228, 234, 240])
    }
}
