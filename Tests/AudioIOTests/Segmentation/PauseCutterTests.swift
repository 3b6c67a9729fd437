import Foundation
import TestSupport
import Testing

@testable import AudioIO

@Suite struct PauseCutterTests {
    private let cutter = PauseCutter()

    /// Pieces between the cuts, and that they are what pieces must be.
    private func pieces(_ samples: [Int16], seconds: Double) -> [Range<Int>] {
        let maximum = Int(seconds * 16_000)
        let cuts = cutter.cuts(in: samples, maximumSamples: maximum)
        let ends = [0] + cuts + [samples.count]
        #expect(zip(ends, ends.dropFirst()).allSatisfy { $0 < $1 && $1 - $0 <= maximum })
        return zip(ends, ends.dropFirst()).map { $0..<$1 }
    }

    private static func power(_ samples: ArraySlice<Int16>) -> Double {
        samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    }

    private static func misplaced(_ cuts: [Int], _ sound: SpeechLikeSound) -> [Int] {
        cuts.filter { cut in !sound.pauses.contains { $0.lowerBound < cut && cut < $0.upperBound } }
    }

    @Test("audio within the limit is one piece")
    func short() {
        #expect(cutter.cuts(in: [], maximumSamples: 160) == [])
        #expect(cutter.cuts(in: [Int16](repeating: 7, count: 16_000), maximumSamples: 16_000) == [])
    }

    @Test("every cut is in a pause, whatever level, noise, offset and hum", .slow, arguments: 0..<2 as Range<UInt64>)
    func inPauses(_ seed: UInt64) {
        let sound = SpeechLikeSound(seed: seed, seconds: 40)
        let recordings = [
            sound.recorded(), sound.recorded(level: -40), sound.recorded(noise: 25), sound.recorded(noise: 200),
            sound.recorded(level: -20, offset: 0.1), sound.recorded(level: -12, hum: 0.02),
        ]
        for samples in recordings {
            for seconds in [8.0, 25] {
                let cuts = cutter.cuts(in: samples, maximumSamples: Int(seconds * 16_000))
                #expect(Self.misplaced(cuts, sound) == [])
                _ = pieces(samples, seconds: seconds)
            }
        }
    }

    @Test("gain alone moves no cut by more than a frame")
    func gain() {
        let sound = SpeechLikeSound(seed: 11, seconds: 30)
        let loud = cutter.cuts(in: sound.recorded(level: -3, noise: 40), maximumSamples: 160_000)
        let soft = cutter.cuts(in: sound.recorded(level: -21, noise: 40), maximumSamples: 160_000)
        #expect(loud.count == soft.count)
        #expect(zip(loud, soft).allSatisfy { abs($0 - $1) <= 160 })
    }

    @Test("a quiet speaker after a loud one is cut in the pauses too")
    func twoSpeakers() {
        let loud = SpeechLikeSound(seed: 3, seconds: 25)
        let soft = SpeechLikeSound(seed: 4, seconds: 25)
        let first = loud.recorded(level: -3, noise: 200)
        let samples = first + soft.recorded(level: -35, noise: 200)
        let cuts = cutter.cuts(in: samples, maximumSamples: 10 * 16_000)
        #expect(Self.misplaced(cuts.filter { $0 < first.count }, loud) == [])
        // The seam of the two is a pause of both.
        #expect(Self.misplaced(cuts.filter { $0 > first.count + 4800 }.map { $0 - first.count }, soft) == [])
    }

    @Test("a pause that is the only one within the limit is taken, however early it is")
    func onlyPause() {
        let before = SpeechLikeSound(seed: 5, secondsWithoutPause: 3).recorded()
        let after = SpeechLikeSound(seed: 6, secondsWithoutPause: 19).recorded()
        let pause = [Int16](repeating: 0, count: 6400)
        let samples = before + pause + after
        let cuts = cutter.cuts(in: samples, maximumSamples: 20 * 16_000)
        #expect(cuts.count == 1)
        #expect(cuts.allSatisfy { (before.count..<before.count + pause.count).contains($0) })
    }

    @Test("without a pause the cut is in the deepest dip, and without a dip there is a cut all the same")
    func noPause() {
        let sound = SpeechLikeSound(seed: 8, secondsWithoutPause: 30)
        let samples = sound.recorded()
        for piece in pieces(samples, seconds: 10).dropLast() {
            let around = samples[piece.upperBound - 320..<piece.upperBound + 320]
            #expect(around.allSatisfy { abs(Int($0)) < 3300 })
        }
        let tone = (0..<16_000 * 30).map { Int16(8000 * sin(Double($0) * 0.1)) }
        #expect(pieces(tone, seconds: 7).count == 5)
        #expect(pieces([Int16](repeating: 0, count: 16_000 * 30), seconds: 7).count == 5)
    }

    @Test("pieces are few and of like length where the pauses allow it")
    func balance() {
        for seed in 20..<22 as Range<UInt64> {
            let samples = SpeechLikeSound(seed: seed, seconds: 65).recorded()
            let pieces = pieces(samples, seconds: 30)
            #expect(pieces.count == 3)
            #expect(pieces.allSatisfy { $0.count > 15 * 16_000 })
        }
    }

    @Test("the same samples are cut in the same places, and the limit may be as short as a frame")
    func repeatable() {
        let samples = SpeechLikeSound(seed: 9, seconds: 20).recorded()
        #expect(
            cutter.cuts(in: samples, maximumSamples: 50_000) == cutter.cuts(in: samples, maximumSamples: 50_000))
        #expect(pieces(Array(samples.prefix(1000)), seconds: 0.01).count >= 7)
    }

    @Test(
        "recordings of real speech, joined, are cut between them or where nobody speaks",
        .enabled(if: SharedReference.isPresent))
    func realSpeech() throws {
        let folder = try #require(SharedReference.url("corpora/read-speech"))
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".flac") }
            .sorted().filter { !$0.hasPrefix("speechocean762") }
        var samples: [Int16] = []
        var gaps: [Range<Int>] = []
        for file in files.prefix(25) {
            samples += PCM16.quantise(try AudioReader().read(path: folder.path + "/" + file).samples)
            let start = samples.count
            samples += (0..<8000).map { Int16(truncatingIfNeeded: ($0 &* 7919) % 7 - 3) }
            gaps.append(start..<samples.count)
        }
        let maximum = 60 * 16_000
        let cuts = cutter.cuts(in: samples, maximumSamples: maximum)
        #expect(cuts.count == (samples.count - 1) / maximum)
        #expect(cuts.contains { cut in gaps.contains { $0.contains(cut) } })
        // Elsewhere the 200 ms around a cut have less than a hundredth of the power of the five seconds around it.
        for cut in cuts where !gaps.contains(where: { $0.contains(cut) }) {
            let around = Self.power(samples[cut - 40_000..<cut + 40_000])
            #expect(Self.power(samples[cut - 1600..<cut + 1600]) < around / 100)
        }
    }
}
