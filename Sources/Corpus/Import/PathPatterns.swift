/// Which files of a folder are wanted, by the shell's patterns.
///
/// `*` is any text without a slash, `**` any text, `?` one character, `[a-z]` and `[!a-z]` one of some or of all others.
/// A pattern without a slash is held against the name alone, `*.wav`; one with a slash against the path from the folder,
/// `session1/**`. Case counts. Patterns and names are compared as bytes: names need not be text.
public struct PathPatterns: Sendable {
    /// Files that match one of these are wanted, whatever their extension; none = every recording.
    public var include: [String]
    /// Files and folders that match one of these are not, whatever `include` says.
    public var exclude: [String]

    /// Wants everything unless told otherwise.
    public init(include: [String] = [], exclude: [String] = []) {
        self.include = include
        self.exclude = exclude
    }

    func excludes(_ path: [UInt8]) -> Bool { exclude.contains { Self.matches($0, path) } }

    /// Whether a file is wanted by name; nil where the extension decides.
    func includes(_ path: [UInt8]) -> Bool? {
        include.isEmpty ? nil : include.contains { Self.matches($0, path) }
    }

    /// Whether a path from the folder matches a pattern.
    static func matches(_ pattern: String, _ path: [UInt8]) -> Bool {
        var bytes = Array(pattern.utf8)
        // A folder may be named with its slash.
        if bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        if bytes.contains(UInt8(ascii: "/")) {
            if bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
            return Glob(pattern: bytes, text: path).matches
        }
        let name = path.lastIndex(of: UInt8(ascii: "/")).map { Array(path[($0 + 1)...]) } ?? path
        return Glob(pattern: bytes, text: name).matches
    }
}

/// One pattern held against one text.
private struct Glob {
    let pattern: [UInt8]
    let text: [UInt8]

    /// Goes on after the last star where the rest does not fit: never slower than the two lengths multiplied.
    var matches: Bool {
        var (place, position) = (0, 0)
        // Where the last star stands, and where the text that it takes ends; a double one takes slashes too.
        var star: (next: Int, taken: Int)?
        var doubleStar: (next: Int, taken: Int)?
        while position < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                if place + 1 < pattern.count, pattern[place + 1] == UInt8(ascii: "*") {
                    place += 2
                    // `**/` may also stand for nothing.
                    if place < pattern.count, pattern[place] == UInt8(ascii: "/"), position == 0 || before(position) {
                        place += 1
                    }
                    doubleStar = (place, position)
                    star = nil
                } else {
                    place += 1
                    star = (place, position)
                }
                continue
            }
            if place < pattern.count, let length = unit(at: place, fits: text[position]) {
                place += length
                position += 1
                continue
            }
            if let last = star, text[last.taken] != UInt8(ascii: "/") {
                star = (last.next, last.taken + 1)
                (place, position) = (last.next, last.taken + 1)
            } else if let last = doubleStar {
                doubleStar = (last.next, last.taken + 1)
                star = nil
                (place, position) = (last.next, last.taken + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private func before(_ position: Int) -> Bool { text[position - 1] == UInt8(ascii: "/") }

    /// How much of the pattern stands for one byte here; nil where that byte does not fit.
    private func unit(at place: Int, fits byte: UInt8) -> Int? {
        switch pattern[place] {
        case UInt8(ascii: "?"): byte == UInt8(ascii: "/") ? nil : 1
        case UInt8(ascii: "["):
            if let (length, isIn) = bracket(at: place, holds: byte) {
                isIn ? length : nil
            } else {
                byte == pattern[place] ? 1 : nil
            }
        default: byte == pattern[place] ? 1 : nil
        }
    }

    /// A list in brackets, and whether it holds the byte; nil where it never ends, and the bracket is an ordinary one.
    private func bracket(at place: Int, holds byte: UInt8) -> (length: Int, isIn: Bool)? {
        var index = place + 1
        var isNegated = false
        if index < pattern.count, pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^") {
            isNegated = true
            index += 1
        }
        let first = index
        var isIn = false
        while index < pattern.count, pattern[index] != UInt8(ascii: "]") || index == first {
            if index + 2 < pattern.count, pattern[index + 1] == UInt8(ascii: "-"),
                pattern[index + 2] != UInt8(ascii: "]")
            {
                if pattern[index] <= byte, byte <= pattern[index + 2] { isIn = true }
                index += 3
            } else {
                if pattern[index] == byte { isIn = true }
                index += 1
            }
        }
        guard index < pattern.count else { return nil }
        return (index + 1 - place, byte != UInt8(ascii: "/") && isIn != isNegated)
    }
}
