import CryptoExtras
import Foundation
import Synchronization
import Testing

@testable import SpeechToText

@Suite struct GoogleServiceAccountTests {
    private static let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    private func file(_ change: (inout [String: String]) -> Void = { _ in }) throws -> Data {
        let key = try #require(Self.key)
        var members = [
            "type": "service_account", "client_email": "speech@project.iam.gserviceaccount.com",
            "private_key_id": "key-17", "private_key": key.pkcs8PEMRepresentation,
            "token_uri": "https://oauth2.googleapis.com/token",
        ]
        change(&members)
        return try JSONEncoder().encode(members)
    }

    private func provider(_ account: GoogleServiceAccount) throws -> GoogleProvider {
        try GoogleProvider(.init(credential: account.credential))
    }

    /// Gives `token-1`, `token-2` … and takes those that `isGood` takes.
    private func service(
        lifetime: Int = 3600, _ isGood: @escaping @Sendable (Int) -> Bool = { _ in true }
    ) -> ScriptedTransport {
        let given = Mutex(0)
        return ScriptedTransport { request, _ in
            if request.url.contains("oauth2") {
                // So that several workers meet here.
                try? await Task.sleep(for: .milliseconds(20))
                let number = given.withLock { given in
                    given += 1
                    return given
                }
                let body =
                    #"{"access_token":"access-token-\#(number)","expires_in":\#(lifetime),"token_type":"Bearer"}"#
                return HTTPResponse(status: 200, body: Data(body.utf8))
            }
            let number = request.header("Authorization")?.split(separator: "-").last.flatMap { Int($0) } ?? 0
            return isGood(number)
                ? HTTPResponse(status: 200, body: Data("{}".utf8))
                : HTTPResponse(status: 401, body: Data(#"{"error":{"code":401,"status":"UNAUTHENTICATED"}}"#.utf8))
        }
    }

    private func tokenRequests(_ transport: ScriptedTransport) -> [HTTPRequest] {
        transport.requests.filter { $0.url.contains("oauth2") }
    }

    @Test("the assertion is a JWT that the public key verifies, with the claims Google wants")
    func assertion() async throws {
        let account = try GoogleServiceAccount(json: try file(), file: "f")
        let transport = service()
        let clock = ManualClock()
        _ = await account.fetch(ProviderContext(transport: transport, clock: clock.runClock))
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://oauth2.googleapis.com/token")
        let prefix = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
        #expect(request.bodyText.hasPrefix(prefix))
        let parts = request.bodyText.dropFirst(prefix.count).split(separator: ".").map(String.init)
        #expect(parts.count == 3)
        let header = JSONValue(try #require(Self.decoded(parts[0])))
        #expect(
            header?["alg"]?.string == "RS256" && header?["typ"]?.string == "JWT" && header?["kid"]?.string == "key-17")
        let claims = JSONValue(try #require(Self.decoded(parts[1])))
        #expect(claims?["iss"]?.string == "speech@project.iam.gserviceaccount.com")
        #expect(claims?["aud"]?.string == "https://oauth2.googleapis.com/token")
        #expect(claims?["scope"]?.string == "https://www.googleapis.com/auth/cloud-platform")
        let issued = try #require(claims?["iat"]?.number)
        #expect(issued == clock.runClock.date().timeIntervalSince1970 && claims?["exp"]?.number == issued + 3600)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(Self.decoded(parts[2])))
        let key = try #require(Self.key)
        #expect(
            key.publicKey.isValidSignature(
                signature, for: Data((parts[0] + "." + parts[1]).utf8), padding: .insecurePKCS1v1_5))
    }

    private static func decoded(_ text: String) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }

    @Test("many workers share one token")
    func singleFlight() async throws {
        let provider = try provider(try GoogleServiceAccount(json: try file(), file: "f"))
        let transport = service()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { await provider.hear(.tone(), transport) == .success("") } }
            for await good in group { #expect(good) }
        }
        #expect(tokenRequests(transport).count == 1)
        #expect(transport.requests.filter { $0.header("Authorization") == "Bearer access-token-1" }.count == 20)
    }

    @Test("a token is renewed before it runs out, and not sooner")
    func expiry() async throws {
        let provider = try provider(try GoogleServiceAccount(json: try file(), file: "f"))
        let transport = service()
        let clock = ManualClock()
        _ = await provider.hear(.tone(), transport, clock: clock.runClock)
        try await clock.runClock.sleep(3200)
        _ = await provider.hear(.tone(), transport, clock: clock.runClock)
        #expect(tokenRequests(transport).count == 1)
        try await clock.runClock.sleep(200)
        _ = await provider.hear(.tone(), transport, clock: clock.runClock)
        #expect(tokenRequests(transport).count == 2)
    }

