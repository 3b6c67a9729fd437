import Foundation
import Testing

@testable import SpeechFeatures

@Suite("Harmonics to noise")
struct HarmonicsToNoiseTests {
    private func nearestMaximum(_ values: [Float], to lag: Int) -> Int {
        HarmonicsToNoise.nearestMaximum(LaneColumn(lanes(values), lane: 5), to: lag)
    }

    private func decibels(_ values: [Float], lag: Int) -> Float {
        HarmonicsToNoise.decibels(HarmonicsToNoise.ratio(LaneColumn(lanes(values), lane: 5), lag: lag))
    }

    @Test("the nearest maximum is looked for on the left first")
    func nearestMaximum() {
        let values: [Float] = [9, 1, 5, 1, 1, 1, 5, 1, 8]
        #expect(nearestMaximum(values, to: 2) == 2)
        #expect(nearestMaximum(values, to: 4) == 2)
        #expect(nearestMaximum(values, to: 5) == 6)
        // An end is taken where it is asked for, and never found by the search.
        #expect(nearestMaximum(values, to: 8) == 8)
        #expect(nearestMaximum(values, to: 7) == 6)
        #expect(nearestMaximum(values, to: 1) == 2)
    }

    @Test("maxima are strict; without any the lag itself stands")
    func plateau() {
        #expect(nearestMaximum([9, 5, 5, 1, 3, 1], to: 1) == 4)
        #expect(nearestMaximum([2, 2, 2, 2], to: 2) == 2)
    }

    @Test("ratio by hand, negative ratios and both limits")
    func limits() {
        #expect(abs(decibels([10, 1, 9, 1], lag: 2) - Float(10 * log10(9.0))) < 1e-6)
        #expect(abs(decibels([10, 1, 2, 1], lag: 2) - Float(10 * log10(0.25))) < 1e-6)
        #expect(decibels([10, 1, 10, 1], lag: 2) == 110)
        #expect(decibels([10, 1, 11, 1], lag: 2) == -90)
    }

    @Test("autocorrelation of a spectrum, by the definition; its absolute value")
    func autocorrelation() {
        let transform = RealFFT(size: 16)
        let harmonics = HarmonicsToNoise(transform: transform)
        var workspace = harmonics.makeWorkspace()
        let magnitudes: [Float] = [1, 3, 2, 0, 1, 5, 0, 2, 4]
        harmonics.autocorrelate(lanes(magnitudes), &workspace)
        for lag in 0...8 {
            let sum = (0..<16).reduce(0.0) { sum, bin in
                let power = Double(magnitudes[min(bin, 16 - bin)] * magnitudes[min(bin, 16 - bin)])
                return sum + power * cos(2 * Double.pi * Double(bin * lag) / 16)
            }
            #expect(abs(Double(workspace.autocorrelation[lag][5]) - abs(sum)) < 1e-4)
        }
    }
}
