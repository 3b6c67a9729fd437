import Corpus
import Export
import Foundation
import TestSupport
import Testing

@Suite("Files of features")
struct FeatureTableFileTests {
    private let folder: TemporaryFolder
    private let table = FeatureTable(name: "mfcc", columns: ["a[1]", "b", "c_de"])
    private let values: [Float] = [1, -2.5, 0.1, 3e-20, .greatestFiniteMagnitude, -0.0]

    init() throws { folder = try TemporaryFolder() }

    private func write(_ format: FeatureFormat, _ table: FeatureTable, _ parts: [[Float]]) throws -> [UInt8] {
        let path = folder.path("a.\(format.rawValue)")
        let file = try FeatureTableFile(path: path, table: table, format: format)
        for part in parts { try file.append(part) }
        try file.finish()
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func floats(_ bytes: ArraySlice<UInt8>, bigEndian: Bool = false) -> [Float] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { start in
            let word = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return Float(bitPattern: bigEndian ? word : word.byteSwapped)
        }
    }

    @Test("NumPy: rows and columns, also of none and of a vector; the numbers start at a multiple of 64")
    func npy() throws {
        let bytes = try write(.npy, table, [Array(values[..<3]), Array(values[3...])])
        let array = try NPY(contentsOf: URL(fileURLWithPath: folder.path("a.npy")))
        #expect(array.shape == [2, 3] && array.values.map(\.bitPattern) == values.map(\.bitPattern))
        #expect((bytes.count - 24) % 64 == 0)
        _ = try write(.npy, table, [])
        #expect(try NPY(contentsOf: URL(fileURLWithPath: folder.path("a.npy"))).shape == [0, 3])
        let vector = FeatureTable(name: "prosody", columns: table.columns, isVector: true)
        _ = try write(.npy, vector, [[4, 5, 6]])
        #expect(try NPY(contentsOf: URL(fileURLWithPath: folder.path("a.npy"))).shape == [3])
    }

    @Test("CSV: a header line, and digits that give the numbers back")
    func csv() throws {
        let text = String(decoding: try write(.csv, table, [values]), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines[0] == "a[1],b,c_de" && lines.count == 3 && text.hasSuffix("\n"))
        let read = lines[1...].flatMap { $0.split(separator: ",").map { Float($0) } }
        #expect(read.map { $0?.bitPattern } == values.map(\.bitPattern))
    }

    @Test("HTK: rows, frame shift, row size and kind in front of big-endian numbers")
    func htk() throws {
        let bytes = try write(.htk, table, [values])
        #expect(Array(bytes[..<12]) == [0, 0, 0, 2, 0, 1, 0x86, 0xA0, 0, 12, 3, 70])  // 838 = MFCC_E_D_A
        #expect(floats(bytes[12...], bigEndian: true).map(\.bitPattern) == values.map(\.bitPattern))
        let other = try write(.htk, FeatureTable(name: "contours", columns: ["x"]), [[1]])
        #expect(Array(other[10..<12]) == [0, 9])
    }

    @Test("safetensors: a header that is JSON, padded to eight, with the shape and the column names")
    func safetensors() throws {
        let bytes = try write(.safetensors, table, [values])
        let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length % 8 == 0)
        let object = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: [String: Any]]
        let tensor = try #require(object?["mfcc"])
        #expect(tensor["dtype"] as? String == "F32" && tensor["shape"] as? [Int] == [2, 3])
        #expect(tensor["data_offsets"] as? [Int] == [0, 24] && bytes.count == 8 + length + 24)
        #expect(object?["__metadata__"]?["columns"] as? String == "a[1],b,c_de")
        #expect(floats(bytes[(8 + length)...]).map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test(
        "how rows are handed over does not show, not even with more than fits the buffer",
        arguments: FeatureFormat.allCases)
    func parts(format: FeatureFormat) throws {
        let rows = (0..<30_000).map { Float($0) / 7 }
        let whole = try write(format, table, [rows])
        let isSame =
            try write(
                format, table,
                stride(from: 0, to: rows.count, by: 21).map {
                    Array(rows[$0..<min($0 + 21, rows.count)])
                }) == whole
        #expect(isSame)
    }

    @Test("until it is finished the file is not there, and an abandoned one leaves nothing; the old one stays")
    func wholeOrNotAtAll() throws {
        let path = folder.path("a.npy")
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        do {
            let file = try FeatureTableFile(path: path, table: table, format: .npy)
            try file.append(values)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("old".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["a.npy"])
    }

    @Test("a folder that is not there is an error that names the file")
    func noFolder() {
        #expect(throws: CorpusError.self) {
            try FeatureTableFile(path: folder.path("none/a.npy"), table: table, format: .npy)
        }
    }
}
