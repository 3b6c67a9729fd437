import Foundation
import TestSupport
import Testing

@testable import AudioIO

@Suite struct StatedLengthTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ bytes: [UInt8], _ name: String = "a.wav") throws -> String {
        try folder.write(Data(bytes), to: name)
        return folder.path(name)
    }

    @Test("the header's length is what reading gives, whole and in part")
    func length() throws {
        let path = try write(PCM16.wav([Int16](repeating: 1, count: 24_000)))
        let reader = AudioReader()
        #expect(try reader.statedSeconds(path: path) == 1.5)
        #expect(try reader.statedSeconds(path: path, start: 0.5) == 1)
        #expect(try reader.statedSeconds(path: path, start: 0.25, end: 0.75) == 0.5)
        #expect(try reader.statedSeconds(path: path) == reader.read(path: path).durationSeconds)
    }

    @Test("a recorder that died left no length; a span of it has its own")
    func unknown() throws {
        var wav = PCM16.wav([Int16](repeating: 1, count: 24_000))
        for place in 40..<44 { wav[place] = 0xFF }
        let path = try write(wav)
        #expect(try AudioReader().statedSeconds(path: path) == nil)
        #expect(try AudioReader().statedSeconds(path: path, start: 0.5, end: 0.75) == 0.25)
    }

    @Test("what certainly cannot be read is refused with the reader's own reason")
    func refused() throws {
        let reader = AudioReader()
        let short = try write(PCM16.wav([Int16](repeating: 1, count: 16_000)))
        let text = try write(Array("no sound".utf8), "b.wav")
        let empty = try write([], "c.wav")
        #expect(throws: AudioError.self) { try reader.statedSeconds(path: short, start: 2) }
        #expect(throws: AudioError.self) { try reader.statedSeconds(path: text) }
        #expect(throws: AudioError.emptyFile(path: empty)) { try reader.statedSeconds(path: empty) }
        #expect(throws: AudioError.self) { try reader.statedSeconds(path: folder.path("none.wav")) }
    }
}
