/// Writes the bytes of one protobuf message: numbers as varints, everything else with its length before it.
///
/// ONNX needs no more than this and only ever writes, so there is no dependency for it: swift-protobuf 1.39.0 would bring
/// 28,900 lines of runtime (counted) and the generated `onnx.pb.swift` into every build, for one kind of file that these
/// 40 lines write. Source: the encoding's description at protobuf.dev.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    /// A whole number that is not negative.
    mutating func integer(_ field: Int, _ value: Int) {
        tag(field, wireType: 0)
        varint(UInt64(bitPattern: Int64(value)))
    }

    /// A 32-bit float.
    mutating func float(_ field: Int, _ value: Float) {
        tag(field, wireType: 5)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A string in UTF-8.
    mutating func string(_ field: Int, _ text: String) {
        tag(field, wireType: 2)
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Bytes as they are.
    mutating func data(_ field: Int, _ data: [UInt8]) {
        tag(field, wireType: 2)
        varint(UInt64(data.count))
        bytes.append(contentsOf: data)
    }

    /// A message within this one.
    mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        body(&inner)
        data(field, inner.bytes)
    }

    /// The fields of another writer behind these.
    mutating func append(_ fields: ProtobufWriter) { bytes.append(contentsOf: fields.bytes) }

    private mutating func tag(_ field: Int, wireType: Int) { varint(UInt64(field << 3 | wireType)) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
