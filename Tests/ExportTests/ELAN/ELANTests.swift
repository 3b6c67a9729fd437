import Corpus
import Foundation
import TestSupport
import Testing

@testable import Export

/// `pympi.eaf` is pympi's, made by `Tools/make_annotation_golden.py`.
@Suite("ELAN documents")
struct ELANTests {
    private func tier(_ name: String, _ spans: [(Double, Double, String)], speaker: String = "") -> Tiers.Tier {
        Tiers.Tier(
            name: name, kind: .emotion, speaker: speaker,
            spans: spans.map { .init(start: $0.0, end: $0.1, text: $0.2) })
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Ids and times of the slots in their order, and every attribute value by name.
    private func slots(_ bytes: [UInt8]) throws -> [(id: String, time: Int)] {
        var scanner = XMLScanner(bytes)
        var slots: [(id: String, time: Int)] = []
        while let (tag, _) = try scanner.next() {
            guard case .start("TIME_SLOT", let attributes, _) = tag else { continue }
            let values = Dictionary(uniqueKeysWithValues: attributes.map { ($0.name, $0.value) })
            slots.append((values["TIME_SLOT_ID"] ?? "", Int(values["TIME_VALUE"] ?? "") ?? -1))
        }
        return slots
    }

    @Test("a document of our own has slots in order, addresses and texts escaped")
    func own() throws {
        let bytes = ELANText.file(
            [
                tier("emotion@a & \"b\"", [(0.5, 1, "<sad>"), (1, 2.0006, "happy")], speaker: "a & \"b\""),
                tier("transcript", []),
            ],
            media: "/data/ä b.wav", relative: "../ä b.wav")
        #expect(text(bytes).contains("MEDIA_URL=\"file:///data/%C3%A4%20b.wav\""))
        #expect(text(bytes).contains("RELATIVE_MEDIA_URL=\"./../%C3%A4%20b.wav\""))
        #expect(
            text(bytes).contains("PARTICIPANT=\"a &amp; &quot;b&quot;\" TIER_ID=\"emotion@a &amp; &quot;b&quot;\">"))
        #expect(text(bytes).contains("<ANNOTATION_VALUE>&lt;sad&gt;</ANNOTATION_VALUE>"))
        #expect(try slots(bytes).map(\.time) == [500, 1000, 1000, 2001])
        // What people correct in it is theirs and stays.
        let document = try ELANDocument(bytes: bytes, path: "x.eaf")
        #expect(document.otherTiers == ["emotion@a & \"b\"", "transcript"])
    }

