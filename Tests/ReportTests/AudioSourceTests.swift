import Foundation
import Report
import Testing

@Suite("AudioSource")
struct AudioSourceTests {
    @Test(
        "a path becomes a reference that stays what it was",
        arguments: [
            ("wav/a.wav", "./wav/a.wav"), ("../a b/ü#1?.wav", "./../a%20b/%C3%BC%231%3F.wav"),
            ("javascript:alert(1)", "./javascript%3Aalert%281%29"), ("//host/x.wav", "file:///host/x.wav"),
            ("/data/x.wav", "file:///data/x.wav"), ("%2e%2e/x.wav", "./%252e%252e/x.wav"),
            ("a\"b\n.wav", "./a%22b%0A.wav"),
        ])
    func reference(path: String, reference: String) {
        #expect(AudioSource(path: path).reference == reference)
    }

    @Test("a segment is a media fragment in seconds")
    func segment() {
        #expect(AudioSource(path: "a.wav", start: 1.25, end: 3).reference == "./a.wav#t=1.250,3.000")
        #expect(AudioSource(path: "a.wav", start: 1.25).reference == "./a.wav#t=1.250")
        #expect(AudioSource(path: "a.wav", end: 3).reference == "./a.wav#t=0.000,3.000")
    }

    @Test("only what browsers play gets a player")
    func playable() {
        for name in ["a.wav", "b/c.FLAC", "a.b.mp3", "x.opus"] { #expect(AudioSource(path: name).isPlayable) }
        for name in ["a.aiff", "a.sph", "wav", "", "a."] { #expect(!AudioSource(path: name).isPlayable) }
    }

    @Test("a player reads nothing by itself")
    func player() {
        let html = AudioSource(path: "a.wav").player(name: "\"x\"").rendered
        #expect(html.contains("preload=\"none\"") && html.contains("aria-label=\"&quot;x&quot;\""))
    }
}