    @Test("a token refused early is renewed once; where the new one is refused too, the run ends")
    func refusedToken() async throws {
        let provider = try provider(try GoogleServiceAccount(json: try file(), file: "f"))
        let transport = service { $0 == 2 }
        // nil: to be asked again.
        #expect(await provider.hear(.tone(), transport) == nil)
        #expect(await provider.hear(.tone(), transport) == .success(""))

        let hopeless = try self.provider(try GoogleServiceAccount(json: try file(), file: "f"))
        let refusing = service { _ in false }
        #expect(await hopeless.hear(.tone(), refusing) == nil)
        guard case .failure(let error)? = await hopeless.hear(.tone(), refusing) else {
            Issue.record("asked for ever")
            return
        }
        #expect(error.cause == "authentication" && tokenRequests(refusing).count == 2)
    }

    @Test("a token that was good and is refused later is renewed again")
    func refusedLater() async throws {
        let provider = try provider(try GoogleServiceAccount(json: try file(), file: "f"))
        let good = Mutex(1)
        let transport = service { number in good.withLock { number == $0 } }
        for round in 1...3 {
            good.withLock { $0 = round }
            if round > 1 { #expect(await provider.hear(.tone(), transport) == nil) }
            #expect(await provider.hear(.tone(), transport) == .success(""))
        }
    }

    @Test(
        "the token service's refusals",
        arguments: [
            (
                400,
                #"{"error":"invalid_grant","error_description":"Invalid JWT: Token must be a short-lived token"}"#,
                "authentication", "clock"
            ),
            (
                401, #"{"error":"invalid_client","error_description":"The OAuth client was not found."}"#,
                "authentication", "OAuth"
            ),
            (400, #"{"error":"server_error"}"#, "server", ""), (503, "", "server", ""), (429, "", "rate-limit", ""),
            (200, #"{"expires_in":3600}"#, "malformed-response", "no access token"),
            (200, "<html>", "malformed-response", "no access token"),
        ])
    func tokenRefusals(_ status: Int, _ body: String, _ cause: String, _ word: String) async throws {
        let account = try GoogleServiceAccount(json: try file(), file: "f")
        let transport = ScriptedTransport(body, status: status)
        guard case .failure(let failure) = await account.fetch(ProviderContext(transport: transport)) else {
            Issue.record("a token came of it")
            return
        }
        #expect(failure.cause.cause == cause)
        #expect(word.isEmpty || failure.cause.description.contains(word))
    }

    @Test("a user's own credentials exchange their refresh token")
    func user() async throws {
        let json =
            #"{"type":"authorized_user","client_id":"id","client_secret":"secret-0123456","refresh_token":"1//refresh-token"}"#
        let account = try GoogleServiceAccount(json: Data(json.utf8), file: "f")
        let transport = service()
        let provider = try provider(account)
        #expect(await provider.hear(.tone(), transport) == .success(""))
        #expect(
            transport.requests[0].bodyText
                == "grant_type=refresh_token&client_id=id&client_secret=secret-0123456&refresh_token=1%2F%2Frefresh-token"
        )
    }

    @Test("what is no credentials file is refused without showing what is in it")
    func refused() throws {
        let bad = [
            Data("no json".utf8), Data("{}".utf8), Data(#"{"type":"external_account"}"#.utf8),
            try file { $0["private_key"] = "-----BEGIN PRIVATE KEY-----\nsecretstuff\n-----END PRIVATE KEY-----" },
            try file { $0["client_email"] = nil }, try file { $0["token_uri"] = "http://evil.example/token" },
        ]
        for json in bad {
            let error = #expect(throws: SpeechToTextError.self) {
                try GoogleServiceAccount(json: json, file: "creds.json")
            }
            #expect(error?.description.contains("creds.json") == true)
            #expect(
                error?.description.contains("secretstuff") == false
                    && error?.description.contains("PRIVATE KEY") == false)
        }
    }

    @Test("tokens are among the secrets that are taken out of answers, and the account shows nothing")
    func hidden() async throws {
        let account = try GoogleServiceAccount(json: try file(), file: "f")
        let provider = try provider(account)
        _ = await provider.hear(.tone(), service())
        #expect(provider.redacting("say access-token-1") == "say <redacted>")
        var dumped = "\(account) \(String(reflecting: account))"
        dump(provider, to: &dumped)
        #expect(!dumped.contains("access-token-1"))
    }
}