    @Test("into pympi's document tiers go with unused ids, slots by time, and the rest keeps its bytes")
    func adding() throws {
        let before = try ExportBench.golden("pympi.eaf")
        let added = [
            tier("emoscribe emotion", [(0, 1, "sad"), (1.5, 2.5, "x & y")]), tier("emoscribe confidence", []),
        ]
        let after = try ELANDocument(bytes: before, path: "x.eaf").adding(added)
        #expect(try slots(after).map(\.time) == [0, 250, 1000, 1500, 1500, 1500, 2000, 2500])
        #expect(Set(try slots(after).map(\.id)).count == 8)
        #expect(text(after).contains("ANNOTATION_ID=\"a5\" TIME_SLOT_REF1=\"ts6\""))
        let lines = Set(text(after).split(separator: "\n"))
        for line in text(before).split(separator: "\n") { #expect(lines.contains(line)) }
        let document = try ELANDocument(bytes: after, path: "x.eaf")
        #expect(document.otherTiers == ["words", "notes"])
        // Replaced by the same: nothing changes. Replaced by nothing: only the type that marks ours is left.
        #expect(text(try document.adding(added)) == text(after))
        let without = text(try document.adding([]))
        let type = "\t\(ELANTiers.typeElement(ELANTiers.type))\n"
        #expect(without.replacing(type, with: "") == text(before))
    }

    @Test("ELAN's note of the last annotation goes on, and an empty time order takes slots")
    func bookkeeping() throws {
        let document = """
            <?xml version="1.0" encoding="UTF-8"?>\r
            <ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"><PROPERTY NAME="lastUsedAnnotationId">41</PROPERTY>\
            </HEADER>\r
                <TIME_ORDER/>\r
                <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="default-lt"/>\r
            </ANNOTATION_DOCUMENT>\r

            """
        let after = text(try ELANDocument(bytes: Array(document.utf8), path: "x").adding([tier("t", [(0, 1, "a")])]))
        #expect(after.contains("lastUsedAnnotationId\">42</PROPERTY>") && after.contains("ANNOTATION_ID=\"a42\""))
        #expect(after.contains("<TIME_ORDER>\r\n        <TIME_SLOT TIME_SLOT_ID=\"ts1\" TIME_VALUE=\"0\"/>\r\n"))
        #expect(!after.replacing("\r\n", with: "").contains("\n"))
        let order = [
            "</TIME_ORDER>", "<TIER ", "<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID=\"default-lt\"/>",
            ELANTiers.typeElement(ELANTiers.type),
        ]
        let places = order.map { after.firstRange(of: $0)?.lowerBound ?? after.endIndex }
        #expect(places == places.sorted() && places.last != after.endIndex)
    }

    @Test("a tier of somebody else with our name stays, ours gets another; one that depends on ours stops it")
    func foreign() throws {
        let eaf = """
            <ANNOTATION_DOCUMENT><TIME_ORDER/><TIER TIER_ID="t" LINGUISTIC_TYPE_REF="x"/>\
            <TIER TIER_ID="ours" LINGUISTIC_TYPE_REF="emoscribe"/>CHILD</ANNOTATION_DOCUMENT>
            """
        let after = try ELANDocument(bytes: Array(eaf.replacing("CHILD", with: "").utf8), path: "x").adding([
            tier("t", [])
        ])
        #expect(text(after).contains("TIER_ID=\"t~2\"") && !text(after).contains("TIER_ID=\"ours\""))
        let child = eaf.replacing("CHILD", with: "<TIER TIER_ID=\"c\" LINGUISTIC_TYPE_REF=\"x\" PARENT_REF=\"ours\"/>")
        let document = try ELANDocument(bytes: Array(child.utf8), path: "x")
        #expect(throws: ExportError.self) { try document.adding([tier("t", [])]) }
    }

    @Test(
        "documents that are none, or that could do harm, are refused with the reason",
        arguments: [
            ("", "no element"), ("text", "no element"), ("<ANNOTATION_DOCUMENT></b>", "closes what is not open"),
            ("<ANNOTATION_DOCUMENT>", "never closed"),
            ("<a/><b/>", "it begins with <a>"), ("<ANNOTATION_DOCUMENT/>", "no TIME_ORDER"),
            ("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "document type"),
            ("<ANNOTATION_DOCUMENT a=\"&x;\"/>", "refers to an entity"), ("<a b=c/>", "no quotes"),
            ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", "only UTF-8"), ("<!-- <a/>", "never closed"),
            ("<ANNOTATION_DOCUMENT><HEADER TIME_UNITS=\"frames\"/></ANNOTATION_DOCUMENT>", "times are in frames"),
            ("<a", "name is missing"), ("<ANNOTATION_DOCUMENT/><x/>", "behind the document's end"),
        ])
    func refused(_ document: String, reason: String) {
        do throws(ExportError) {
            _ = try ELANDocument(bytes: Array(document.utf8), path: "x.eaf")
            Issue.record("taken")
        } catch { #expect(error.description.contains(reason), "\(error)") }
    }

    @Test("whatever is cut or broken has a message and no crash")
    func corrupt() throws {
        let bytes = try ExportBench.golden("pympi.eaf")
        for length in stride(from: 0, to: bytes.count - 2, by: 37) {
            #expect(throws: ExportError.self) { try ELANDocument(bytes: Array(bytes[..<length]), path: "x") }
        }
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<150 {
            var broken = bytes
            for _ in 0..<3 { broken[generator.below(broken.count)] = UInt8(generator.below(256)) }
            if let document = try? ELANDocument(bytes: broken, path: "x") {
                _ = try? document.adding([tier("a", [(0, 1, "b")])])
            }
        }
    }
}
