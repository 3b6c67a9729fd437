import Foundation
import Kernels
import Testing

@Suite("Lanes")
struct LanesTests {
    /// Values from tiny to where the functions saturate, both signs.
    static let points: [Double] = (0..<4000).map { index in
        let magnitude = exp(-16 + Double(index / 2) * 0.0102)
        return Double(Float(index % 2 == 0 ? magnitude : -magnitude))
    }

    func worst(_ function: (MutableFloats, Int) -> Void, _ reference: (Double) -> Double, _ points: [Double]) -> Double
    {
        let values = FloatBuffer(points)
        function(values.pointer, points.count)
        return zip(values.values(points.count), points)
            .map { abs($0 - reference($1)) / abs(reference($1)) }.max() ?? 0
    }

    @Test("exponential, sigmoid and tanh are exact to a relative 1e-6 wherever float32 is normal")
    func accuracy() {
        let small = Self.points.filter { abs($0) < 86 }
        #expect(worst({ Elementwise.exponential($0, count: $1) }, { exp($0) }, small) < 1e-6)
        #expect(worst({ Elementwise.sigmoid($0, count: $1) }, { 1 / (1 + exp(-$0)) }, small) < 1e-6)
        #expect(worst({ Elementwise.hyperbolicTangent($0, count: $1) }, { tanh($0) }, Self.points) < 1e-6)
    }

    @Test("infinities saturate, zero is exact and NaN stays NaN")
    func limits() {
        let points: [Double] = [0, .infinity, -.infinity, .nan]
        let sigmoid = FloatBuffer(points)
        Elementwise.sigmoid(sigmoid.pointer, count: 4)
        #expect(sigmoid.pointer[0] == 0.5 && sigmoid.pointer[1] == 1 && sigmoid.pointer[2] < 1e-37)
        #expect(sigmoid.pointer[3].isNaN)
        let tangent = FloatBuffer(points)
        Elementwise.hyperbolicTangent(tangent.pointer, count: 4)
        #expect(tangent.pointer[0] == 0 && tangent.pointer[1] == 1 && tangent.pointer[2] == -1)
        #expect(tangent.pointer[3].isNaN)
    }
}
