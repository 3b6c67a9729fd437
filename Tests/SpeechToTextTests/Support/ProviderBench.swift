import Foundation
import Synchronization
import TranscriptCache

@testable import SpeechToText

/// Answers requests without a network, and keeps them.
final class ScriptedTransport: HTTPTransport {
    typealias Script = @Sendable (HTTPRequest, Int) async -> HTTPResponse

    private let script: Script
    private let seen = Mutex<[HTTPRequest]>([])

    init(_ script: @escaping Script) { self.script = script }

    /// Always answers the same.
    convenience init(_ body: String, status: Int = 200, headers: [String: String] = [:]) {
        self.init { _, _ in HTTPResponse(status: status, headers: headers, body: Data(body.utf8)) }
    }

    var requests: [HTTPRequest] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return await script(request, number)
    }
}

extension HTTPRequest {
    /// A header's value as it is sent, the key included.
    func header(_ name: String) -> String? {
        headers.last { $0.name.lowercased() == name.lowercased() }.map { header in
            switch header.value {
            case .text(let text): text
            case .secret(let prefix, let secret): prefix + secret.revealed
            }
        }
    }

    var bodyText: String {
        if case .bytes(let data, _) = body { String(decoding: data, as: UTF8.self) } else { "" }
    }

    /// The query's parameters in their order.
    var query: [String] {
        (URLComponents(string: url)?.queryItems ?? []).map { "\($0.name)=\($0.value ?? "")" }
    }

    /// The parts of a form, the file left out.
    var form: [String] {
        guard case .multipart(let parts) = body else { return [] }
        return parts.filter { $0.filename == nil }.map { "\($0.name)=\(String(decoding: $0.data, as: UTF8.self))" }
    }
}

/// A key that no other text contains.
let testKey = "test-key-0123456789-abcdef"

extension SpeechAudio {
    /// A tenth of a second, unless told otherwise.
    static func tone(seconds: Double = 0.1) -> SpeechAudio {
        SpeechAudio(samples: (0..<Int(seconds * 16_000)).map { Int16(truncatingIfNeeded: ($0 % 80) * 100) })
    }
}

extension SpeechProvider {
    /// Asks once and reads the answer.
    func hear(
        _ audio: SpeechAudio = .tone(), _ transport: any HTTPTransport, clock: RunClock = .system
    ) async -> Result<String, SpeechToTextError>? {
        switch await ask(audio, in: ProviderContext(transport: transport, clock: clock)) {
        case .askAgain: return nil
        case .failed(let error, _): return .failure(error)
        case .answered(let response):
            do throws(SpeechToTextError) {
                return .success(try parse(response.body, audioSeconds: audio.durationSeconds).text)
            } catch {
                return .failure(error)
            }
        }
    }

    /// Why a service's refusal ends in a failure.
    func refusal(
        _ status: Int, _ body: String, headers: [String: String] = [:], audio: SpeechAudio = .tone()
    ) async -> SpeechToTextError? {
        if case .failure(let error)? = await hear(audio, ScriptedTransport(body, status: status, headers: headers)) {
            error
        } else {
            nil
        }
    }
}
