import AudioIO
import Foundation
import TestSupport
import Testing

@testable import Annotation

@Suite("ContainerDecoder")
struct ContainerDecoderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A file that begins like an MP4 one.
    private func container(_ name: String) throws -> String {
        try folder.write(Data([0, 0, 0, 24] + Array("ftypM4A  no more of it".utf8)), to: name)
    }

    /// A program in ffmpeg's place: a shell script.
    private func program(_ script: String) throws -> UtteranceAudioReader {
        let path = try folder.write("#!/bin/sh\n" + script, to: "program")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return UtteranceAudioReader(containers: ContainerDecoder(program: path))
    }

    /// WAV as a program writes it that cannot go back: without lengths.
    private func unfinished(_ samples: [Int16]) throws -> String {
        var bytes = Array(PCM16.wav(samples))
        for offset in [4, 40] { for index in 0..<4 { bytes[offset + index] = 0xff } }
        return try folder.write(Data(bytes), to: "out.wav")
    }

    private let samples = (0..<8000).map { Int16(truncatingIfNeeded: $0 * 37) }

    @Test("what the program writes is read like any recording, spans too, and it is asked once")
    func reads() throws {
        let reader = try program("echo x >> '\(folder.path)/calls'; cat '\(try unfinished(samples))'\n")
        let path = try container("a.m4a")
        #expect(try reader.read(path: path, start: nil, end: nil).samples == samples)
        #expect(try reader.read(path: path, start: 0.1, end: 0.3).samples == Array(samples[1600..<4800]))
        #expect(try String(contentsOfFile: folder.path("calls"), encoding: .utf8) == "x\n")
    }

    @Test("a name is an argument after file: and nothing else", arguments: ["-rf.m4a", "a; rm *.m4a", "http:x.m4a"])
    func names(_ name: String) throws {
        let reader = try program("printf '%s\\n' \"$@\" > '\(folder.path)/words'; cat '\(try unfinished(samples))'\n")
        let path = try container(name)
        _ = try reader.read(path: path, start: nil, end: nil)
        let words = try String(contentsOfFile: folder.path("words"), encoding: .utf8).split(separator: "\n")
            .map(String.init)
        #expect(words.filter { $0.hasSuffix(name) } == ["file:" + path])
        #expect(words.firstIndex(of: "-f").map { words[$0 + 1] } == "mov")
    }

    @Test("without the program the message says what to install")
    func missing() throws {
        let reader = UtteranceAudioReader(containers: ContainerDecoder(program: "no-such-program-anywhere"))
        #expect(
            throws: AudioError.needsProgram(
                path: try container("a.m4a"), container: "MP4", program: "no-such-program-anywhere")
        ) { try reader.read(path: folder.path("a.m4a"), start: nil, end: nil) }
    }

    @Test("a program that fails is quoted, and a film without sound has none")
    func failures() throws {
        let path = try container("a.m4a")
        let broken = try program("echo 'moov atom not found' >&2; exit 1\n")
        #expect(throws: AudioError.notAudio(path: path, reason: "\(folder.path("program")): moov atom not found")) {
            try broken.read(path: path, start: nil, end: nil)
        }
        let silent = try program("echo \"Stream map '0:a:0' matches no streams.\" >&2; exit 1\n")
        #expect(throws: AudioError.noAudio(path: path)) { try silent.read(path: path, start: nil, end: nil) }
    }

    @Test("text, playlists and what libsndfile reads are never given to it")
    func others() throws {
        let reader = try program("touch '\(folder.path)/called'\n")
        for text in ["#EXTM3U\nhttp://127.0.0.1/x\n", "hello", "ffconcat version 1.0\n", "ID3 and nothing"] {
            let path = try folder.write(text, to: "x.mp4")
            #expect(throws: AudioError.self) { try reader.read(path: path, start: nil, end: nil) }
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("called")))
        #expect(ContainerFormat(beginning: [0x1a, 0x45, 0xdf, 0xa3, 0]) == .matroska)
        #expect(ContainerFormat(beginning: [0xff, 0xf1, 0x50]) == .adts)
        #expect(ContainerFormat(beginning: [0xff, 0xfb, 0x90]) == nil, "MP3")
    }

    static let hasFFmpeg = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/ffmpeg")
    }

    @Test(
        "the real program's AAC, Opus in WebM and Matroska come back with the length and loudness that went in",
        .enabled(if: hasFFmpeg, "ffmpeg is not installed"), arguments: ["m4a", "webm", "mkv", "aac"])
    func realProgram(_ ending: String) throws {
        let tone = (0..<32_000).map { Int16(8000 * sin(2 * Double.pi * 440 * Double($0) / 16_000)) }
        let source = try folder.write(Data(PCM16.wav(tone)), to: "tone.wav")
        let target = folder.path("-tone." + ending)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", source, "file:" + target]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let read = try UtteranceAudioReader().read(path: target, start: nil, end: nil)
        #expect(abs(read.durationSeconds - 2) < 0.15)
        let power = read.samples[8000..<24_000].reduce(0.0) { $0 + Double($1) * Double($1) } / 16_000
        #expect(abs(power.squareRoot() - 8000 / 2.0.squareRoot()) < 300)
    }
}
