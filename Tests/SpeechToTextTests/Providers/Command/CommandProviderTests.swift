import Foundation
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct CommandProviderTests {
    private func provider(
        _ words: [String], _ change: (inout CommandProvider.Settings) -> Void = { _ in }
    ) throws -> CommandProvider {
        var settings = CommandProvider.Settings(words: words, environment: [:])
        change(&settings)
        return try CommandProvider(settings)
    }

    private let nothing = ScriptedTransport("no program asks for HTTP")

    private func hear(_ script: String, _ change: (inout CommandProvider.Settings) -> Void = { _ in }) async throws
        -> Result<String, SpeechToTextError>?
    {
        try await provider(["/bin/sh", "-c", script, "program", "{audio}"], change).hear(.tone(), nothing)
    }

    @Test("the program gets a WAV file that only its owner can read, and that is gone afterwards")
    func file() async throws {
        let folder = try TemporaryFolder()
        let kept = folder.path("kept.wav")
        let text = try await hear(#"cp "$1" \#(kept); stat -c "%a %n" "$1"; stat -c %a "$(dirname "$1")""#)?.get()
        let words = try #require(text).split(separator: " ")
        #expect(words.count == 3 && words[0] == "600" && words[1].hasSuffix(".wav") && words[2] == "700")
        #expect(!FileManager.default.fileExists(atPath: String(words[1])))
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == SpeechAudio.tone().wav)
    }

    @Test("the folder goes when the provider goes, and what a killed process left goes with the next one")
    func folders() async throws {
        let place = try TemporaryFolder()
        var audio: TemporaryAudio? = try TemporaryAudio(in: place.path)
        let used = try #require(audio?.folder)
        #expect(FileManager.default.fileExists(atPath: used))
        let abandoned = place.path("emoscribe-audio-abcdef")
        let young = place.path("emoscribe-audio-ghijkl")
        for folder in [abandoned, young] { mkdir(folder, 0o700) }
        try Data("x".utf8).write(to: URL(fileURLWithPath: abandoned + "/1.wav"))
        for folder in [abandoned, used] {
            var times = [timeval(tv_sec: 1000, tv_usec: 0), timeval(tv_sec: 1000, tv_usec: 0)]
            utimes(folder, &times)
        }
        let next = try TemporaryAudio(in: place.path)
        #expect(!FileManager.default.fileExists(atPath: abandoned))
        #expect(FileManager.default.fileExists(atPath: used) && FileManager.default.fileExists(atPath: young))
        audio = nil
        #expect(!FileManager.default.fileExists(atPath: used) && FileManager.default.fileExists(atPath: next.folder))
    }

    @Test(
        "text and the usual JSON are understood",
        arguments: [
            ("hello  there\n", "hello there"), ("", ""), ("one\r\ntwo\n\n", "one two"),
            (
                "[00:00:00.000 --> 00:00:02.480]   And so\n[00:00:02.480 --> 00:00:03.000]  my fellow\n",
                "And so my fellow"
            ),
            (#"{"text":" hello\nthere "}"#, "hello there"), (#"[{"key":"a","text":"hello"}]"#, "hello"),
            (#"{"result":[{"conf":0.5,"start":0.1,"end":0.4,"word":"hello"}],"text":"hello"}"#, "hello"),
            ("123", "123"), ("\"quoted\"", "\"quoted\""), ("[BLANK_AUDIO]", "[BLANK_AUDIO]"),
        ])
    func output(_ output: String, _ text: String) throws {
        let parsed = try provider(["p", "{audio}"]).parse(Data(output.utf8), audioSeconds: 1)
        #expect(parsed.text == text)
        if output.contains("conf") {
            #expect(parsed.words == [TranscriptWord(word: "hello", start: 0.1, end: 0.4, confidence: 0.5)])
        } else {
            #expect(parsed.confidence == nil && parsed.words.isEmpty)
        }
    }

    @Test("what is neither is refused")
    func malformed() throws {
        let provider = try provider(["p", "{audio}"])
        for bytes in [Data([0xff, 0xfe, 0x41]), Data("{\"a\":1}".utf8), Data(#"{"error":"no"}"#.utf8)] {
            #expect(throws: SpeechToTextError.self) { try provider.parse(bytes, audioSeconds: 1) }
        }
    }

    @Test("no shell stands between: words go to the program as they are")
    func noShell() async throws {
        let words = ["/bin/echo", "$HOME", "a b", "*", "{language}", "{model}", "x{audio}"]
        let text = try await provider(words) {
            $0.language = "en"
            $0.model = "m; rm"
        }.hear(.tone(), nothing)?.get()
        #expect(text?.hasPrefix("$HOME a b * en m; rm x/") == true)
    }

    @Test("the program finds our environment, no input, and none of our files")
    func surroundings() async throws {
        let text = try await hear(#"echo "path=${PATH:+set}"; cat; ls /proc/self/fd"#)?.get()
        // 0, 1, 2, and the one with which `ls` reads.
        #expect(text == "path=set 0 1 2 3")
    }

    @Test("a status other than 0 fails the recording, with the end of what the program said")
    func failures() async throws {
        guard case .failure(let error)? = try await hear("echo nothing; echo the model is missing >&2; exit 3") else {
            Issue.record("status 3 is no answer")
            return
        }
        #expect(error.cause == "program" && error.description.contains("status 3"))
        #expect(error.description.contains("the model is missing"))
        let policy = RetryPolicy()
        #expect(policy.verdict(for: error, hint: RetryHint(), tally: .init()) == .failItem)
        guard case .failure(let later)? = try await hear("exit 75") else {
            Issue.record("status 75 is no answer")
            return
        }
        var tally = RetryPolicy.Tally()
        tally.attempts = 1
        guard case .retry = policy.verdict(for: later, hint: RetryHint(), tally: tally) else {
            Issue.record("status 75 is asked again")
            return
        }
        #expect(
            try await hear("kill -9 $$")
                == .failure(.program(name: "/bin/sh", ending: "was ended by signal 9", said: "")))
    }

    @Test("programs that fail one after the other end the run")
    func breakdown() {
        let error = SpeechToTextError.program(name: "p", ending: "ended with status 1", said: "")
        var tally = RetryPolicy.Tally()
        tally.givenUpInARow = 4
        #expect(RetryPolicy().verdict(for: error, hint: RetryHint(), tally: tally) == .stopRun)
    }

    @Test("a program that takes too long is ended, with what it has started")
    func timeLimit() async throws {
        let folder = try TemporaryFolder()
        let pids = folder.path("pids")
        let script = "sleep 1000 & echo $! > \(pids); echo $$ >> \(pids); sleep 1000"
        let result = try await hear(script) { $0.time = TimeAllowance(base: 0.5, perAudioSecond: 0) }
        #expect(result == .failure(.timedOut(afterSeconds: 0.5)))
        for line in try String(contentsOfFile: pids, encoding: .utf8).split(separator: "\n") {
            let process = try #require(pid_t(line))
            // Gone, or not yet taken leave of by its parent.
            let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.split(separator: " ")
            #expect(state == nil || state?[2] == "Z")
        }
    }

    @Test("a program that is not there ends the run by name")
    func missing() async throws {
        guard
            case .failure(let error)? = try await provider(["no-such-program-here", "{audio}"]).hear(.tone(), nothing)
        else {
            Issue.record("nobody answered")
            return
        }
        #expect(error.cause == "configuration" && error.description.contains("no-such-program-here"))
    }

    @Test("a command without a place for the audio is refused", arguments: [[], ["program"], [""]])
    func noAudio(_ words: [String]) {
        #expect(throws: SpeechToTextError.self) { try provider(words) }
    }

    @Test("keys of the environment are taken out of answers and messages")
    func secrets() throws {
        let provider = try provider(["p", "{audio}"]) {
            $0.environment = ["OPENAI_API_KEY": "sk-0123456789", "HOME": "/home/someone", "MY_TOKEN": "tok-0123456789"]
        }
        #expect(
            provider.redacting("sk-0123456789 /home/someone tok-0123456789") == "<redacted> /home/someone <redacted>")
    }

    @Test("other words are other questions, unless an alias stands for them")
    func identity() throws {
        let hash = ContentHash(samples: [1])
        func key(_ words: [String], _ alias: String? = nil) throws -> CacheKey {
            try provider(words) { $0.alias = alias }.identity(of: hash, sampleRate: 16_000).key
        }
        #expect(try key(["p", "a b", "{audio}"]) != key(["p", "a", "b", "{audio}"]))
        #expect(try key(["/a/p", "{audio}"], "mine") == key(["/b/p", "{audio}"], "mine"))
    }
}

@Suite struct CommandWordsTests {
    @Test(
        "words are taken apart as a shell does it",
        arguments: [
            ("a b  c", ["a", "b", "c"]), ("  ", []), ("'a b' \"c d\"", ["a b", "c d"]), (#"a\ b"#, ["a b"]),
            (#""a\"b" 'c\d' "e\f""#, [#"a"b"#, #"c\d"#, #"e\f"#]), ("a'b'\"c\"", ["abc"]), ("'' x", ["", "x"]),
            ("$HOME | *", ["$HOME", "|", "*"]), ("sh -c 'a | b'", ["sh", "-c", "a | b"]), ("é '日本'\n", ["é", "日本"]),
        ])
    func words(_ line: String, _ words: [String]) throws {
        #expect(try CommandWords.split(line) == words)
    }

    @Test("an open quote is refused without repeating the line", arguments: ["a 'secret", "\"secret", "secret \\"])
    func open(_ line: String) {
        let error = #expect(throws: SpeechToTextError.self) { try CommandWords.split(line) }
        #expect(error?.description.contains("secret") == false)
    }
}
