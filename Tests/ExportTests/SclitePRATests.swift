import Corpus
import ErrorAnalysis
import ErrorRate
import Export
import Foundation
import TestSupport
import Testing

/// Golden files of sclite 2.10, made by `Tools/make_pra_golden.py`.
@Suite("SclitePRA")
struct SclitePRATests {
    private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden")

    private func written(_ normalizer: Normalizer, foldsCase: Bool) throws -> String {
        let files = try ["ref.trn", "hyp.trn"].map {
            try TranscriptFile(name: $0, path: Self.golden.appendingPathComponent($0).path, format: .trn)
        }
        var settings = ErrorAnalysis.Settings()
        settings.normalizer = normalizer
        settings.rule = .sclite
        var analysis = ErrorAnalysis(recognisers: ["hyp.trn"], settings: settings)
        var reader = try ComparisonReader(reference: .file(files[0]), answers: [.file(files[1])])
        var pra = try SclitePRA(recogniser: "hyp.trn", foldsCase: foldsCase)
        while let utterance = try reader.next() {
            let result = analysis.add(utterance).results[0]
            try pra.add(
                id: utterance.id, speaker: nil, alignment: result.words,
                reference: Tokenization.whiteSpace.tokens(in: result.reference),
                hypothesis: Tokenization.whiteSpace.tokens(in: result.hypothesis))
        }
        let folder = try TemporaryFolder()
        try pra.write(to: folder.path("x.pra"))
        return try String(contentsOfFile: folder.path("x.pra"), encoding: .utf8)
    }

    @Test("the file is sclite's own, byte for byte, alternatives included")
    func exact() throws {
        let expected = try String(contentsOf: Self.golden.appendingPathComponent("exact.pra"), encoding: .utf8)
        #expect(try written(.none, foldsCase: false) == expected)
    }

    @Test("where case is folded, errors stand in capitals, as sclite has it without -s")
    func folded() throws {
        let expected = try String(contentsOf: Self.golden.appendingPathComponent("folded.pra"), encoding: .utf8)
        #expect(try written(.lowerCase, foldsCase: true) == expected)
    }

    @Test("columns keep their width beyond ASCII, and no id or word reaches another line")
    func odd() throws {
        var pra = try SclitePRA(recogniser: "a\nb", foldsCase: true)
        var aligner = Aligner()
        let pair = ("straße naïve", "strasse naive")
        let alignment = aligner.align(reference: pair.0, hypothesis: pair.1, units: .whiteSpace)
        try pra.add(
            id: "u\n1", speaker: "s\r1", alignment: alignment, reference: ["straße", "naïve"],
            hypothesis: ["strasse", "nai\u{1b}e"])
        let folder = try TemporaryFolder()
        try pra.write(to: folder.path("x.pra"))
        let lines = try String(contentsOfFile: folder.path("x.pra"), encoding: .utf8).split(separator: "\n")
        #expect(lines.contains("System name:   a\\nb") && lines.contains("id: (u\\n1)"))
        #expect(lines.contains("    0:  s\\r1"))
        #expect(lines.contains("REF:  STRAßE  NAÏVE    "))
        #expect(lines.contains("HYP:  STRASSE NAI\\X1BE "))
        #expect(lines.contains("Eval: S       S        "))
    }
}
