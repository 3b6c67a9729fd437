import Models
import Testing

@Suite("SafetensorsHeader")
struct SafetensorsHeaderTests {
    /// A file with this header and so many bytes of data.
    func file(_ header: String, data: Int) -> [UInt8] {
        let count = header.utf8.count
        return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    @Test("a header by another program is read: spaces, escapes, any order, no metadata")
    func foreign() throws {
        let header =
            "{ \"b\\u00e9\\ud83d\\ude00\" : {\"shape\":[2, 1],\"dtype\":\"F32\",\"data_offsets\":[4,12]},\n\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]} }  "
        let read = try Safetensors(bytes: file(header, data: 12))
        #expect(read.tensors.map(\.name) == ["a", "bé😀"])
        #expect(read.tensors.map(\.shape) == [[], [2, 1]])
        #expect(read.metadata.isEmpty)
    }

    @Test(
        "what the format does not allow is refused",
        arguments: [
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4),
            ("{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,16],\"data_offsets\":[0,0]}}", 0),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}", 4),
            ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4),
            ("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
            (
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                8
            ),
            (
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                4
            ),
            ("{\"__metadata__\":{\"a\":1}}", 0), ("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0),
            ("{\"__metadata__\":{\"a\":\"\\ud800\"}}", 0), ("{\"a\":{{{{{{{{{{{{", 0), ("[]", 0), ("", 0), ("{} x", 0),
            ("{", 0),
        ])
    func refused(_ header: String, data: Int) {
        #expect(throws: SafetensorsProblem.self) { try Safetensors(bytes: file(header, data: data)) }
    }

    @Test("a header that promises more than the file, or than any header needs, is not believed")
    func promises() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7B, 0x7D]
        #expect(throws: SafetensorsProblem.self) { try Safetensors(bytes: huge) }
        #expect(throws: SafetensorsProblem.self) { try Safetensors(bytes: [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D]) }
        #expect(throws: SafetensorsProblem.self) { try Safetensors(bytes: []) }
    }
}
