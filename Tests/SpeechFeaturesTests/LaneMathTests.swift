import Foundation
import Testing

@testable import SpeechFeatures

@Suite("Elementary functions of 16 numbers")
struct LaneMathTests {
    @Test("the logarithm is that of the C library, over the range of band energies")
    func logarithm() {
        var generator = TestGenerator(seed: 8)
        for _ in 0..<2_000 {
            let x = Lanes((0..<16).map { _ in Float(exp(generator.uniform() * 70 - 30)) })
            let y = LaneMath.log(x)
            for lane in 0..<16 {
                let exact = log(Double(x[lane]))
                #expect(abs(Double(y[lane]) - exact) <= 1.2e-7 * max(1, abs(exact)))
            }
        }
        #expect(LaneMath.log(Lanes(repeating: 1)) == .zero)
    }

    @Test("the exponential function is that of the C library, between -40 and 40")
    func exponential() {
        var generator = TestGenerator(seed: 9)
        for _ in 0..<2_000 {
            let x = Lanes((0..<16).map { _ in Float(generator.uniform() * 80 - 40) })
            let y = LaneMath.exp(x)
            for lane in 0..<16 { #expect(abs(Double(y[lane]) / exp(Double(x[lane])) - 1) < 2e-7) }
        }
        #expect(LaneMath.exp(.zero) == Lanes(repeating: 1))
    }
}
