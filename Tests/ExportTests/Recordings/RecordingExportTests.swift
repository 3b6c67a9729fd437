import Corpus
import Foundation
import TestSupport
import Testing

@testable import Export

@Suite("A file for each recording")
struct RecordingExportTests {
    private static let table = """
        id,audio,start,end,speaker,transcript,emotion,confidence,status
        u1,calls/b.wav,0,1,anna,hi,sad,0.5,ok
        u2,calls/a.wav,,,ben,,happy,0.25,ok
        u3,calls/b.wav,1,2,anna,,,,abstained
        u4,calls/c.wav,,,,,,,failed
        u5,,,,,,sad,1,ok

        """

    @Test("rows meet by recording wherever they stand, failed ones and those without a recording are left out")
    func grouping() throws {
        let bench = try ExportBench(Self.table)
        let (summary, issues) = try bench.export(.textgrid)
        #expect(bench.files == ["a.TextGrid", "b.TextGrid"])
        let found = try #require(summary)
        #expect(found.rows == 5 && found.written == 3 && found.withoutLabel == 1 && found.failedRows == 1)
        #expect(found.problems == 1 && found.files == 2)
        #expect(issues == ["labels.csv:6: error: id u5: has no recording: left out"])
        let bytes = Array(try bench.text("b.TextGrid").utf8)
        let grid = try TextGridDocument(bytes: bytes, path: "b")
        #expect(grid.end == 4 && grid.tiers.map(\.name) == ["emotion", "transcript", "confidence"])
        #expect(grid.tiers[0].spans.map(\.text) == ["sad", ""])
    }

    @Test("where no file says how long it is, rows without an end are told and the others are there")
    func unknownLength() throws {
        let bench = try ExportBench(Self.table)
        let (summary, issues) = try bench.export(.textgrid, seconds: nil)
        #expect(summary?.problems == 2 && issues.contains { $0.contains("id u2") && $0.contains("--assume-seconds") })
        #expect(try TextGridDocument(bytes: Array(try bench.text("b.TextGrid").utf8), path: "b").end == 2)
        let assumed = try bench.export(.textgrid, seconds: nil) {
            $0.duration.assumedSeconds = 7
            $0.overwrite = true
        }
        #expect(assumed.summary?.problems == 1)
        #expect(try TextGridDocument(bytes: Array(try bench.text("a.TextGrid").utf8), path: "a").end == 7)
    }

    @Test("a folder that holds files is left alone unless told otherwise")
    func folderInUse() throws {
        let bench = try ExportBench(Self.table)
        try bench.folder.write("corrected by hand", to: "out/a.TextGrid")
        #expect(throws: ExportError.self) { try bench.export(.textgrid) }
        #expect(try bench.text("a.TextGrid") == "corrected by hand")
        _ = try bench.export(.textgrid) { $0.overwrite = true }
        #expect(try bench.text("a.TextGrid").hasPrefix("File type"))
    }

    @Test("tiers go into files at the recordings' places or of their names; what has none is told")
    func into() throws {
        let bench = try ExportBench(Self.table)
        let grid = String(decoding: try ExportBench.golden("praat-short.TextGrid"), as: UTF8.self)
        try bench.folder.write(grid, to: "grids/b.TextGrid")
        let (summary, issues) = try bench.export(.textgrid, seconds: nil) {
            $0.output = nil
            $0.into = bench.folder.path("grids")
        }
        #expect(summary?.files == 1 && issues.contains { $0.contains("no a.TextGrid in") })
        let after = try String(contentsOfFile: bench.folder.path("grids/b.TextGrid"), encoding: .utf8)
        let tiers = try TextGridDocument(bytes: Array(after.utf8), path: "b").tiers
        #expect(tiers.suffix(3).map(\.name) == ["emoscribe emotion", "emoscribe transcript", "emoscribe confidence"])
        #expect(after.contains("clicks") && after.hasPrefix("File type"))
    }

    @Test("a broken file is told and left as it is, and the others are done")
    func brokenFile() throws {
        let bench = try ExportBench(Self.table)
        try bench.folder.write("<x>", to: "docs/a.eaf")
        try bench.folder.write(Data(try ExportBench.golden("pympi.eaf")), to: "docs/calls/b.eaf")
        try bench.folder.write(Data(try ExportBench.golden("pympi.eaf")), to: "docs/b.eaf")
        let (summary, issues) = try bench.export(.eaf) { $0.into = bench.folder.path("docs") }
        #expect(summary?.files == 1 && bench.files == ["b.eaf"])
        #expect(issues.contains { $0.contains("docs/a.eaf:1: this is no ELAN document that can be added to") })
        #expect(try String(contentsOfFile: bench.folder.path("docs/a.eaf"), encoding: .utf8) == "<x>")
    }

    @Test("subtitles have a cue for each row with a label or words, by time, with ids and voices in WebVTT")
    func subtitles() throws {
        let bench = try ExportBench(
            """
            id,audio,start,end,speaker,transcript,emotion,confidence
            u2,a.wav,1.5,3661.0004,b&c,"x --> y
            <i>z</i>",happy,0.876
            u1,a.wav,0,2,,hello,,
            u3,a.wav,2,2.0001,,,,

            """)
        #expect(try bench.export(.srt).summary?.files == 1)
        #expect(
            try bench.text("a.srt") == """
                1
                00:00:00,000 --> 00:00:02,000
                hello

                2
                00:00:01,500 --> 01:01:01,000
                b&c: [happy 88 %] x → y <i>z</i>


                """)
        _ = try bench.export(.vtt) { $0.overwrite = true }
        #expect(
            try bench.text("a.vtt") == """
                WEBVTT

                u1
                00:00:00.000 --> 00:00:02.000
                hello

                u2
                00:00:01.500 --> 01:01:01.000
                <v b&amp;c>[happy 88 %] x --&gt; y &lt;i&gt;z&lt;/i&gt;</v>


                """)
    }
}
