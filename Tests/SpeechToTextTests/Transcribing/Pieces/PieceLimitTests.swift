import Testing

@testable import SpeechToText

@Suite struct PieceLimitTests {
    @Test("the tighter of bytes and seconds holds, header included")
    func stated() {
        #expect(PieceLimit(ProviderLimits()).maximumSamples(sampleRate: 16_000) == nil)
        #expect(PieceLimit(ProviderLimits(audioSeconds: 60)).maximumSamples(sampleRate: 16_000) == 960_000)
        #expect(PieceLimit(ProviderLimits(audioBytes: 1044)).maximumSamples(sampleRate: 16_000) == 500)
        #expect(
            PieceLimit(ProviderLimits(audioBytes: 1044, audioSeconds: 1)).maximumSamples(sampleRate: 16_000) == 500)
    }

    @Test("what just fits is sent, one sample more is not")
    func check() throws {
        let limit = PieceLimit(ProviderLimits(audioSeconds: 1))
        try limit.check(sampleCount: 16_000, sampleRate: 16_000)
        #expect(throws: SpeechToTextError.self) { try limit.check(sampleCount: 16_001, sampleRate: 16_000) }
    }

    @Test("a refusal teaches its own limit, or half of what was refused where it names none or none that helps")
    func learning() {
        let cases: [(SpeechToTextError, Int)] = [
            (.audioTooLong(seconds: 100, limitSeconds: 30), 30), (.audioTooLong(seconds: 100, limitSeconds: 0), 50),
            (.audioTooLong(seconds: 100, limitSeconds: 100), 50),
            (.audioTooLarge(bytes: 4_000_000, limitBytes: 1_000_000), 25),
            (.audioTooLarge(bytes: 0, limitBytes: 0), 50),
        ]
        for (error, seconds) in cases {
            let limit = PieceLimit(ProviderLimits())
            #expect(limit.learn(from: error, seconds: 100))
            #expect(limit.maximumSamples(sampleRate: 16_000) == seconds * 16_000)
        }
    }

    @Test("lessons only ever tighten, other failures teach nothing, and 5 s are not cut any more")
    func bounds() {
        let limit = PieceLimit(ProviderLimits(audioSeconds: 60))
        #expect(limit.learn(from: .audioTooLong(seconds: 40, limitSeconds: 20), seconds: 40))
        #expect(limit.learn(from: .audioTooLong(seconds: 60, limitSeconds: 30), seconds: 60))
        #expect(limit.maximumSamples(sampleRate: 16_000) == 320_000)
        #expect(!limit.learn(from: .rejected(status: 400, message: ""), seconds: 20))
        #expect(!limit.learn(from: .audioTooLong(seconds: 5, limitSeconds: 1), seconds: 5))
        #expect(limit.maximumSamples(sampleRate: 16_000) == 320_000)
    }
}
