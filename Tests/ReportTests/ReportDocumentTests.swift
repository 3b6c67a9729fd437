import Foundation
import Report
import TestSupport
import Testing

@Suite("ReportDocument")
struct ReportDocumentTests {
    /// The golden file is rewritten by `EMOSCRIBE_RECORD=1 swift test --filter ReportDocument`, which fails on purpose.
    @Test("a report with every section is byte for byte the recorded page")
    func golden() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/sample-report.html")
        let page = SampleReport.document.html()
        if ProcessInfo.processInfo.environment["EMOSCRIBE_RECORD"] == "1" {
            try page.write(to: path, atomically: true, encoding: .utf8)
            Issue.record("recorded \(path.lastPathComponent); look at the change and run again without recording")
            return
        }
        let recorded = try String(contentsOf: path, encoding: .utf8)
        let differing = zip(page.split(separator: "\n"), recorded.split(separator: "\n")).first { $0 != $1 }
        #expect(page == recorded, "first line that differs: \(differing.map { "\($0)" } ?? "one page is longer")")
    }

    @Test("the page is well-formed XML")
    func wellFormed() throws {
        let page = try ParsedPage(SampleReport.document.html())
        #expect(page.elements.contains("svg"))
    }

    @Test("element ids are unique and every internal link has its target")
    func links() throws {
        let page = try ParsedPage(SampleReport.document.html())
        #expect(Set(page.ids).count == page.ids.count)
        #expect(!page.references.isEmpty)
        for reference in page.references { #expect(page.ids.contains(reference), "no element has id \(reference)") }
    }

    @Test("the page names no other resource and holds no script")
    func selfContained() throws {
        let html = SampleReport.document.html().replacingOccurrences(of: "http://www.w3.org/", with: "")
            .replacingOccurrences(of: "src=\"./../wav/Ses01%20F001.wav#t=1.500,2.750\"", with: "")
        for word in ["http:", "https:", "src=\"", "url(", "@import", "<script", "<link", "onload"] {
            #expect(!html.contains(word), "\(word) is in the page")
        }
    }

    @Test("a document without sections is still a page")
    func empty() throws {
        let page = try ParsedPage(ReportDocument(title: "", sections: []).html())
        #expect(page.elements.contains("main"))
    }

    @Test("writing to a folder that does not exist names the path")
    func cannotWrite() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("missing/report.html")
        let error = #expect(throws: ReportError.self) { try SampleReport.document.write(to: path) }
        #expect(error?.description.contains(path) == true)
    }

    @Test("writing replaces what was there")
    func replaces() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("old", to: "report.html")
        try SampleReport.document.write(to: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == SampleReport.document.html())
    }
}
