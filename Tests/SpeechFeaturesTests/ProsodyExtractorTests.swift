import Foundation
import Testing

@testable import SpeechFeatures

@Suite("Prosody extractor")
struct ProsodyExtractorTests {
    private let extractor = ProsodyExtractor()

    @Test("audio below 55 ms has no functionals, below 20 ms no loudness either", arguments: [0, 319, 320, 879, 880])
    func shortAudio(samples: Int) {
        let prosody = extractor.compute(Signal.noise(amplitude: 0.3, samples: samples))
        #expect((prosody.functionals == nil) == (samples < 880))
        #expect(prosody.contours.loudness.count == (samples < 320 ? 0 : (samples - 320) / 160 + 1))
        #expect(prosody.contours.pitchHertz.count == (samples < 880 ? 0 : 1))
        #expect(prosody.smoothed.pitchHertz.count == (samples < 880 ? 0 : 2))
        #expect(prosody.functionals?.count ?? 35 == 35)
    }

    @Test("digital silence: no pitch, no voicing, the floor's loudness, 28 zeros")
    func silence() throws {
        let prosody = extractor.compute([Float](repeating: 0, count: 16000))
        #expect(prosody.contours.pitchHertz.allSatisfy { $0 == 0 })
        let functionals = try #require(prosody.functionals)
        #expect(functionals[..<28].allSatisfy { $0 == 0 })
        #expect(abs(functionals[29] - 0.001033966) < 1e-8)
    }

    @Test(
        "a steady vowel has its pitch, in hertz and semitones, and clear harmonics", arguments: [90.0, 140, 220, 400])
    func vowel(hertz: Double) {
        let prosody = extractor.compute(Signal.vowel(hertz: hertz, amplitude: 0.5, samples: 16000))
        let middle = 40
        #expect(abs(Double(prosody.contours.pitchHertz[middle]) / hertz - 1) < 0.01)
        let semitones = 12 * log2(Double(prosody.contours.pitchHertz[middle]) / 27.5)
        #expect(abs(Double(prosody.contours.pitchSemitones[middle]) - semitones) < 1e-4)
        #expect(prosody.contours.voicing[middle] > 0.7)
        #expect(prosody.contours.harmonicsToNoiseDecibels[middle] > 5)
    }

    @Test("the same samples give the same bits")
    func determinism() {
        let samples =
            Signal.vowel(hertz: 120, amplitude: 0.3, samples: 9000) + Signal.noise(amplitude: 0.1, samples: 5000)
        #expect(extractor.compute(samples) == ProsodyExtractor().compute(samples))
    }

    @Test("half the level leaves pitch as it is where the gate stays open, and lowers loudness")
    func gain() {
        let samples = Signal.vowel(hertz: 150, amplitude: 0.8, samples: 16000)
        let (loud, quiet) = (extractor.compute(samples), extractor.compute(samples.map { $0 / 2 }))
        for (a, b) in zip(loud.contours.pitchHertz, quiet.contours.pitchHertz) { #expect(abs(a - b) < 1e-3) }
        for (a, b) in zip(loud.contours.loudness, quiet.contours.loudness) { #expect(a > b) }
    }

    @Test("below the gate pitch and voicing are 0, harmonics to noise is not, and keeps its functionals")
    func gate() throws {
        let samples = Signal.sine(hertz: 200, amplitude: 0.001, samples: 16000)
        #expect(pitchFrames(samples).allSatisfy { $0.frame.rootMeanSquare <= 0.0008 })
        var options = ProsodyOptions()
        options.energyGate = -1
        let open = ProsodyExtractor(options: options).compute(samples).contours
        #expect(open.pitchHertz.contains { $0 > 0 })
        let prosody = extractor.compute(samples)
        #expect(prosody.contours.pitchHertz.allSatisfy { $0 == 0 })
        #expect(prosody.contours.pitchSemitones.allSatisfy { $0 == 0 })
        #expect(prosody.contours.voicing.allSatisfy { $0 == 0 })
        #expect(prosody.contours.harmonicsToNoiseDecibels == open.harmonicsToNoiseDecibels)
        let functionals = try #require(prosody.functionals)
        #expect(functionals[..<21].allSatisfy { $0 == 0 })
        #expect(functionals[22] != 0)
    }

    @Test("a level exactly at the gate is closed")
    func gateIsExclusive() {
        var contours = Prosody.Contours()
        var frame = PitchFrame()
        frame.frequencies[0] = 100
        for level in [Float(0.0008), Float(0.0008).nextUp] {
            frame.rootMeanSquare = level
            contours.append(frame, state: 0, energyGate: ProsodyOptions().energyGate)
        }
        #expect(contours.pitchHertz == [0, 100])
    }

    @Test("an unvoiced frame has the voicing of its first candidate, and no harmonics to noise")
    func unvoicedVoicing() {
        let samples = Signal.noise(amplitude: 0.3, samples: 16000)
        let contours = extractor.compute(samples).contours
        var unvoiced = 0
        for (index, (frame, state)) in pitchFrames(samples).enumerated() where state == PitchPathSearch.unvoiced {
            unvoiced += 1
            #expect(contours.pitchHertz[index] == 0 && contours.harmonicsToNoiseDecibels[index] == 0)
            #expect(contours.voicing[index] == frame.voicings[0])
        }
        #expect(unvoiced > 0)
        #expect(contours.voicing.contains { $0 > 0 })
    }

    @Test("functionals see decided frames only, and of loudness all but the extra row")
    func decidedFramesOnly() throws {
        let samples =
            Signal.vowel(hertz: 130, amplitude: 0.4, samples: 8000)
            + Signal.vowel(hertz: 190, amplitude: 0.4, samples: 8000)
        let prosody = extractor.compute(samples)
        let functionals = try #require(prosody.functionals)
        let (all, decided) = (prosody.smoothed.pitchHertz, prosody.decidedFrameCount)
        #expect(decided > 0 && decided < prosody.contours.pitchHertz.count)
        #expect(Array(functionals[0..<7]) == Functionals.compute(all.prefix(decided), skipZeros: true))
        #expect(Array(functionals[0..<7]) != Functionals.compute(all[...], skipZeros: true))
        let loudness = prosody.smoothed.loudness
        #expect(loudness.count == prosody.contours.loudness.count + 1)
        #expect(Array(functionals[28...]) == Functionals.compute(loudness.dropLast(), skipZeros: false))
    }

    @Test("a clip of one pitch frame has nothing decided and still one row in the functionals")
    func oneFrame() throws {
        let prosody = extractor.compute(Signal.vowel(hertz: 200, amplitude: 0.5, samples: 880))
        #expect(prosody.decidedFrameCount == 0)
        let functionals = try #require(prosody.functionals)
        #expect(prosody.smoothed.pitchHertz[0] == prosody.contours.pitchHertz[0])
        #expect(functionals[1] == prosody.smoothed.pitchHertz[0])
        #expect(functionals[0] == 0 && functionals[2] == 0)
    }
}
