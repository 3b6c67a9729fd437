import Foundation
import Report
import TestSupport
import Testing

/// Reads the sample report and a hostile one as a reader does: in Chromium, by `Tools/check_report.py`.
///
/// Where there is no `chromium` on the path the suite is skipped: the package brings 430 MB with it, which is more than a
/// build of this project should ask for.
@Suite("A report in a browser", .enabled(if: Chromium.isThere, "there is no chromium and python3 on the path"))
struct ReportInBrowserTests {
    private struct Findings: Decodable {
        var page: String
        var console, requests, contrast, overflow, headings, nameless, unreached, unseenFocus: [String]
        var tabStops: Int

        /// Everything that a reader would stumble over, each under its name.
        var complaints: [String] {
            [
                ("console", console), ("requests", requests), ("contrast", contrast), ("overflow", overflow),
                ("headings", headings), ("without a name", nameless), ("not reached by Tab", unreached),
                ("focus unseen", unseenFocus),
            ].flatMap { name, list in list.map { "\(page): \(name): \($0)" } }
        }
    }

    @Test("no message, no request, no overflow at 400 pixels; all reached by Tab and readable in light and dark")
    func page() throws {
        let folder = try TemporaryFolder()
        try SampleReport.document.write(to: folder.path("sample.html"))
        let hostile = EscapingTests.hostile.map { $0.replacing("\u{0}", with: "") }.joined(separator: " ")
        try EscapingTests.document(hostile).write(to: folder.path("hostile.html"))
        let findings = try Chromium.check([folder.path("sample.html"), folder.path("hostile.html")])
            .map { try JSONDecoder().decode(Findings.self, from: $0) }
        #expect(findings.count == 2)
        for page in findings {
            #expect(page.complaints == [])
            #expect(page.tabStops > 20)
        }
    }
}

/// The browser that reports are tried in.
private enum Chromium {
    static var isThere: Bool { TestAuthority.program("chromium") != nil && Python.path != nil }

    /// One JSON object a page.
    static func check(_ pages: [String]) throws -> [Data] {
        let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Tools/check_report.py").standardizedFileURL.path
        let (status, output) = try Python.run([tool] + pages)
        #expect(status == 0, "\(output)")
        return output.split(separator: "\n").map { Data($0.utf8) }
    }
}
