import Foundation

/// The drawings of a report as SVG files.
public struct FigureFiles: Sendable {
    /// File name and drawing, in the order of the report.
    public let files: [(name: String, figure: SVGFigure)]

    /// Gives every drawing of the sections a name that is fit for any file system and used once.
    public init(_ sections: [any ReportSection]) {
        var files: [(name: String, figure: SVGFigure)] = []
        var taken: Set<String> = []
        for figure in sections.flatMap(\.figures) {
            let base = Self.fileName(figure.name)
            var name = base
            var number = 1
            while !taken.insert(name).inserted {
                number += 1
                name = "\(base)-\(number)"
            }
            files.append(("\(name).svg", figure.figure))
        }
        self.files = files
    }

    /// Writes the files into an existing folder, each in one step; other files there stay.
    ///
    /// - Throws: `ReportError.cannotWrite`.
    public func write(to folder: String) throws(ReportError) {
        for (name, figure) in files {
            let path = "\(folder)/\(name)"
            do {
                try Data(figure.file().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                throw .cannotWrite(path: path, reason: error.localizedDescription)
            }
        }
    }

    /// Lower-case letters, digits and single hyphens, at most 80 of them; `figure` where nothing is left.
    package static func fileName(_ text: String) -> String {
        var name = ""
        for scalar in text.lowercased().unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": name.unicodeScalars.append(scalar)
            case "→": name += name.isEmpty || name.hasSuffix("-") ? "to" : "-to"
            default: if !name.isEmpty, !name.hasSuffix("-") { name += "-" }
            }
        }
        name = String(name.prefix(80))
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "figure" : name
    }
}
