import AudioIO
import Foundation
import TestSupport
import Testing

@Suite("AudioReader")
struct AudioReaderTests {
    private let reader = AudioReader()

    @Test("16-bit mono audio at 16 kHz comes out exactly", arguments: [SoundFileWriter.Kind.wav, .flac, .aiff])
    func exact(kind: SoundFileWriter.Kind) throws {
        let folder = try TemporaryFolder()
        let values = [Int16.min, -1, 0, 1, Int16.max] + (0..<1000).map { Int16(truncatingIfNeeded: $0 &* 7919) }
        let path = try SoundFileWriter.write(PCM16.floats(values), kind: kind, to: folder.path("a"))
        let audio = try reader.read(path: path)
        let isExact = audio.samples == values.map { Float($0) / 32768 } && PCM16.quantise(audio.samples) == values
        #expect(isExact)
        #expect(audio.sourceSampleRate == 16_000 && audio.sourceChannels == 1 && audio.truncation == nil)
        #expect(audio.durationSeconds == 1005.0 / 16_000)
    }

    @Test("every container is decoded, from disk and from memory alike", arguments: SoundFileWriter.Kind.allCases)
    func containers(kind: SoundFileWriter.Kind) throws {
        let folder = try TemporaryFolder()
        let sine = SoundFileWriter.sine(440, seconds: 1, rate: 48_000)
        let path = try SoundFileWriter.write(sine, kind: kind, rate: 48_000, to: folder.path("a"))
        let audio = try reader.read(path: path)
        #expect(audio.samples.count == 16_000)
        #expect(audio.durationSeconds == 1)
        #expect(audio.sourceSampleRate == 48_000)
        #expect(abs(level(audio.samples, at: 440) - 0.5) < 0.02)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let isSame = try reader.read(bytes: bytes, name: "upload") == audio
        #expect(isSame)
    }

    @Test("channels are mixed to their mean", arguments: [1, 2, 3, 6])
    func mix(channels: Int) throws {
        let folder = try TemporaryFolder()
        let frames = (0..<500).flatMap { frame in (0..<channels).map { Float(frame + $0 * 8) / 32768 } }
        let path = try SoundFileWriter.write(frames, channels: channels, to: folder.path("a.wav"))
        let audio = try reader.read(path: path)
        let offset = Float((channels - 1) * 8) / 2
        #expect(audio.sourceChannels == channels)
        for (index, sample) in audio.samples.enumerated() {
            #expect(abs(sample - (Float(index) + offset) / 32768) < 1e-8)
        }
    }

