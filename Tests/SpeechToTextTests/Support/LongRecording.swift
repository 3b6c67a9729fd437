import Foundation
import TestSupport
import TranscriptCache

@testable import SpeechToText

/// A recording whose every second can be told from the others, a way to cut it, and a service that says what it was sent.
enum LongRecording {
    static let fingerprint = AudioFingerprint(path: "/long.wav", size: 1, mtimeNanoseconds: 1)

    /// All samples of second `n` are `n + 1`.
    static func audio(seconds: Int) -> SpeechAudio {
        SpeechAudio(samples: (0..<seconds * 16_000).map { Int16($0 / 16_000 + 1) })
    }

    /// Cuts at whole seconds, as late as the limit allows.
    static let cutter = AudioCutter(name: "whole seconds") { samples, rate, most in
        Array(stride(from: most / rate * rate, to: samples.count, by: most / rate * rate))
    }

    /// Which seconds a request holds.
    static func seconds(of request: ScriptedServer.Request) -> Range<Int> {
        let wav = Array(request.parts.first?.content ?? Data())
        guard wav.count > 46 else { return 0..<0 }
        return Int(wav[44]) - 1..<Int(wav[wav.count - 2])
    }

    /// `second 3 second 4`, with times from the start of what was sent.
    static func answer(_ seconds: Range<Int>) -> ScriptedServer.Reply {
        let words = seconds.enumerated().map { #"{"word":"w\#($1)","start":\#($0),"end":\#($0).5}"# }
        let text = seconds.map { "w\($0)" }.joined(separator: " ")
        return .json(
            #"{"text":"\#(text)","words":[\#(words.joined(separator: ","))],"usage":{"type":"duration","seconds":\#(seconds.count)}}"#
        )
    }
}
