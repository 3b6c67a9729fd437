import TestSupport
import Testing

@testable import Export

@Suite("audformat")
struct AudformatExportTests {
    @Test("rows with places make a segmented table, whose times are pandas'")
    func segmented() throws {
        let bench = try ExportBench(
            """
            id,audio,start,end,emotion,confidence,p_sad,model
            u1,wav/a.wav,0.5,90061.25,sad,0.75,0.75,m
            u2,wav/b.wav,,,,,,m
            u3,wav/b.wav,,,sad,,,m

            """)
        let (summary, issues) = try bench.export(.audformat) { $0.audioRoot = bench.folder.path }
        #expect(
            try bench.text("db.labels.csv") == """
                file,start,end,id,emotion,confidence,p_sad,speaker,transcript,model
                wav/a.wav,0 days 00:00:00.500000,1 days 01:01:01.250000,u1,sad,0.75,0.75,,,m
                wav/b.wav,0 days 00:00:00.000000,,u2,,,,,,m

                """)
        #expect(summary?.written == 2 && issues.first?.contains("id u3: is a second row for the same place") == true)
        #expect(try bench.text("db.yaml").contains("type: segmented"))
    }

    @Test("whole files make a filewise table; names in the header are quoted")
    func filewise() throws {
        let bench = try ExportBench("id,audio,emotion\nu1,../x/a.wav,\"yes: \"\"no\"\"\"\n")
        _ = try bench.export(.audformat)
        #expect(try bench.text("db.labels.csv").hasPrefix("file,id,emotion"))
        let header = try bench.text("db.yaml")
        #expect(header.contains("    - \"yes: \\\"no\\\"\"\n") && header.contains("type: filewise"))
        // From the database's own folder the way leads to the recording.
        #expect(try bench.text("db.labels.csv").contains("../../x/a.wav"))
    }

    @Test(
        "times are days, hours, minutes, seconds and millionths",
        arguments: [
            (0.0, "0 days 00:00:00.000000"), (0.0000005, "0 days 00:00:00.000001"),
            (59.9999999, "0 days 00:01:00.000000"),
            (86_399.5, "0 days 23:59:59.500000"), (172_800, "2 days 00:00:00.000000"),
        ])
    func times(_ seconds: Double, _ text: String) { #expect(AudformatExport.time(seconds) == text) }
}
