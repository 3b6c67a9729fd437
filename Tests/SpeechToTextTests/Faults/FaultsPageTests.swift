import Foundation
import TestSupport
import Testing

@testable import SpeechToText

@Suite struct FaultsPageTests {
    private static let page = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Documentation/Faults.md")

    /// The page is rewritten by `EMOSCRIBE_RECORD=1 swift test --filter FaultsPageTests`, which fails on purpose.
    @Test(
        "the page of faults says what happens, no fault shows a secret, and nobody is asked who should not be", .slow,
        .enabled(if: TestAuthority.isAvailable, "needs the program openssl"))
    func page() async throws {
        let rendered = try await FaultsPage.render()
        if ProcessInfo.processInfo.environment["EMOSCRIBE_RECORD"] == "1" {
            try Data(rendered.utf8).write(to: Self.page)
            Issue.record("the page was written anew")
        }
        let stored = try String(contentsOf: Self.page, encoding: .utf8)
        for (line, other) in zip(rendered.split(separator: "\n"), stored.split(separator: "\n")) {
            #expect(line == other)
        }
        #expect(rendered == stored)
    }
}
