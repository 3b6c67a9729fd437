import Foundation
import Models
import TestSupport
import Testing

/// Files that somebody damaged, or made up.
@Suite("Hostile model files")
struct ModelFileFuzzTests {
    /// Whether bytes are taken for a model; a refusal has to be one short line.
    private func read(_ bytes: [UInt8]) -> Bool {
        do {
            let model = try ModelFile.decode(bytes)
            #expect(model.parameters.values.count == ParameterLayout(model.configuration).count)
            #expect(model.parameters.values.allSatisfy { $0.isFinite })
            return true
        } catch {
            let text = "\(error)"
            #expect(text.utf8.count < 2000 && !text.contains { $0.isNewline || $0 == "\u{1b}" })
            return false
        }
    }

    @Test("five thousand damaged files are refused cleanly or are valid models, the state dictionary's too", .slow)
    func damage() throws {
        var accepted = 0
        for (kind, whole) in [
            try ModelFileTests.model().encoded(), try StateDictionary.encoded(ModelFileTests.model(.are)),
        ].enumerated() {
            let header = 8 + Int(whole[0]) + Int(whole[1]) << 8
            var generator = TestGenerator(2026)
            func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(max(1, bound))) }
            for round in 0..<2500 {
                var bytes = whole
                for _ in 0...below(3) {
                    // Most of the interest is in the header.
                    let place = below(4) == 0 ? below(bytes.count) : below(min(header, bytes.count))
                    switch below(7) {
                    case 0: bytes.remove(at: place)
                    case 1: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
                    case 2: bytes[place] ^= 1 << UInt8(below(8))
                    case 3: bytes.removeLast(below(bytes.count / 2))
                    case 4: bytes[place] = UInt8(ascii: "0") + UInt8(below(10))
                    case 5:
                        let end = min(bytes.count, place + below(40))
                        bytes.insert(contentsOf: bytes[place..<end], at: place)
                    default: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
                    }
                    if bytes.isEmpty { bytes = [0] }
                    // A header whose length was corrected, so that its content is looked at.
                    if round % 2 == 0, bytes.count > header {
                        let length = header - 8 + bytes.count - whole.count
                        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
                    }
                }
                if kind == 0 {
                    accepted += read(bytes) ? 1 : 0
                } else {
                    // Refused or not: it comes back, with a message that can be shown.
                    do { _ = try StateDictionary.decode(bytes) } catch { #expect("\(error)".utf8.count < 2000) }
                }
            }
        }
        // Some damage, in a label for instance, makes another valid model.
        #expect(accepted > 20 && accepted < 1500)
    }

    @Test("a small file that promises billions of weights is refused before anything is allocated for them")
    func promises() throws {
        var file = try Safetensors(bytes: ModelFileTests.model().encoded())
        let configuration = file.metadata["configuration", default: ""]
        for (setting, value) in [
            ("hidden", 8192), ("embeddingSize", 65_536), ("vocabularySize", 10_000_000), ("mfccColumns", 65_536),
            ("prosodyColumns", 65_536), ("layers", 16), ("maximumFrames", 10_000_000),
        ] {
            file.metadata["configuration"] = configuration.replacing(
                try Regex("\"\(setting)\":[0-9]+"), with: "\"\(setting)\":\(value)")
            #expect(file.metadata["configuration"] != configuration)
            if setting == "maximumFrames" {
                #expect(read(file.encoded()))
            } else {
                #expect(!read(file.encoded()), "\(setting)")
            }
        }
        for value in ["-1", "9223372036854775807", "1e300", "null", "\"3\"", "99999999999999999999999"] {
            file.metadata["configuration"] = configuration.replacing(/"hidden":[0-9]+/, with: "\"hidden\":" + value)
            #expect(!read(file.encoded()), "\(value)")
        }
    }

    @Test("JSON nested a hundred thousand deep does not exhaust the stack")
    func nesting() throws {
        var file = try Safetensors(bytes: ModelFileTests.model().encoded())
        let deep = String(repeating: "[", count: 100_000)
        for key in ["configuration", "vocabulary", "settings", "metrics"] {
            let kept = file.metadata[key]
            file.metadata[key] = deep
            #expect(!read(file.encoded()))
            file.metadata[key] = "{\"a\":" + deep
            #expect(!read(file.encoded()))
            file.metadata[key] = kept
        }
        let header = Array(("{\"a\":" + String(repeating: "{\"a\":", count: 100_000)).utf8)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        #expect(!read(length + header))
        var metadata = ModelMetadata(settings: ["text": deep])
        #expect(throws: ModelError.self) { try metadata.setting("text", as: [String: Int].self) }
        metadata.settings["text"] = "{\"a\":\"\u{1b}]0;x\u{7}\"}"
        #expect(throws: ModelError.self) { try metadata.setting("text", as: [String: Int].self) }
    }

    @Test("names with control characters or without end come out of errors escaped and cut")
    func names() throws {
        for name in ["\u{1b}[2Jgone", "line\nline", "\u{202E}txt.exe", String(repeating: "x", count: 1_000_000)] {
            var file = try Safetensors(bytes: ModelFileTests.model().encoded())
            file.tensors.append(.init(name: name, shape: [], values: [0]))
            let error = #expect(throws: ModelError.self) { try ModelFile.decode(file.encoded(), path: "m") }
            let text = error.map { "\($0)" } ?? ""
            #expect(text.contains("that its configuration lacks") && text.count < 400)
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
        }
    }

    @Test("a FIFO, a folder, a device, links to them, a dangling and a looping link are refused without waiting")
    func strangeFiles() throws {
        let folder = try TemporaryFolder()
        mkfifo(folder.path("fifo"), 0o600)
        for (link, target) in [
            ("to-fifo", folder.path("fifo")), ("to-zero", "/dev/zero"), ("dangling", "nowhere"), ("loop", "loop"),
        ] { symlink(target, folder.path(link)) }
        try folder.write("", to: "empty")
        for name in ["fifo", "to-fifo", "to-zero", "dangling", "loop", "empty", "."] {
            #expect(throws: ModelError.self, "\(name)") { try ModelFile.read(folder.path(name)) }
            #expect(throws: ModelError.self, "\(name)") { try StateDictionary.read(folder.path(name)) }
        }
        let model = try ModelFileTests.model()
        try model.write(folder.path("model"))
        symlink("model", folder.path("to-model"))
        #expect(try ModelFile.read(folder.path("to-model")) == model)
        let onDisk = try ModelFile.hash(ofFile: folder.path("to-model"))
        #expect(try onDisk.hash == model.hash() && onDisk.bytes == model.encoded().count)
    }
}
