/// A whole safetensors file in memory: float32 tensors by name and metadata.
package struct Safetensors: Equatable, Sendable {
    /// A tensor to be written.
    package struct Tensor: Equatable, Sendable {
        package let name: String
        package let shape: [Int]
        /// Row-major.
        package let values: [Float]

        package init(name: String, shape: [Int], values: [Float]) {
            precondition(shape.reduce(1, *) == values.count, "a tensor's shape and values disagree")
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    package var metadata: [String: String]
    package var tensors: [Tensor]

    package init(metadata: [String: String], tensors: [Tensor]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    /// Reads a file's bytes.
    ///
    /// - Throws: `SafetensorsProblem` for anything that the format does not allow, or another type than F32.
    package init(bytes: [UInt8]) throws(SafetensorsProblem) {
        let length = try SafetensorsHeader.length(prefix: bytes, fileSize: bytes.count)
        let header = try SafetensorsHeader(json: Array(bytes[8..<8 + length]), dataCount: bytes.count - 8 - length)
        metadata = header.metadata
        tensors = header.tensors.map { tensor in
            let range = tensor.range.lowerBound + 8 + length..<tensor.range.upperBound + 8 + length
            return Tensor(name: tensor.name, shape: tensor.shape, values: Self.floats(bytes[range]))
        }
    }

    /// The tensor of a name, or nil.
    package subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

    /// The file's bytes; equal content gives equal bytes, since metadata are sorted by name and tensors keep their order.
    package func encoded() -> [UInt8] {
        var bytes = Self.header(metadata, tensors.map { ($0.name, $0.shape) })
        bytes.reserveCapacity(bytes.count + tensors.reduce(0) { $0 + 4 * $1.values.count })
        for tensor in tensors { Self.withBytes(of: tensor.values) { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// What stands before the data: the header's length and the header.
    static func header(_ metadata: [String: String], _ tensors: [(name: String, shape: [Int])]) -> [UInt8] {
        var header = "{\"__metadata__\":{"
        header += metadata.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
            .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }.joined(separator: ",")
        header += "}"
        var offset = 0
        for (name, shape) in tensors {
            let end = offset + 4 * shape.reduce(1, *)
            let sizes = shape.map(String.init).joined(separator: ",")
            header +=
                ",\(Self.quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(sizes)],\"data_offsets\":[\(offset),\(end)]}"
            offset = end
        }
        header += "}"
        // The data begin at a multiple of eight bytes, as the format's own writer has it.
        while header.utf8.count % 8 != 0 { header += " " }
        return withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
    }

    /// Calls `body` with the values as they lie in a file.
    static func withBytes<Result>(
        of values: [Float], _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        #if _endian(little)
            return try values.withUnsafeBytes(body)
        #else
            return try values.map(\.bitPattern.littleEndian).withUnsafeBytes(body)
        #endif
    }

    /// Little-endian float32 values from bytes.
    package static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
        bytes.withUnsafeBytes { raw in
            #if _endian(little)
                return [Float](unsafeUninitializedCapacity: raw.count / 4) { buffer, count in
                    count = raw.count / 4
                    UnsafeMutableRawBufferPointer(buffer).copyMemory(from: .init(rebasing: raw[..<(4 * count)]))
                }
            #else
                return (0..<raw.count / 4).map {
                    Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
                }
            #endif
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20:
                let code = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
