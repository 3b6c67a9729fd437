/// Why bytes are not a safetensors file; a text that fits behind "it is not usable: ".
package struct SafetensorsProblem: Error, Equatable, Sendable {
    package let reason: String
}

/// The header of a safetensors file: names, shapes and places of its tensors, and its metadata.
///
/// The format: 8 bytes, the header's length N as a little-endian integer; N bytes of JSON, one object that maps each
/// tensor's name to `{"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}` and may map `__metadata__` to an object of
/// strings; then the data, which the tensors cover without gap or overlap. Source: the format's description in
/// `huggingface/safetensors`. Only `F32` is read here. Nothing is allocated on the word of a number in the file.
package struct SafetensorsHeader: Equatable, Sendable {
    /// One tensor's place in the data.
    package struct Tensor: Equatable, Sendable {
        package let name: String
        package let shape: [Int]
        /// Bytes of the data.
        package let range: Range<Int>
    }

    /// Longest header read: a vocabulary of a few million words fits.
    package static let longestHeader = 64 << 20

    package let metadata: [String: String]
    /// In the order of their data.
    package let tensors: [Tensor]
    /// Bytes of data that follow the header.
    package let dataCount: Int

    /// The length of the header that the first eight bytes of a file promise.
    ///
    /// - Parameters:
    ///   - prefix: the file's first bytes.
    ///   - fileSize: bytes in the whole file.
    /// - Returns: N, which lies within the file.
    /// - Throws: `SafetensorsProblem`.
    package static func length(prefix: some Collection<UInt8>, fileSize: Int) throws(SafetensorsProblem) -> Int {
        guard prefix.count >= 8, fileSize >= 8 else {
            throw SafetensorsProblem(reason: "it has \(fileSize) bytes, too few for a header")
        }
        let length = prefix.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(longestHeader) else {
            throw SafetensorsProblem(reason: "it promises a header of \(length) bytes; \(longestHeader) are the limit")
        }
        guard length <= UInt64(fileSize - 8) else {
            throw SafetensorsProblem(reason: "it promises a header of \(length) bytes and ends after \(fileSize)")
        }
        return Int(length)
    }

    /// Reads a header and checks that its tensors fill exactly `dataCount` bytes.
    ///
    /// - Parameters:
    ///   - json: the header's bytes.
    ///   - dataCount: bytes in the file behind the header.
    /// - Throws: `SafetensorsProblem`.
    package init(json: [UInt8], dataCount: Int) throws(SafetensorsProblem) {
        var reader = SafetensorsJSON(json)
        var metadata: [String: String] = [:]
        var tensors: [Tensor] = []
        var names: Set<[UInt8]> = []
        try reader.object { reader, name throws(SafetensorsProblem) in
            guard names.insert(Array(name.utf8)).inserted else {
                throw SafetensorsProblem(reason: "the header names \"\(ShownText.short(name))\" twice")
            }
            if name == "__metadata__" {
                try reader.object { reader, key throws(SafetensorsProblem) in
                    guard metadata.updateValue(try reader.string(), forKey: key) == nil else {
                        throw SafetensorsProblem(reason: "the metadata names \"\(ShownText.short(key))\" twice")
                    }
                }
            } else {
                tensors.append(try Self.tensor(name, &reader))
            }
        }
        try reader.end()
        tensors.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        var position = 0
        for tensor in tensors {
            guard tensor.range.lowerBound == position else {
                let what =
                    tensor.range.lowerBound < position ? "overlaps the tensor before it" : "leaves a gap before it"
                throw SafetensorsProblem(reason: "the data of \"\(ShownText.short(tensor.name))\" \(what)")
            }
            position = tensor.range.upperBound
        }
        guard position == dataCount else {
            throw SafetensorsProblem(reason: "its tensors take \(position) bytes, but \(dataCount) follow the header")
        }
        self.metadata = metadata
        self.tensors = tensors
        self.dataCount = dataCount
    }

    private static func tensor(
        _ name: String, _ reader: inout SafetensorsJSON
    ) throws(SafetensorsProblem) -> Tensor {
        let shown = ShownText.short(name)
        var dtype: String?
        var shape: [Int]?
        var offsets: [Int]?
        try reader.object { reader, key throws(SafetensorsProblem) in
            switch key {
            case "dtype" where dtype == nil: dtype = try reader.string()
            case "shape" where shape == nil: shape = try reader.integers(limit: 16)
            case "data_offsets" where offsets == nil: offsets = try reader.integers(limit: 2)
            default:
                throw SafetensorsProblem(
                    reason: "tensor \"\(shown)\" has an unexpected field \"\(ShownText.short(key))\"")
            }
        }
        guard let dtype, let shape, let offsets, offsets.count == 2 else {
            throw SafetensorsProblem(reason: "tensor \"\(shown)\" lacks its type, shape or place")
        }
        guard dtype == "F32" else {
            throw SafetensorsProblem(
                reason: "tensor \"\(shown)\" has the type \(ShownText.short(dtype)); only F32 is read")
        }
        var bytes = 4
        for size in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
            guard !overflow else {
                throw SafetensorsProblem(reason: "tensor \"\(shown)\" has an impossible shape \(shape)")
            }
            bytes = product
        }
        guard offsets[0] <= offsets[1], offsets[1] - offsets[0] == bytes else {
            throw SafetensorsProblem(
                reason:
                    "tensor \"\(shown)\" of shape \(shape) needs \(bytes) bytes, not those from \(offsets[0]) to \(offsets[1])"
            )
        }
        return Tensor(name: name, shape: shape, range: offsets[0]..<offsets[1])
    }
}
