import AudioIO
import Testing

@Suite("PCM16")
struct PCM16Tests {
    @Test("all 65,536 values survive the way to floats and back")
    func roundTrip() {
        let values = (Int(Int16.min)...Int(Int16.max)).map { Int16($0) }
        let isEqual = PCM16.quantise(PCM16.floats(values)) == values
        #expect(isEqual)
    }

    @Test(
        "rounding goes to the nearest value, half to even, and clips",
        arguments: [
            (0.4, 0), (0.5, 0), (0.6, 1), (1.5, 2), (2.5, 2), (-0.5, 0), (-1.5, -2), (32_767.4, 32_767),
            (32_768, 32_767), (1e9, 32_767), (-32_768, -32_768), (-32_769, -32_768), (.infinity, 32_767),
            (-.infinity, -32_768), (.nan, 0),
        ] as [(Float, Int16)])
    func rounding(scaled: Float, expected: Int16) {
        #expect(PCM16.quantise([scaled / 32768]) == [expected])
    }

    @Test("a WAV file has 44 bytes of header and little-endian samples")
    func header() {
        let bytes = PCM16.wav([1, -2], sampleRate: 16_000)
        #expect(bytes.count == 48)
        #expect(Array(bytes[0..<8]) == Array("RIFF".utf8) + [40, 0, 0, 0])
        #expect(Array(bytes[20..<36]) == [1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0])
        #expect(Array(bytes[36...]) == Array("data".utf8) + [4, 0, 0, 0, 1, 0, 0xFE, 0xFF])
    }

    @Test("what is written is what is read")
    func readBack() throws {
        let values = (0..<1000).map { Int16(truncatingIfNeeded: $0 &* 31_337) }
        let audio = try AudioReader().read(bytes: PCM16.wav(values), name: "wav")
        let isEqual = PCM16.quantise(audio.samples) == values
        #expect(isEqual)
    }
}
