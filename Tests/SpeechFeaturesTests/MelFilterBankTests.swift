import Testing

@testable import SpeechFeatures

/// Check values from section 1 of the reference's specification, which numbers the middle one from 1 and the others
/// from 0.
@Suite("Mel filter bank")
struct MelFilterBankTests {
    private let mfcc = MelFilterBank(bandCount: 26, lowHertz: 0, highHertz: 8000, binHertz: 31.25)
    private let loudness = MelFilterBank(bandCount: 26, lowHertz: 20, highHertz: 8000, binHertz: 31.25)

    @Test("centres of the MFCC bank", arguments: [(0, 68.479), (1, 143.658), (11, 1445.396), (25, 7224.742)])
    func mfccCentres(band: Int, hertz: Double) {
        #expect(abs(mfcc.centres[band] - hertz) < 6e-4)
    }

    @Test("centres of the loudness bank", arguments: [(0, 89.612), (1, 165.953), (11, 1479.237), (25, 7233.015)])
    func loudnessCentres(band: Int, hertz: Double) {
        #expect(abs(loudness.centres[band] - hertz) < 6e-4)
    }

    @Test("the lowest bin and bin 256 never count")
    func bins() {
        #expect(mfcc.bins == 1..<256)
        #expect(loudness.bins == 2..<256)
        #expect(mfcc.weights(ofBand: 0).map(\.bin) == Array(1...4))
        #expect(mfcc.weights(ofBand: 25).map(\.bin) == Array(209...255))
        #expect(loudness.weights(ofBand: 0).map(\.bin) == Array(2...5))
    }

    @Test("triangles are linear in mel and not normalised for area")
    func weightSums() {
        #expect(abs(mfcc.weights(ofBand: 0).reduce(0) { $0 + $1.weight } - 2.2772) < 6e-5)
        #expect(abs(mfcc.weights(ofBand: 25).reduce(0) { $0 + $1.weight } - 23.6847) < 6e-5)
    }

    @Test("energies are the weighted sums of the bins")
    func energies() {
        let power = Signal.noise(amplitude: 1, samples: 257).map { abs($0) }
        var rows = [Lanes](repeating: Lanes(repeating: -1), count: 26)
        mfcc.energies(of: lanes(power), into: &rows)
        let energies = column(rows)
        for band in 0..<26 {
            let expected = mfcc.weights(ofBand: band).reduce(0.0) { $0 + Double($1.weight) * Double(power[$1.bin]) }
            #expect(abs(Double(energies[band]) - expected) < 1e-5)
        }
    }

    @Test("neighbouring triangles add up to one between the outer centres")
    func partitionOfUnity() {
        var sums = [Float](repeating: 0, count: 257)
        for band in 0..<26 { for (bin, weight) in mfcc.weights(ofBand: band) { sums[bin] += weight } }
        for bin in 3...230 { #expect(abs(sums[bin] - 1) < 1e-6) }
    }
}
