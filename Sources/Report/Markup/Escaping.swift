/// Escaping for text and attribute values, the same for HTML, XHTML and SVG.
package enum Escaping {
    /// `text` with the five special characters as references and, as U+FFFD, what XML forbids and the controls that
    /// would turn the direction of the text around them (U+202A–U+202E, U+2066–U+2069).
    ///
    /// Works on Unicode scalars, not on characters: a quotation mark with a combining accent is one Swift `Character`
    /// that equals no plain quotation mark, yet it ends an attribute all the same.
    package static func escape(_ text: String) -> String {
        var output = ""
        append(text, to: &output)
        return output
    }

    /// Appends the escaped `text`.
    package static func append(_ text: String, to output: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            case "\r": output += "&#13;"  // a bare one would be read as a line feed
            case "\t", "\n": output.unicodeScalars.append(scalar)
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}",
                "\u{FFFE}"..."\u{FFFF}":
                output.unicodeScalars.append("\u{FFFD}")
            default: output.unicodeScalars.append(scalar)
            }
        }
    }
}
