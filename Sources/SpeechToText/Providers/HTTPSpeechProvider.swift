public import Foundation

/// A service that is asked with one HTTP request per recording.
///
/// An adapter says what the request is and how to understand a refusal; sending it, adding the credential and renewing
/// one that has run out is the same for all.
public protocol HTTPSpeechProvider: SpeechProvider {
    /// What the service knows us by; nil where it asks for nothing.
    var credential: Credential? { get }

    /// The request that asks for a transcript of `audio`, without the credential.
    func makeRequest(for audio: SpeechAudio) throws(SpeechToTextError) -> HTTPRequest

    /// Looks whether a response of status 200 can be about `audio`; most services leave nothing to look at.
    ///
    /// - Throws: `malformedResponse` where it is about something else.
    func check(_ body: Data, isAbout audio: SpeechAudio) throws(SpeechToTextError)

    /// Names the cause of a refusal that this service words in its own way; nil for the table that holds for all.
    func cause(of failure: ProviderFailure, audio: SpeechAudio) -> SpeechToTextError?

    /// Learns from a refusal.
    ///
    /// - Returns: true when the same audio should be sent again at once, asked in another way. At most a few times
    ///   per run: the new way is remembered.
    func adapt(to failure: ProviderFailure, of request: HTTPRequest) -> Bool
}

extension HTTPSpeechProvider {
    public var secrets: [Secret] { credential?.secrets ?? [] }

    public func check(_ body: Data, isAbout audio: SpeechAudio) throws(SpeechToTextError) {}

    public func cause(of failure: ProviderFailure, audio: SpeechAudio) -> SpeechToTextError? { nil }

    public func adapt(to failure: ProviderFailure, of request: HTTPRequest) -> Bool { false }

    public func ask(_ audio: SpeechAudio, in context: ProviderContext) async -> ProviderAttempt {
        do throws(SpeechToTextError) {
            var request = try makeRequest(for: audio)
            var secret: Secret?
            if let credential {
                switch await credential.obtain(in: context) {
                case .success(let obtained):
                    secret = obtained
                    request.headers.append((credential.header, .secret(prefix: credential.prefix, obtained)))
                case .failure(let failure):
                    return .failed(failure.cause, failure.hint)
                }
            }
            let response: HTTPResponse
            do {
                response = try await context.transport.send(request)
            } catch {
                throw SpeechToTextError(error, endpoint: shownAddress, timeoutSeconds: request.timeoutSeconds)
            }
            guard response.status == 200 else {
                return refused(response, to: request, about: audio, secret, now: context.clock.date())
            }
            if let secret { credential?.accepted(secret) }
            try check(response.body, isAbout: audio)
            return .answered(ProviderResponse(body: response.body, httpStatus: response.status))
        } catch {
            return .failed(error)
        }
    }

    private func refused(
        _ response: HTTPResponse, to request: HTTPRequest, about audio: SpeechAudio, _ secret: Secret?, now: Date
    ) -> ProviderAttempt {
        let failure = ProviderFailure(response, secrets: secrets)
        if adapt(to: failure, of: request) { return .askAgain }
        if failure.status == 401, let secret, let credential, credential.refused(secret, saying: failure.message) {
            return .askAgain
        }
        let hint = RetryHint(headers: response.headers, now: now)
        let error =
            cause(of: failure, audio: audio)
            ?? SpeechToTextError(failure, endpoint: shownAddress, hint: hint)
        return .failed(error, hint)
    }
}
