import AudioIO
import Foundation
import TestSupport
import Testing

@Suite("Bad audio")
struct BadAudioTests {
    private let folder: TemporaryFolder
    private let reader = AudioReader()
    private let lenient = AudioReader(options: AudioReaderOptions(acceptTruncated: true))

    init() throws { folder = try TemporaryFolder() }

    @Test("a name without a file, and an impossible name")
    func notFound() {
        let path = folder.path("absent.wav")
        #expect(throws: AudioError.notFound(path: path)) { try reader.read(path: path) }
        #expect(throws: AudioError.notFound(path: "")) { try reader.read(path: "") }
        #expect(throws: AudioError.notFound(path: "/etc/passwd\0.wav")) { try reader.read(path: "/etc/passwd\0.wav") }
    }

    @Test("a folder, a pipe, a socket and a device are named and never opened")
    func notRegular() throws {
        let directory = folder.path("folder.wav")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        #expect(throws: AudioError.notRegularFile(path: directory, kind: .directory)) {
            try reader.read(path: directory)
        }
        let pipe = folder.path("pipe.wav")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: AudioError.notRegularFile(path: pipe, kind: .pipe)) { try reader.read(path: pipe) }
        #expect(throws: AudioError.notRegularFile(path: "/dev/zero", kind: .device)) {
            try reader.read(path: "/dev/zero")
        }
    }

    @Test("links are followed, unless they lead nowhere or in a circle")
    func links() throws {
        let files = FileManager.default
        let real = try SoundFileWriter.write(SoundFileWriter.sine(440, seconds: 0.1), to: folder.path("real.wav"))
        try files.createSymbolicLink(atPath: folder.path("good.wav"), withDestinationPath: "real.wav")
        #expect(try reader.read(path: folder.path("good.wav")).samples.count == reader.read(path: real).samples.count)
        try files.createSymbolicLink(atPath: folder.path("dangling.wav"), withDestinationPath: "gone.wav")
        #expect(throws: AudioError.danglingLink(path: folder.path("dangling.wav"), target: "gone.wav")) {
            try reader.read(path: folder.path("dangling.wav"))
        }
        try files.createSymbolicLink(atPath: folder.path("a.wav"), withDestinationPath: "b.wav")
        try files.createSymbolicLink(atPath: folder.path("b.wav"), withDestinationPath: "a.wav")
        #expect(throws: AudioError.linkLoop(path: folder.path("a.wav"))) {
            try reader.read(path: folder.path("a.wav"))
        }
    }

    @Test("a file without permission is unreadable", .enabled(if: geteuid() != 0, "root may read everything"))
    func permission() throws {
        let path = try SoundFileWriter.write(SoundFileWriter.sine(440, seconds: 0.1), to: folder.path("a.wav"))
        #expect(chmod(path, 0) == 0)
        #expect(throws: AudioError.unreadable(path: path, reason: "Permission denied")) { try reader.read(path: path) }
    }

    @Test("an empty file, text, and a header without samples")
    func noAudio() throws {
        let empty = try folder.write("", to: "empty.wav")
        #expect(throws: AudioError.emptyFile(path: empty)) { try reader.read(path: empty) }
        let text = try folder.write("no sound in here\n", to: "text.wav")
        #expect(throws: AudioError.notAudio(path: text, reason: "format not recognised")) {
            try reader.read(path: text)
        }
        for count in [0, 100] {
            let header = try folder.write(Data(wave(seconds: 1, length: count).prefix(44)), to: "header.wav")
            #expect(throws: AudioError.noAudio(path: header)) { try reader.read(path: header) }
        }
        // Nothing but another chunk follows the empty one: complete, and still without samples.
        let list = Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8)
        let path = try folder.write(Data(PCM16.wav([]) + list), to: "list.wav")
        #expect(throws: AudioError.noAudio(path: path)) { try reader.read(path: path) }
    }

    @Test("a cut file says how much it promises and how much is there", arguments: SoundFileWriter.Kind.allCases)
    func truncated(kind: SoundFileWriter.Kind) throws {
        var bytes = try noise(kind, seconds: 4)
        bytes.removeLast(bytes.count * 2 / 5)
        let path = try folder.write(Data(bytes), to: "cut")
        let error = #expect(throws: AudioError.self) { try reader.read(path: path) }
        guard case .truncated(_, let promised, let readable) = error else {
            Issue.record("\(kind): \(String(describing: error))")
            return
        }
        #expect((1.6...2.8).contains(readable))
        if kind == .vorbis || kind == .opus {
            #expect(promised == nil)
        } else {
            #expect(abs((promised ?? 0) - 4) < 0.001)
        }
        let audio = try lenient.read(path: path)
        #expect(audio.durationSeconds == readable)
        #expect(audio.truncation == Truncation(promisedSeconds: promised, readableSeconds: readable))
        // A segment of the part that is there is whole.
        let segment = try reader.read(path: path, start: 0.5, end: 1.5)
        #expect(segment.samples.count == 16_000 && segment.truncation == nil)
    }

    @Test("a file that lost its last bytes is cut too", arguments: SoundFileWriter.Kind.allCases)
    func lastBytes(kind: SoundFileWriter.Kind) throws {
        var bytes = try noise(kind, seconds: 1)
        bytes.removeLast(30)
        let error = #expect(throws: AudioError.self) { try reader.read(bytes: bytes, name: "cut") }
        guard case .truncated = error else {
            Issue.record("\(kind): \(String(describing: error))")
            return
        }
    }

    @Test("a WAV whose length was never written is refused, or read to its end", arguments: [0, 0xFFFF_FFFF])
    func unfinished(length: Int) throws {
        let bytes = wave(seconds: 1, length: length)
        #expect(throws: AudioError.unfinishedHeader(path: "u.wav", readableSeconds: 1)) {
            try reader.read(bytes: bytes, name: "u.wav")
        }
        let audio = try lenient.read(bytes: bytes, name: "u.wav")
        #expect(audio.samples.count == 16_000)
        #expect(audio.truncation == Truncation(promisedSeconds: nil, readableSeconds: 1))
    }

    @Test("a FLAC that promises 2^36 - 1 frames costs no memory; one that promises nothing is whole")
    func lyingFLAC() throws {
        let bytes = try noise(.flac, seconds: 1)
        for (promise, isWhole) in [(UInt64(1) << 36 - 1, false), (0, true)] {
            var changed = bytes
            // The last 36 bits of the 8 bytes at 18 are the number of frames (RFC 9639, 8.2).
            changed[21] = changed[21] & 0xF0 | UInt8(truncatingIfNeeded: promise >> 32)
            changed.overwrite((0..<4).map { UInt8(truncatingIfNeeded: promise >> (24 - 8 * $0)) }, at: 22)
            if isWhole {
                #expect(try reader.read(bytes: changed, name: "f").samples.count == 16_000)
            } else {
                let error = #expect(throws: AudioError.self) { try reader.read(bytes: changed, name: "f") }
                guard case .truncated(_, let promised?, 1) = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
                #expect(promised > 1e6)
            }
        }
    }

    @Test("NaN and infinity are counted and the first one placed")
    func nonFinite() throws {
        var samples = SoundFileWriter.sine(440, seconds: 1)
        samples[9000] = .nan
        samples[9001] = .infinity
        samples[15_999] = -.infinity
        let path = try SoundFileWriter.write(samples, kind: .wavFloat, to: folder.path("a.wav"))
        #expect(throws: AudioError.nonFinite(path: path, count: 3, firstFrame: 9000, firstSeconds: 0.5625)) {
            try reader.read(path: path)
        }
        #expect(throws: AudioError.nonFinite(path: path, count: 1, firstFrame: 9001, firstSeconds: 9001.0 / 16_000)) {
            try reader.read(path: path, start: 9001.0 / 16_000, end: 0.9)
        }
        #expect(try reader.read(path: path, end: 0.5).samples.allSatisfy(\.isFinite))
    }

    @Test("enormous but finite samples stay finite")
    func enormous() throws {
        let samples = [Float](repeating: .greatestFiniteMagnitude, count: 20_000)
        let path = try SoundFileWriter.write(
            samples, kind: .wavFloat, rate: 44_100, channels: 2, to: folder.path("a.wav"))
        #expect(try reader.read(path: path).samples.allSatisfy(\.isFinite))
    }

    @Test("399 samples are too short, 400 are one window")
    func tooShort() throws {
        let bytes = PCM16.wav(Array(repeating: 5, count: 399))
        #expect(throws: AudioError.tooShort(path: "s", seconds: 399.0 / 16_000)) {
            try reader.read(bytes: bytes, name: "s")
        }
        let window = PCM16.wav(Array(repeating: 5, count: 400))
        #expect(try reader.read(bytes: window, name: "s").samples.count == 400)
    }

    @Test("more than the limit is refused")
    func tooLong() throws {
        let short = AudioReader(options: AudioReaderOptions(maximumSeconds: 0.5))
        #expect(throws: AudioError.tooLong(path: "l", limitSeconds: 0.5)) {
            try short.read(bytes: wave(seconds: 1, length: nil), name: "l")
        }
    }

    @Test("an absurd sample rate is refused", arguments: [1, 2_000_000])
    func sampleRate(hertz: Int) throws {
        let bytes = PCM16.wav(Array(repeating: 5, count: 1000), sampleRate: hertz)
        #expect(throws: AudioError.unsupportedSampleRate(path: "r", hertz: hertz)) {
            try reader.read(bytes: bytes, name: "r")
        }
    }

    @Test("no damage to a header crashes the reader")
    func fuzz() throws {
        var generator = SystemRandomNumberGenerator()
        for kind in SoundFileWriter.Kind.allCases where kind != .mp3 {
            let bytes = try noise(kind, seconds: 0.2)
            for _ in 0..<40 {
                var changed = bytes
                for _ in 0..<4 {
                    changed[Int.random(in: 0..<min(120, bytes.count), using: &generator)] = .random(in: 0...255)
                }
                if Bool.random() { changed.removeLast(Int.random(in: 0..<bytes.count)) }
                do throws(AudioError) {
                    #expect(try lenient.read(bytes: changed, name: "fuzz").samples.allSatisfy(\.isFinite))
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }

    @Test("descriptions say what, where and what to do, on one line")
    func descriptions() {
        let error = AudioError.truncated(path: "odd\nname.wav", promisedSeconds: 12, readableSeconds: 3.4)
        #expect(
            error.description == "odd\\nname.wav: truncated: header promises 12.0 s, 3.4 s readable. Copy it again; "
                + "--accept-truncated uses what is there.")
        #expect(AudioError.linkLoop(path: "x").isSkippable && !AudioError.notFound(path: "x").isSkippable)
    }

    /// A WAV file at 16 kHz with another data length written into its header.
    private func wave(seconds: Double, length: Int?) -> [UInt8] {
        var bytes = PCM16.wav(PCM16.quantise(SoundFileWriter.sine(300, seconds: seconds)))
        if let length {
            bytes.overwrite((0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }, at: 40)
        }
        return bytes
    }

    /// A file of noise, which no codec can shrink to nothing.
    private func noise(_ kind: SoundFileWriter.Kind, seconds: Double) throws -> [UInt8] {
        let rate = kind == .mp3 || kind == .opus ? 48_000 : 16_000
        var state: UInt32 = 1
        let samples = (0..<Int(seconds * Double(rate))).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(Int16(truncatingIfNeeded: state >> 18) - 8192) / 32768
        }
        let path = try SoundFileWriter.write(samples, kind: kind, rate: rate, to: folder.path("noise"))
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

@Suite("MP3 without a length")
struct MPEGLengthTests {
    @Test("all of it is read, though its bit rate changes", arguments: [false, true])
    func changingBitRate(hasTag: Bool) throws {
        let folder = try TemporaryFolder()
        // Silence needs few bits, noise many: the first frame says little about the length.
        let quiet = [Float](repeating: 0, count: 96_000)
        let loud = (0..<96_000).map { Float(($0 &* 7919) % 20_011 - 10_005) / 20_011 }
        let path = try SoundFileWriter.write(
            loud + quiet, kind: .mp3, rate: 48_000, to: folder.path("a.mp3"))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let whole = try AudioReader().read(bytes: bytes, name: "a")
        // Without the first frame, which holds the length: found again by its first two bytes.
        let second = try #require((4..<bytes.count).first { bytes[$0] == 0xFF && bytes[$0 + 1] == bytes[1] })
        let tag: [UInt8] = hasTag ? Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 20] + [UInt8](repeating: 0, count: 20) : []
        let audio = try AudioReader().read(bytes: tag + bytes[second...], name: "b")
        // The encoder's own delay is not cut off any more, so there is a little more.
        #expect(audio.durationSeconds >= whole.durationSeconds && audio.durationSeconds < whole.durationSeconds + 0.1)
        #expect(audio.truncation == nil)
    }
}
