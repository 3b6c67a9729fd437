import Foundation
import Testing

@testable import SpeechFeatures

@Suite("Functionals")
struct FunctionalsTests {
    @Test("five values by hand")
    func byHand() {
        let result = Functionals.compute([1, 2, 3, 4, 5], skipZeros: false)
        let expected: [Float] = [Float(2.0.squareRoot()), 3, 1, 40.0 / 15 / 5, 1.4, 4.6, 3.2]
        for (value, known) in zip(result, expected) { #expect(abs(value - known) < 1e-6) }
    }

    @Test("zeros are removed first and the time index runs over what remains")
    func skipsZeros() {
        #expect(
            Functionals.compute([0, 1, 0, 0, 2, 3, 0], skipZeros: true)
                == Functionals.compute([1, 2, 3], skipZeros: false))
        #expect(
            Functionals.compute([0, 1, 0], skipZeros: false) != Functionals.compute([1], skipZeros: false))
    }

    @Test("nothing gives zeros, one value has no slope, no spread and centroid 0")
    func few() {
        #expect(Functionals.compute([], skipZeros: false) == [Float](repeating: 0, count: 7))
        #expect(Functionals.compute([0, 0], skipZeros: true) == [Float](repeating: 0, count: 7))
        #expect(Functionals.compute([7], skipZeros: false) == [0, 7, 0, 0, 7, 7, 0])
    }

    @Test("values that sum to nothing have centroid 0")
    func noArea() {
        let result = Functionals.compute([-1, 1, -1, 1], skipZeros: false)
        #expect(result[3] == 0 && result[1] == 0)
    }

    @Test("standard deviation is taken about the mean rounded to single precision")
    func roundedMean() {
        let values: [Float] = [1000, 1000.0001, 1000.0002, 1000.0001]
        let mean = Float(values.reduce(0.0) { $0 + Double($1) } / 4)
        let squares = values.reduce(0.0) { $0 + pow(Double($1) - Double(mean), 2) }
        #expect(Functionals.compute(values[...], skipZeros: false)[0] == Float((squares / 4).squareRoot()))
    }
}
