import AudioIO
import Foundation
import TestSupport
import Testing

@Suite("Audio streams")
struct AudioStreamTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func samples(_ stream: AudioStream) throws -> (samples: [Float], pieces: Int) {
        var (samples, pieces) = ([Float](), 0)
        while let piece = try stream.next() {
            #expect(!piece.isEmpty)
            samples += piece
            pieces += 1
        }
        return (samples, pieces)
    }

    @Test(
        "the pieces together are what is read at once, at every rate and in every container", .slow,
        arguments: SoundFileWriter.Kind.allCases, [8_000, 16_000, 48_000])
    func equalsReading(kind: SoundFileWriter.Kind, rate: Int) throws {
        let sine = SoundFileWriter.sine(440, seconds: 5.3, rate: rate)
        let path = try SoundFileWriter.write(sine, kind: kind, rate: rate, to: folder.path("a"))
        let whole = try AudioReader().read(path: path)
        let stream = try AudioReader().open(path: path)
        let (streamed, pieces) = try samples(stream)
        let isEqual = streamed == whole.samples
        #expect(isEqual)
        #expect(pieces > 1)
        #expect(stream.durationSeconds == whole.durationSeconds && stream.sourceSampleRate == rate)
        #expect(try stream.next() == nil)
    }

    @Test("segments stream as they are read")
    func segments() throws {
        let sine = SoundFileWriter.sine(300, seconds: 6, rate: 22_050)
        let path = try SoundFileWriter.write(sine, kind: .flac, rate: 22_050, to: folder.path("a"))
        let whole = try AudioReader().read(path: path, start: 1, end: 4.5)
        let stream = try AudioReader().open(path: path, start: 1, end: 4.5)
        let isEqual = try samples(stream).samples == whole.samples
        #expect(isEqual)
        #expect(stream.promisedSeconds == 3.5)
    }

    @Test("what is wrong with a file's end is thrown there, after the pieces before it")
    func damagedEnd() throws {
        let sine = SoundFileWriter.sine(300, seconds: 4)
        let path = try SoundFileWriter.write(sine, to: folder.path("a.wav"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let cut = try folder.write(bytes.prefix(bytes.count / 2), to: "cut.wav")
        let stream = try AudioReader().open(path: cut)
        #expect(try stream.next()?.isEmpty == false)
        #expect(throws: AudioError.self) { try samples(stream) }

        let accepting = AudioReader(options: AudioReaderOptions(acceptTruncated: true))
        let accepted = try accepting.open(path: cut)
        #expect(accepted.truncation == nil)
        let isEqual = try samples(accepted).samples == accepting.read(path: cut).samples
        #expect(isEqual && accepted.truncation != nil)
    }

    @Test("broken samples are counted to the end; what came before them was handed out")
    func brokenSamples() throws {
        var sine = SoundFileWriter.sine(440, seconds: 4)
        sine[40_000] = .nan
        sine[60_000] = .infinity
        let path = try SoundFileWriter.write(sine, kind: .wavFloat, to: folder.path("a.wav"))
        let stream = try AudioReader().open(path: path)
        var handedOut = 0
        #expect(throws: AudioError.nonFinite(path: path, count: 2, firstFrame: 40_000, firstSeconds: 2.5)) {
            while let piece = try stream.next() { handedOut += piece.count }
        }
        #expect(handedOut > 0 && handedOut <= 40_000)
    }

    @Test("a recording below one window is too short, and an unreadable one cannot be opened")
    func unusable() throws {
        let short = try SoundFileWriter.write(SoundFileWriter.sine(440, seconds: 0.02), to: folder.path("s.wav"))
        let stream = try AudioReader().open(path: short)
        #expect(throws: AudioError.tooShort(path: short, seconds: 0.02)) { try samples(stream) }
        #expect(throws: AudioError.self) { try AudioReader().open(path: folder.path("none.wav")) }
        let text = try folder.write(Data("no audio".utf8), to: "text.wav")
        #expect(throws: AudioError.self) { try AudioReader().open(path: text) }
    }

    @Test("the limit for reading at once does not hold for streams")
    func noLimit() throws {
        let path = try SoundFileWriter.write(SoundFileWriter.sine(440, seconds: 2), to: folder.path("l.wav"))
        let reader = AudioReader(options: AudioReaderOptions(maximumSeconds: 0.5))
        #expect(throws: AudioError.tooLong(path: path, limitSeconds: 0.5)) { try reader.read(path: path) }
        #expect(try samples(reader.open(path: path)).samples.count == 32_000)
    }
}
