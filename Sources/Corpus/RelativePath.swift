import Glibc

/// The way from one folder to another.
package enum RelativePath {
    /// The absolute path of an existing folder with its links resolved; nil where it does not exist.
    package static func canonical(_ folder: String) -> [String]? {
        guard let resolved = realpath(folder.isEmpty ? "." : folder, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved).utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    /// A canonical folder as it is written.
    package static func absolute(_ folder: [String]) -> String { "/" + folder.joined(separator: "/") }

    /// A canonical folder that was written by `absolute`.
    package static func parts(ofAbsolute folder: String) -> [String] {
        folder.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    /// The relative path that leads from one canonical folder to another: `../../audio`.
    package static func from(_ start: [String], to end: [String]) -> String {
        let common = zip(start, end).prefix { ByteKey($0) == ByteKey($1) }.count
        let steps = Array(repeating: "..", count: start.count - common) + end.dropFirst(common)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }
}
