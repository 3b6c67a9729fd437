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
        var rows = [Lanes](repeating: .zero, count: transform.binCount)
        transform.powerSpectrum(of: lanes(signal), into: &rows, workspace: &workspace)
        let power = column(rows)
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
        var rows = [Lanes](repeating: .zero, count: 5)
        transform.magnitudes(of: lanes([1, 2, 3, 4]), into: &rows, workspace: &workspace)
        let magnitudes = column(rows)
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
        var (a, b) = ([Lanes](repeating: .zero, count: 257), [Lanes](repeating: .zero, count: 257))
        let other = lanes(Signal.noise(amplitude: 1, samples: 512, seed: 9))
        transform.powerSpectrum(of: other, into: &a, workspace: &used)
        transform.powerSpectrum(of: lanes(signal), into: &a, workspace: &used)
        transform.powerSpectrum(of: lanes(padded), into: &b, workspace: &fresh)
        #expect(column(a) == column(b))
    }

    @Test("a signal's spectrum has the same bits in every lane, whatever stands beside it")
    func lanesAreIndependent() {
        let transform = RealFFT(size: 1024)
        let signal = Signal.noise(amplitude: 0.7, samples: 880, seed: 12)
        var workspace = transform.makeWorkspace()
        var rows = [Lanes](repeating: .zero, count: 513)
        transform.powerSpectrum(of: lanes(signal, lane: 0), into: &rows, workspace: &workspace)
        let first = column(rows, lane: 0)
        for lane in 1..<16 {
            transform.powerSpectrum(of: lanes(signal, lane: lane), into: &rows, workspace: &workspace)
            #expect(column(rows, lane: lane) == first)
        }
    }

    @Test("power is kept: Parseval's theorem")
    func parseval() {
        let signal = Signal.noise(amplitude: 0.7, samples: 1024, seed: 4)
        let transform = RealFFT(size: 1024)
        var workspace = transform.makeWorkspace()
        var rows = [Lanes](repeating: .zero, count: 513)
        transform.powerSpectrum(of: lanes(signal), into: &rows, workspace: &workspace)
        let power = column(rows)
        let both = power[1..<512].reduce(0.0) { $0 + 2 * Double($1) } + Double(power[0]) + Double(power[512])
        let energy = signal.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(both / 1024 / energy - 1) < 1e-6)
    }
}

extension Double {
    var float: Float { Float(self) }
}