    @Test("resampling keeps length, frequency and level", arguments: [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
    func resampling(rate: Int) throws {
        let folder = try TemporaryFolder()
        let sine = SoundFileWriter.sine(1000, seconds: 0.5, rate: rate)
        let path = try SoundFileWriter.write(sine, rate: rate, to: folder.path("a.wav"))
        let audio = try reader.read(path: path)
        #expect(audio.samples.count == SampleClock.converted(sine.count, from: rate))
        let middle = Array(audio.samples[1000..<7000])
        #expect(abs(level(middle, at: 1000) - 0.5) < 0.001)
        #expect(level(middle, at: 3000) < 0.001)
        // In phase: no delay from the converter.
        let expected = (1000..<7000).map { Float(0.5 * sin(2 * .pi * 1000 * Double($0) / 16_000)) }
        #expect(zip(middle, expected).allSatisfy { abs($0 - $1) < 0.001 })
    }

    @Test("a sound above half the new rate is removed, not folded back")
    func aliasing() throws {
        let folder = try TemporaryFolder()
        let sine = SoundFileWriter.sine(12_000, seconds: 0.5, rate: 48_000)
        let path = try SoundFileWriter.write(sine, rate: 48_000, to: folder.path("a.wav"))
        let middle = try reader.read(path: path).samples[1000..<7000]
        #expect(middle.allSatisfy { abs($0) < 0.001 })
    }

    @Test("a segment equals the same cut from the whole", arguments: SoundFileWriter.Kind.allCases)
    func segments(kind: SoundFileWriter.Kind) throws {
        let folder = try TemporaryFolder()
        let rate = kind == .mp3 || kind == .opus ? 48_000 : 16_000
        let noise = (0..<rate).map { Float(($0 &* 7919) % 20_011 - 10_005) / 32768 }
        let path = try SoundFileWriter.write(noise, kind: kind, rate: rate, to: folder.path("a"))
        let whole = try reader.read(path: path)
        let segment = try reader.read(path: path, start: 0.25, end: 0.75)
        #expect(segment.durationSeconds == 0.5)
        #expect(segment.samples.count == 8000)
        guard rate == 16_000 else { return }
        let ending = try reader.read(path: path, start: 0.9).samples
        let beginning = try reader.read(path: path, end: 0.1).samples
        let isEqual =
            segment.samples == Array(whole.samples[4000..<12_000]) && ending == Array(whole.samples[14_400...])
            && beginning == Array(whole.samples[..<1600])
        #expect(isEqual)
    }

    @Test("a segment that ends just after the recording ends with it; further out is an error")
    func segmentEnds() throws {
        let folder = try TemporaryFolder()
        let path = try SoundFileWriter.write(
            SoundFileWriter.sine(440, seconds: 1), to: folder.path("a.wav"))
        #expect(try reader.read(path: path, start: 0.5, end: 1.02).samples.count == 8000)
        #expect(throws: AudioError.segmentOutside(path: path, start: 0.5, end: 1.5, durationSeconds: 1)) {
            try reader.read(path: path, start: 0.5, end: 1.5)
        }
        #expect(throws: AudioError.segmentOutside(path: path, start: 2, end: nil, durationSeconds: 1)) {
            try reader.read(path: path, start: 2)
        }
        #expect(throws: AudioError.tooShort(path: path, seconds: 0.0125)) {
            try reader.read(path: path, start: 0.5, end: 0.5125)
        }
    }

    @Test(
        "times that are no segment are refused before anything is decoded",
        arguments: [(-1, 2), (1, 1), (2, 1), (.nan, 1), (0, .infinity), (0, 0)] as [(Double, Double)])
    func invalidSegments(start: Double, end: Double) throws {
        let folder = try TemporaryFolder()
        let path = try SoundFileWriter.write(SoundFileWriter.sine(440, seconds: 0.1), to: folder.path("a.wav"))
        let error = #expect(throws: AudioError.self) { try reader.read(path: path, start: start, end: end) }
        guard case .invalidSegment = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("digital silence and a constant offset are audio", arguments: [0, 0.25] as [Float])
    func constant(value: Float) throws {
        let folder = try TemporaryFolder()
        let path = try SoundFileWriter.write(Array(repeating: value, count: 1600), to: folder.path("a.wav"))
        #expect(try reader.read(path: path).samples == Array(repeating: value, count: 1600))
    }

    @Test(
        "any file name works",
        arguments: [
            "it's \"quoted\".wav", "two\nlines.wav", "🎙️ é.wav", "-rf.wav", "a,b;c.wav", "no extension", "x.txt",
        ])
    func names(name: String) throws {
        let folder = try TemporaryFolder()
        let path = try SoundFileWriter.write(SoundFileWriter.sine(440, seconds: 0.1), to: folder.path(name))
        #expect(try reader.read(path: path).samples.count == 1600)
    }

    /// The amplitude of one frequency at 16 kHz, from a single bin of a Fourier transform.
    private func level(_ samples: [Float], at frequency: Double) -> Double {
        var (real, imaginary) = (0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let angle = 2 * Double.pi * frequency * Double(index) / 16_000
            real += Double(sample) * cos(angle)
            imaginary += Double(sample) * sin(angle)
        }
        return 2 * (real * real + imaginary * imaginary).squareRoot() / Double(samples.count)
    }
}
