import Foundation
import Report
import TestSupport
import Testing

@Suite("FigureFiles")
struct FigureFilesTests {
    @Test(
        "names are fit for any file system",
        arguments: [
            ("confusion MDRE, gold → asr:sphinx", "confusion-mdre-gold-to-asr-sphinx"),
            ("../../etc/passwd", "etc-passwd"),
            ("→", "to"), ("", "figure"), ("日本", "figure"), ("CON\u{0}", "con"),
            (String(repeating: "ab", count: 99), String(repeating: "ab", count: 40)),
        ])
    func names(text: String, name: String) {
        #expect(FigureFiles.fileName(text) == name)
    }

    @Test("two drawings of one name are two files")
    func doubled() {
        let matrices = ConfusionMatrices(matrices: [SampleReport.matrix(title: "a"), SampleReport.matrix(title: "A")])
        #expect(FigureFiles([matrices]).files.map(\.name) == ["confusion-a.svg", "confusion-a-2.svg"])
    }

    @Test("every drawing of a report is a well-formed file that needs no style of a page")
    func files() throws {
        let folder = try TemporaryFolder()
        let files = FigureFiles(SampleReport.document.sections)
        try files.write(to: folder.path)
        #expect(files.files.count >= 10)
        for (name, _) in files.files {
            let text = try String(contentsOfFile: folder.path(name), encoding: .utf8)
            let page = try ParsedPage(text)
            #expect(page.elements.first == "svg")
            #expect(!text.contains("var(--"), "\(name) leans on custom properties")
            // Every class that a drawing uses has a rule in the file.
            for match in text.matches(of: /class="([^"]*)"/) {
                for word in match.1.split(separator: " ") {
                    #expect(FigureStyle.standalone.contains(".\(word)"), "\(name): \(word)")
                }
            }
        }
    }

    @Test("a folder that is not there is named")
    func cannotWrite() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: ReportError.self) {
            try FigureFiles(SampleReport.document.sections).write(to: folder.path("missing"))
        }
        #expect(error?.description.contains("missing") == true)
    }
}
