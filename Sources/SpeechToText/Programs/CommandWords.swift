/// A command line taken apart into words, as a shell does it, and nothing more of what a shell does.
///
/// Blanks separate words; single quotes keep everything, double quotes everything but `\"` and `\\`; a backslash outside
/// quotes keeps the next character. Nothing is expanded: `$HOME`, `*` and `|` are ordinary text. Who wants a shell says
/// so: `sh -c 'a | b'`.
public enum CommandWords {
    /// The words of a line.
    ///
    /// - Returns: no words for a blank line.
    /// - Throws: `invalidConfiguration` for a quote without an end, without repeating the line, which may hold a key.
    public static func split(_ line: String) throws(SpeechToTextError) -> [String] {
        var words: [String] = []
        var word: String?
        var characters = line.unicodeScalars.makeIterator()
        while let character = characters.next() {
            switch character {
            case " ", "\t", "\n", "\r":
                if let done = word { words.append(done) }
                word = nil
            case "'", "\"":
                var text = String.UnicodeScalarView()
                while true {
                    guard var next = characters.next() else {
                        throw .invalidConfiguration(reason: "a command has a quote (\(character)) without its end")
                    }
                    if next == character { break }
                    if character == "\"", next == "\\" {
                        guard let kept = characters.next() else { continue }
                        if kept != "\"", kept != "\\" { text.append(next) }
                        next = kept
                    }
                    text.append(next)
                }
                word = (word ?? "") + String(text)
            case "\\":
                guard let next = characters.next() else {
                    throw .invalidConfiguration(reason: "a command ends with a backslash")
                }
                word = (word ?? "") + String(Character(next))
            default:
                word = (word ?? "") + String(Character(character))
            }
        }
        if let word { words.append(word) }
        return words
    }
}
