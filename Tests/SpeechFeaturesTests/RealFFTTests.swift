import Foundation
import Testing

@testable import SpeechFeatures

@Suite("Real FFT")
struct RealFFTTests {
    /// Power spectrum by the definition, in double precision.
    private func naivePower(_ signal: [Float], size: Int) -> [Double] {
        (0...(size / 2)).map { bin in
            var (real, imaginary) = (0.0, 0.0)
            for (index, value) in signal.enumerated() {
                let angle = 2 * Double.pi * Double(bin * index % size) / Double(size)
                real += Double(value) * cos(angle)
                imaginary -= Double(value) * sin(angle)
            }
            return real * real + imaginary * imaginary
        }
    }

    @Test(
        "agrees with the definition, radix 4 only and with a radix 2 stage", arguments: [8, 16, 32, 64, 128, 512, 1024])
    func agreesWithDefinition(size: Int) {
        let signal = Signal.noise(amplitude: 0.9, samples: size, seed: UInt64(size))
        let transform = RealFFT(size: size)
        var workspace = transform.makeWorkspace()
        var power = [Float](repeating: -1, count: transform.binCount)
        transform.powerSpectrum(of: signal, into: &power, workspace: &workspace)
        let expected = naivePower(signal, size: size)
        let scale = expected.reduce(0, max)
        // Rounding errors of a float32 transform grow with the logarithm of its size: some 1e-7 of the largest bin.
        #expect(power.count == expected.count)
        #expect(zip(power, expected).allSatisfy { abs(Double($0) - $1) < 2e-6 * scale })
    }

    @Test("a signal of four samples by hand: 1 2 3 4 followed by zeros")
    func byHand() {
        let transform = RealFFT(size: 8)
        var workspace = transform.makeWorkspace()
        var magnitudes = [Float](repeating: 0, count: 5)
        transform.magnitudes(of: [1, 2, 3, 4], into: &magnitudes, workspace: &workspace)
        #expect(magnitudes[0] == 10)
        #expect(abs(magnitudes[2] - 8.0.squareRoot().float) < 1e-6)  // 1 - 2i - 3 + 4i
        #expect(magnitudes[4] == 2)  // 1 - 2 + 3 - 4
    }

    @Test(
        "zeros after a short signal, odd length too, and a used workspace leaves no traces",
        arguments: [1, 7, 400, 511])
    func zeroPadding(length: Int) {
        let transform = RealFFT(size: 512)
        let signal = Signal.noise(amplitude: 0.5, samples: length)
        let padded = signal + [Float](repeating: 0, count: 512 - length)
        var (used, fresh) = (transform.makeWorkspace(), transform.makeWorkspace())
        var (a, b) = ([Float](repeating: 0, count: 257), [Float](repeating: 0, count: 257))
        transform.powerSpectrum(of: Signal.noise(amplitude: 1, samples: 512, seed: 9), into: &a, workspace: &used)
        transform.powerSpectrum(of: signal, into: &a, workspace: &used)
        transform.powerSpectrum(of: padded, into: &b, workspace: &fresh)
        #expect(a == b)
    }

    @Test("power is kept: Parseval's theorem")
    func parseval() {
        let signal = Signal.noise(amplitude: 0.7, samples: 1024, seed: 4)
        let transform = RealFFT(size: 1024)
        var workspace = transform.makeWorkspace()
        var power = [Float](repeating: 0, count: 513)
        transform.powerSpectrum(of: signal, into: &power, workspace: &workspace)
        let both = power[1..<512].reduce(0.0) { $0 + 2 * Double($1) } + Double(power[0]) + Double(power[512])
        let energy = signal.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(both / 1024 / energy - 1) < 1e-6)
    }
}

extension Double {
    var float: Float { Float(self) }
}
