import Foundation
import TestSupport
import Testing

@Suite("export, agreement and corrections", .enabled(if: Tool.isBuilt))
struct ExportToolTests {
    private static let labels = """
        id,audio,transcript,emotion,confidence,p_angry,p_sad,model,status,error,manifest_emotion
        u1,a.wav,hi,sad,0.75,0.25,0.75,m,ok,,sad
        u2,b.wav,,angry,0.6,0.6,0.4,m,ok,,sad
        u3,c.wav,,,,,,m,failed,no audio,angry

        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.labels, to: "labels.csv")
    }

    @Test(
        "tables go to standard output, folders are summed up in JSON, and what has no length is told with row and remedy"
    )
    func export() async throws {
        let table = try await Tool.run([
            "export", folder.path("labels.csv"), "--format", "tsv", "--columns", "id,emotion",
        ])
        #expect(table.errors.isEmpty)
        #expect(table.status == 0 && table.output == "id\temotion\nu1\tsad\nu2\tangry\nu3\t\n")
        let arguments = ["export", folder.path("labels.csv"), "--format", "eaf", "-o", folder.path("out"), "--json"]
        let without = try await Tool.run(arguments)
        #expect(without.status == 1 && without.errors.contains("labels.csv:2: error: id u1: "))
        #expect(without.errors.contains("--assume-seconds"))
        let with = try await Tool.run(arguments + ["--assume-seconds", "3", "--overwrite"])
        #expect(with.status == 0 && with.json["files"] as? Int == 2 && with.json["failedRows"] as? Int == 1)
        let again = try await Tool.run(arguments + ["--assume-seconds", "3"])
        #expect(again.status == 64 && again.errors.contains("--overwrite"))
    }

    @Test(
        "options that do not fit are wrong usage",
        arguments: [
            ["--format", "srt"], ["--format", "doc", "-o", "x"], ["--format", "srt", "-o", "x", "--into", "y"],
            ["--format", "jsonl", "--spreadsheet-safe"], ["--format", "eaf", "-o", "x", "--columns", "id"],
            ["--format", "csv", "--json"], ["--format", "csv", "--columns", "mood"],
            ["--format", "vtt", "-o", "x", "--assume-seconds", "0"], ["--format", "eaf", "--into", "nowhere"],
        ])
    func usage(_ arguments: [String]) async throws {
        let run = try await Tool.run(["export", folder.path("labels.csv")] + arguments)
        #expect(run.status == 64 && !run.errors.isEmpty, "\(run)")
    }

    @Test("agreement of a model with the corpus's own labels, from one table, as text, JSON and CSV")
    func agreement() async throws {
        let arguments = ["agreement", folder.path("labels.csv"), "--column", "emotion", "--column", "manifest_emotion"]
        let text = try await Tool.run(arguments)
        #expect(text.status == 0 && text.output.contains("rows: emotion, columns: manifest_emotion"))
        #expect(text.errors.contains("emotion: 1 row without a label"))
        let json = try await Tool.run(arguments + ["--json", "--csv", folder.path("figures.csv")])
        #expect((json.json["observedAgreement"] as? [String: Any])?["value"] as? Double == 0.5)
        #expect((json.json["cohenKappa"] as? [String: Any])?["value"] as? Double == 0)
        #expect(json.json["pairableUtterances"] as? Int == 2)
        let figures = try String(contentsOfFile: folder.path("figures.csv"), encoding: .utf8)
        #expect(figures.contains("\nconfusion,emotion,manifest_emotion,angry,sad,1,,,\n"))
        #expect(try await Tool.run(["agreement", folder.path("labels.csv")]).status == 64)
        try folder.write("id,emotion\nx,sad\n", to: "other.csv")
        let apart = try await Tool.run(["agreement", folder.path("labels.csv"), folder.path("other.csv")])
        #expect(apart.status == 64 && apart.errors.contains("no utterance was labelled by two"))
    }

    @Test("corrections come back as a manifest that has gold labels, with the counts of what was changed")
    func corrections() async throws {
        try folder.write("id,emotion\nu1,angry\nu2,angry\nu9,sad\n", to: "checked.csv")
        let run = try await Tool.run([
            "import", "corrections", folder.path("checked.csv"), "--table", folder.path("labels.csv"), "-o",
            folder.path("gold.csv"),
        ])
        #expect(run.status == 1 && run.errors.contains("checked.csv:4: error: id u9: is not in"))
        #expect(run.errors.contains("labels: 1 corrected, 1 confirmed, 1 not reviewed"))
        let gold = try String(contentsOfFile: folder.path("gold.csv"), encoding: .utf8)
        #expect(gold.contains("u1,a.wav,hi,angry,sad,sad,0.75,m,corrected,"))
        let missing = try await Tool.run([
            "import", "corrections", folder.path("checked.csv"), "-o", folder.path("g.csv"),
        ])
        #expect(missing.status == 64 && missing.errors.contains("--table"))
        let itself = try await Tool.run([
            "import", "corrections", folder.path("labels.csv"), "--table", folder.path("labels.csv"), "-o",
            folder.path("g.csv"),
        ])
        #expect(itself.status == 64 && itself.errors.contains("is the table itself"))
    }

    @Test(
        "every format is read back by the program that it is for",
        .enabled(
            if: Python.has(
                "parselmouth", "textgrid", "praatio", "pympi", "audformat", "label_studio_sdk", "webvtt", "srt",
                "pysrt",
                "pandas"),
            Python.needs(
                "praat-parselmouth textgrid praatio pympi-ling audformat label-studio-sdk webvtt-py srt pysrt pandas")))
    func readers() throws {
        let script = SharedReference.checkout.appendingPathComponent("Tools/check_exports.py").path
        let run = try Python.run([script, "--tool", Tool.path])
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains(": 0 failed"), "\(run.output)")
    }
}
