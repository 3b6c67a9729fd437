import Corpus
import Testing

@testable import Export

@Suite("RecordingNames")
struct RecordingNamesTests {
    @Test("recordings keep their place below the folder that all share, without their ending")
    func places() {
        let names = RecordingNames(["../x/calls/monday/7.wav", "../x/calls/tuesday/7.wav", "../x/calls/8.flac"]).names
        #expect(names == ["monday/7", "tuesday/7", "8"])
        #expect(RecordingNames(["/data/a.wav"]).names == ["a"])
        #expect(RecordingNames(["a", ".hidden.wav", "b.c.wav"]).names == ["a", "%2ehidden", "b.c"])
    }

    @Test("the ending stays where another recording has the same name without it")
    func endings() { #expect(RecordingNames(["a.wav", "a.flac", "b.wav"]).names == ["a.wav", "a.flac", "b"]) }

    @Test("nothing leads out of the folder")
    func traversal() {
        let names = RecordingNames(["a/../../etc/passwd.wav", "a/b/c.wav", "../../../../up.wav"]).names
        for name in names { #expect(!name.split(separator: "/").contains { $0 == ".." || $0 == "." }) }
        #expect(RecordingNames(["..", "x/y.wav"]).names == ["%2e", "x/y"])
        #expect(RecordingNames([""]).names == ["recording"])
    }

    @Test("bytes that systems refuse are escaped, and the escape itself is")
    func escapes() {
        #expect(
            RecordingNames(["a:b?\n\"c\"|d*.wav", "100%3a.wav"]).names == ["a%3ab%3f%0a%22c%22%7cd%2a", "100%253a"])
        #expect(RecordingNames(["name. .wav", "x.wav"]).names == ["name.%20", "x"])
    }

    @Test("names that only case or normalisation tells apart, and long ones, stay apart")
    func folding() {
        let long = String(repeating: "é", count: 200)
        let names = RecordingNames(["A.wav", "a.wav", "\u{e9}.wav", "e\u{301}.wav", long + "1.wav", long + "2.wav"])
            .names
        #expect(Set(names.map { $0.lowercased() }).count == 6)
        #expect(names.allSatisfy { $0.utf8.count <= 160 })
    }

    @Test("for any names, no two files are the same")
    func law() {
        var generator = SeededGenerator(seed: 2)
        let letters = Array("aA./%é\u{301}:-~1 ".unicodeScalars)
        for _ in 0..<200 {
            var paths: Set<ByteKey> = []
            for _ in 0..<30 {
                var path = String.UnicodeScalarView()
                for _ in 0..<(1 + generator.below(7)) { path.append(letters[generator.below(letters.count)]) }
                paths.insert(ByteKey(String(path)))
            }
            let names = RecordingNames(paths.sorted().map(\.string)).names
            #expect(Set(names.map { $0.lowercased() }).count == paths.count)
            #expect(names.allSatisfy { !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") })
        }
    }
}
