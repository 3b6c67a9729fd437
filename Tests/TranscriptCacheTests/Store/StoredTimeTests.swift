import Foundation
import GRDB
import Testing

@testable import TranscriptCache

@Suite struct StoredTimeTests {
    @Test(
        "moments are written to the millisecond",
        arguments: [
            (1_700_000_000, "2023-11-14 22:13:20.000"), (0, "1970-01-01 00:00:00.000"),
            (951_782_399.9996, "2000-02-29 00:00:00.000"), (-0.001, "1969-12-31 23:59:59.999"),
            (4_107_542_400, "2100-03-01 00:00:00.000"), (253_402_300_799, "9999-12-31 23:59:59.000"),
            (1_709_164_800.5, "2024-02-29 00:00:00.500"),
        ])
    func known(_ seconds: Double, _ text: String) {
        #expect(StoredTime.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test("SQLite and the former writer read and write the same texts")
    func others() throws {
        let queue = try DatabaseQueue()
        var seconds = 1_500_000_000.25
        for _ in 0..<400 {
            seconds += 1_234_567.0625
            let date = Date(timeIntervalSince1970: seconds)
            let text = StoredTime.text(date)
            let read = try queue.read {
                try Double.fetchOne($0, sql: "SELECT (julianday(?) - 2440587.5) * 86400", arguments: [text])
            }
            #expect(abs((read ?? 0) - seconds) < 0.001)
            let ours = try #require(StoredTime.date(text))
            let former = try #require(Date.fromDatabaseValue(text.databaseValue))
            #expect(abs(former.timeIntervalSince(ours)) < 1e-5)
            #expect(StoredTime.text(ours) == text && StoredTime.text(former) == text)
            #expect(StoredTime.date(StoredTime.exported(date)) == StoredTime.date(text))
        }
    }

    @Test("both layouts are read, with any number of digits after the second")
    func layouts() {
        let whole = Date(timeIntervalSince1970: 1_700_000_000)
        #expect(StoredTime.date("2023-11-14T22:13:20Z") == whole)
        #expect(StoredTime.date("2023-11-14 22:13:20.5") == whole + 0.5)
        #expect(StoredTime.date("2023-11-14T22:13:20.25Z") == whole + 0.25)
        #expect(StoredTime.date("2023-11-14T22:13:20.123999Z") == Date(timeIntervalSince1970: 1_700_000_000.123))
    }

    @Test(
        "anything else is no moment",
        arguments: [
            "", "now", "2023-02-29 00:00:00", "2023-13-01 00:00:00", "2023-11-14", "2023-11-14 24:00:00",
            "2023-11-14 22:13:20.", "2023-11-14 22:13:2x.000", "2023/11/14 22:13:20", "２023-11-14 22:13:20",
        ])
    func refused(_ text: String) { #expect(StoredTime.date(text) == nil) }
}
