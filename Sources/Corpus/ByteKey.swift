/// A string as a dictionary key, equal only where the UTF-8 bytes are equal.
///
/// Swift's own `==` calls "é" and "e\u{301}" the same; ids and labels that differ in bytes are different here.
/// The order is that of the bytes, which is also the order of code points.
public struct ByteKey: Hashable, Comparable, Sendable {
    public let string: String

    public init(_ string: String) { self.string = string }

    public static func == (left: ByteKey, right: ByteKey) -> Bool {
        left.string.utf8.elementsEqual(right.string.utf8)
    }

    public static func < (left: ByteKey, right: ByteKey) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        var string = string
        string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xff as UInt8)
    }
}
