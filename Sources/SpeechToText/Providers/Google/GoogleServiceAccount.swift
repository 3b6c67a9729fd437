import CryptoExtras
public import Foundation
import Synchronization

/// A file that Google issues to programs (`GOOGLE_APPLICATION_CREDENTIALS`), and the tokens it stands for.
///
/// A service account signs a statement of who it is (a JWT, RS256) and exchanges it for a bearer token of an hour; a user's
/// own credentials (`gcloud auth application-default login`) exchange a refresh token. Either happens once for all
/// workers, and again before the token runs out.
///
/// - Source: Google's description of OAuth 2.0 for server-to-server applications; RFC 7519 and RFC 7523.
public struct GoogleServiceAccount: Sendable {
    private enum Kind: Sendable {
        case account(email: String, keyID: String?, key: _RSA.Signing.PrivateKey)
        case user(clientID: String, clientSecret: Secret, refreshToken: Secret)
    }

    private static let scope = "https://www.googleapis.com/auth/cloud-platform"

    private let kind: Kind
    private let tokenURL: String

    /// Reads a credentials file.
    ///
    /// - Parameters:
    ///   - json: its content.
    ///   - file: its name, for messages.
    /// - Throws: `invalidConfiguration` that says what is missing, never what is there.
    public init(json: Data, file: String) throws(SpeechToTextError) {
        func refuse(_ reason: String) -> SpeechToTextError {
            .invalidConfiguration(reason: "the Google credentials in \(file) cannot be used: \(reason)")
        }
        guard let value = JSONValue(json), value.object != nil else { throw refuse("it is no JSON object") }
        func text(_ name: String) throws(SpeechToTextError) -> String {
            guard let text = value[name]?.string, !text.isEmpty else { throw refuse("it has no \"\(name)\"") }
            return text
        }
        func secret(_ name: String) throws(SpeechToTextError) -> Secret {
            guard let secret = Secret(try text(name)) else { throw refuse("\"\(name)\" holds other characters") }
            return secret
        }
        let url = value["token_uri"]?.string ?? "https://oauth2.googleapis.com/token"
        guard url.hasPrefix("https://") || ServiceAddress.isLoopback(url) else {
            throw refuse("its \"token_uri\" is not https, and the key must not travel in the open")
        }
        tokenURL = url
        switch value["type"]?.string {
        case "service_account":
            let pem = try text("private_key")
            guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) else {
                throw refuse("its \"private_key\" is no RSA key of 2048 bits or more")
            }
            kind = .account(email: try text("client_email"), keyID: value["private_key_id"]?.string, key: key)
        case "authorized_user":
            kind = .user(
                clientID: try text("client_id"), clientSecret: try secret("client_secret"),
                refreshToken: try secret("refresh_token"))
        case let other:
            throw refuse(
                "its type is \(other ?? "missing"), and service_account and authorized_user are understood; "
                    + "for others give a token command such as 'gcloud auth print-access-token'")
        }
    }

    /// Reads a credentials file that only its owner may read.
    ///
    /// - Throws: `invalidConfiguration`.
    public init(file: String) throws(SpeechToTextError) {
        try self.init(json: try PrivateFile.read(file, holding: "the credentials file"), file: file)
    }

    /// A bearer token of this account, obtained when first needed and renewed before it runs out.
    public var credential: Credential { Credential(TokenSource { await fetch($0) }) }

    /// Asks the token service once.
    func fetch(_ context: ProviderContext) async -> Result<Token, TokenFailure> {
        do throws(TokenFailure) {
            let form = try form(at: context.clock.date())
            let request = HTTPRequest(
                url: tokenURL, headers: [("Accept", .text("application/json"))],
                body: .bytes(Data(form.utf8), contentType: "application/x-www-form-urlencoded"), timeoutSeconds: 60)
            let response: HTTPResponse
            do {
                response = try await context.transport.send(request)
            } catch {
                throw TokenFailure(SpeechToTextError(error, endpoint: shownURL, timeoutSeconds: 60))
            }
            return .success(try token(in: response, now: context.clock.date()))
        } catch {
            return .failure(error)
        }
    }

    private var shownURL: String {
        (try? ServiceAddress(base: tokenURL, path: ""))?.shown ?? "the token service"
    }

    private func form(at now: Date) throws(TokenFailure) -> String {
        switch kind {
        case .account(let email, let keyID, let key):
            let issued = Int(now.timeIntervalSince1970)
            var header = "{\"alg\":\"RS256\",\"typ\":\"JWT\""
            if let keyID { header += ",\"kid\":\(keyID.jsonText)" }
            let claims =
                "{\"iss\":\(email.jsonText),\"scope\":\"\(Self.scope)\",\"aud\":\(tokenURL.jsonText),"
                + "\"iat\":\(issued),\"exp\":\(issued + 3600)}"
            let signed = Data((header + "}").utf8).base64URL + "." + Data(claims.utf8).base64URL
            guard let signature = try? key.signature(for: Data(signed.utf8), padding: .insecurePKCS1v1_5) else {
                throw TokenFailure(.invalidConfiguration(reason: "the service account's key does not sign"))
            }
            let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
            return "grant_type=\(grant.formEncoded)&assertion=\(signed).\(signature.rawRepresentation.base64URL)"
        case .user(let clientID, let clientSecret, let refreshToken):
            return "grant_type=refresh_token&client_id=\(clientID.formEncoded)"
                + "&client_secret=\(clientSecret.revealed.formEncoded)"
                + "&refresh_token=\(refreshToken.revealed.formEncoded)"
        }
    }

    private func token(in response: HTTPResponse, now: Date) throws(TokenFailure) -> Token {
        guard response.status == 200 else {
            let failure = ProviderFailure(response, secrets: secrets)
            let hint = RetryHint(headers: response.headers, now: now)
            throw TokenFailure(cause(of: failure, hint), hint: hint)
        }
        let json = JSONValue(response.body)
        guard let secret = json?["access_token"]?.string.flatMap(Secret.init) else {
            // The excerpt is left out: a token may be in it.
            throw TokenFailure(
                .malformedResponse(reason: "the token service \(shownURL) gave no access token", excerpt: ""))
        }
        return Token(secret, lifetimeSeconds: json?["expires_in"]?.number)
    }

    private var secrets: [Secret] {
        if case .user(_, let clientSecret, let refreshToken) = kind { [clientSecret, refreshToken] } else { [] }
    }

    private func cause(of failure: ProviderFailure, _ hint: RetryHint) -> SpeechToTextError {
        let transient = ["internal_failure", "server_error", "temporarily_unavailable"]
        if transient.contains(failure.code) {
            return .server(status: failure.status, message: "token service: \(failure.message)")
        }
        guard (400..<500).contains(failure.status), ![408, 404, 429].contains(failure.status) else {
            return SpeechToTextError(failure, endpoint: shownURL, hint: hint)
        }
        var message = "token service: \(failure.message)"
        if failure.code == "invalid_grant" {
            message += "; is this machine's clock right, and the account's key still valid?"
        }
        return .authentication(status: failure.status, message: message)
    }
}

extension TokenSource {
    /// Reads the credentials file when a token is first needed, so that a run that needs none needs no file.
    convenience init(googleCredentials path: String) {
        let account = Mutex<GoogleServiceAccount?>(nil)
        self.init { context in
            do throws(SpeechToTextError) {
                let known = account.withLock { $0 }
                let used = if let known { known } else { try GoogleServiceAccount(file: path) }
                account.withLock { $0 = used }
                return await used.fetch(context)
            } catch {
                return .failure(TokenFailure(error))
            }
        }
    }
}

extension Data {
    /// Base64 for URLs, without padding (RFC 7515).
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

extension String {
    /// For the value of a form or a query.
    var formEncoded: String {
        var encoded = ""
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
