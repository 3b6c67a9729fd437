public import Foundation

/// A float32 array in NumPy's `.npy` format, versions 1 to 3, C order.
public struct NPY {
    public let shape: [Int]
    public let values: [Float]

    public enum Failure: Error { case notFloat32(String) }

    /// Reads a little-endian float32 file.
    public init(contentsOf url: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: url))
        guard bytes.count > 12, bytes[0] == 0x93, String(decoding: bytes[1..<6], as: UTF8.self) == "NUMPY" else {
            throw Failure.notFloat32(url.lastPathComponent)
        }
        let wide = bytes[6] > 1
        let length =
            wide
            ? Int(bytes[8]) | Int(bytes[9]) << 8 | Int(bytes[10]) << 16 | Int(bytes[11]) << 24
            : Int(bytes[8]) | Int(bytes[9]) << 8
        let start = (wide ? 12 : 10) + length
        let header = String(decoding: bytes[(wide ? 12 : 10)..<start], as: UTF8.self)
        guard header.contains("'<f4'"), !header.contains("'fortran_order': True"),
            let open = header.range(of: "'shape': ("), let close = header[open.upperBound...].firstIndex(of: ")")
        else { throw Failure.notFloat32(header) }
        shape = header[open.upperBound..<close].split(separator: ",").compactMap {
            Int($0.trimmingCharacters(in: .whitespaces))
        }
        values = stride(from: start, to: bytes.count - 3, by: 4).map { offset in
            let bits =
                UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
                | UInt32(bytes[offset + 3]) << 24
            return Float(bitPattern: bits)
        }
    }
}
