/// A table of numbers to be written, without its numbers.
public struct FeatureTable: Sendable, Hashable {
    /// What the numbers are, `mfcc`; the name of the array where a format has names.
    public var name: String

    /// A name for each column.
    public var columns: [String]

    /// Whether there is one row and no time: an array of one dimension where a format has dimensions.
    public var isVector: Bool

    /// See the properties of the same names.
    public init(name: String, columns: [String], isVector: Bool = false) {
        self.name = name
        self.columns = columns
        self.isVector = isVector
    }
}

/// File formats for tables of features; all numbers are 32-bit floats.
///
/// | format | what it is |
/// | --- | --- |
/// | `npy` | NumPy's array file, version 1.0, little-endian, `[rows, columns]` or `[columns]` |
/// | `csv` | a header line with the column names, then a line per row; shortest digits that give the number back |
/// | `htk` | HTK parameter file: big-endian, frame shift 10 ms; kind MFCC_E_D_A for `mfcc` (838), else USER (9) |
/// | `safetensors` | one tensor of the table's name; the column names are in the metadata under `columns` |
public enum FeatureFormat: String, Sendable, CaseIterable {
    case npy, csv, htk, safetensors

    /// The file's beginning.
    ///
    /// Its length is the same for every number of rows, so that it can be written anew once that is known.
    func header(of table: FeatureTable, rows: Int) -> [UInt8] {
        switch self {
        case .npy: NPYHeader.bytes(table, rows: rows)
        case .csv: Array(CSVHeader.line(table).utf8)
        case .htk: HTKHeader.bytes(table, rows: rows)
        case .safetensors: SafetensorsHeader.bytes(table, rows: rows)
        }
    }

    /// Whole rows.
    func body(_ values: [Float], columns: Int) -> [UInt8] {
        switch self {
        case .npy, .safetensors: values.littleEndianBytes
        case .htk: values.bigEndianBytes
        case .csv: CSVHeader.lines(values, columns: columns)
        }
    }

    /// The most rows that the header can state.
    var maximumRows: Int { self == .htk ? Int(Int32.max) : 1 << 40 }
}

/// Header of NumPy's format, version 1.0: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
private enum NPYHeader {
    /// Long enough for any number of rows, and a multiple of 64 as the format asks for.
    private static let length = 128

    static func bytes(_ table: FeatureTable, rows: Int) -> [UInt8] {
        let columns = table.columns.count
        let shape = table.isVector ? "(\(columns),)" : "(\(rows), \(columns))"
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
        let padding = String(repeating: " ", count: length - 10 - text.utf8.count - 1)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length - 10), 0] + Array((text + padding + "\n").utf8)
    }
}

/// Header of an HTK parameter file: rows, frame shift in 100 ns, bytes per row, kind; HTK Book, section 5.10.1.
private enum HTKHeader {
    private static let frameShift: Int32 = 100_000
    /// MFCC with energy, deltas and accelerations.
    private static let mfcc: Int16 = 6 + 0o100 + 0o400 + 0o1000
    private static let user: Int16 = 9

    static func bytes(_ table: FeatureTable, rows: Int) -> [UInt8] {
        let kind = table.name == "mfcc" ? mfcc : user
        return bytes(Int32(truncatingIfNeeded: rows)) + bytes(frameShift)
            + bytes(Int16(truncatingIfNeeded: 4 * table.columns.count)) + bytes(kind)
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}

private enum CSVHeader {
    static func line(_ table: FeatureTable) -> String { table.columns.joined(separator: ",") + "\n" }

    static func lines(_ values: [Float], columns: Int) -> [UInt8] {
        var text = ""
        for (index, value) in values.enumerated() {
            text += "\(value)"
            text += (index + 1) % columns == 0 ? "\n" : ","
        }
        return Array(text.utf8)
    }
}

/// Header of a safetensors file: <https://huggingface.co/docs/safetensors>.
private enum SafetensorsHeader {
    static func bytes(_ table: FeatureTable, rows: Int) -> [UInt8] {
        let columns = table.columns.count
        let shape = table.isVector ? "[\(columns)]" : "[\(rows),\(columns)]"
        let names = table.columns.joined(separator: ",")
        let head = #"{"__metadata__":{"columns":"\#(names)"},"\#(table.name)":{"dtype":"F32","shape":"#
        let text = head + #"\#(shape),"data_offsets":[0,\#(4 * rows * columns)]}}"#
        // Two numbers of up to 20 digits; the data must start at a multiple of eight.
        let length = (head.utf8.count + 80 + 7) / 8 * 8
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: length - text.utf8.count)
        return withUnsafeBytes(of: UInt64(length).littleEndian) { Array($0) } + Array(text.utf8) + padding
    }
}

extension [Float] {
    fileprivate var littleEndianBytes: [UInt8] {
        map(\.bitPattern.littleEndian).withUnsafeBytes { Array<UInt8>($0) }
    }

    fileprivate var bigEndianBytes: [UInt8] {
        map(\.bitPattern.bigEndian).withUnsafeBytes { Array<UInt8>($0) }
    }
}
