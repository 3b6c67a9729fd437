/// Names from outside, made fit for a line on a terminal.
public enum EscapedText {
    /// The text with its control characters as `\n`, `\r`, `\t` or `\x1b`, so that it stays one line and moves no cursor.
    public static func oneLine(_ text: String) -> String {
        if !text.unicodeScalars.contains(where: isControl) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isControl(scalar): result += "\\x" + hex(UInt8(truncatingIfNeeded: scalar.value))
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Bytes that need not be UTF-8, what is not shown as `\xff`.
    public static func bytes(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return oneLine(text) }
        var result = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
            if let text = String(validating: rest.prefix(length), as: UTF8.self), rest.count >= length {
                result += oneLine(text)
                rest = rest.dropFirst(length)
            } else {
                result += "\\x" + hex(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }

    private static func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return byte < 16 ? "0" + text : text
    }
}
