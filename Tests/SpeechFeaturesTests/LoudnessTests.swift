import Foundation
import Testing

@testable import SpeechFeatures

@Suite("Loudness")
struct LoudnessTests {
    // The specification names the middle values by the wrong frequencies: its 1.8138 is of band 12, 1690 Hz, and its
    // maximum of band 18, 3458 Hz.
    @Test(
        "sensitivity has the seventh power of w in its last factor",
        arguments: [
            (89.612, 0.0020278), (165.953, 0.0193560), (1689.931, 1.8138), (3457.874, 3.1342), (7233.015, 0.20665),
        ])
    func sensitivity(hertz: Double, expected: Double) {
        #expect(abs(LoudnessComputer.sensitivity(hertz: hertz) / expected - 1) < 5e-5)
        let w = 2 * Double.pi * hertz
        let sixth = expected * (pow(w, 7) + 1.7e31) / (pow(w, 6) + 9.58e26)
        #expect(abs(LoudnessComputer.sensitivity(hertz: hertz) / sixth - 1) > 0.01)
    }

    @Test("digital silence has the loudness of the floor, a mean over the bands and not their sum")
    func silence() {
        let silence = [Float](repeating: 0, count: 320)
        #expect(abs(loudness(silence) - 0.001033966) < 1e-9)
    }

    @Test("level raised by 20 dB multiplies loudness by 10 to the 0.66, well above the floor")
    func powerLaw() {
        let quiet = Signal.noise(amplitude: 0.05, samples: 320)
        #expect(abs(loudness(quiet.map { 10 * $0 }) / loudness(quiet) - Float(pow(10, 0.66))) < 1e-3)
    }

    private func loudness(_ frame: [Float]) -> Float {
        let computer = LoudnessComputer(frameLength: 320)
        var workspace = computer.makeWorkspace()
        return computer.loudness(of: lanes(frame), &workspace)[5]
    }
}
