import Foundation
import TOML

extension RecogniserCatalogue {
    /// Reads a settings file.
    ///
    ///     [defaults]
    ///     asr = "lab-whisper"
    ///
    ///     [provider.google]
    ///     price-per-minute = 0.024
    ///
    ///     [endpoint.lab-whisper]
    ///     provider = "compatible"
    ///     url = "http://10.0.0.5:8000/v1"
    ///
    /// - Parameters:
    ///   - text: the whole file.
    ///   - path: its name; relative paths in it start at its folder.
    ///   - home: what `~` stands for.
    /// - Throws: `invalidConfiguration` that names everything that is wrong, each with its line.
    init(text: String, path: String, home: String) throws(SpeechToTextError) {
        let table: TOMLTable
        do {
            table = try TOMLTable(parsing: text)
        } catch {
            throw .invalidConfiguration(reason: "\(path), \(error)")
        }
        let folder = (path as NSString).deletingLastPathComponent
        var reader = SettingsReader(folder: folder.isEmpty ? "." : folder, home: home)
        let catalogue = reader.catalogue(table)
        guard reader.problems.isEmpty else {
            let lines = reader.problems.sorted { $0.line < $1.line }.map { "\(path), line \($0.line): \($0.text)" }
            throw .invalidConfiguration(reason: lines.joined(separator: "\n"))
        }
        self = catalogue
        self.path = path
    }
}

/// Turns a file's tables into settings and collects what is wrong with them.
struct SettingsReader {
    /// Where relative paths start.
    let folder: String
    /// What `~` stands for.
    let home: String
    /// Everything wrong so far.
    private(set) var problems: [(line: Int, text: String)] = []

    init(folder: String, home: String) {
        self.folder = folder
        self.home = home
    }

    mutating func note(_ line: Int, _ text: String) { problems.append((line, text)) }

    mutating func catalogue(_ table: TOMLTable) -> RecogniserCatalogue {
        var catalogue = RecogniserCatalogue()
        for entry in table.entries {
            guard let section = self.table(entry) else { continue }
            switch entry.key {
            case "defaults": readDefaults(section, into: &catalogue)
            case "provider": readProviders(section, into: &catalogue)
            case "endpoint": readEndpoints(section, into: &catalogue)
            default: note(entry.line, "unknown section \(entry.key): there are defaults, provider and endpoint")
            }
        }
        if let name = catalogue.defaultName, !catalogue.names.contains(name),
            let line = table["defaults"].flatMap({ Self.table($0)?["asr"]?.line })
        {
            note(line, "there is no recogniser \(name): there are \(catalogue.names.joined(separator: ", "))")
        }
        return catalogue
    }

    private mutating func readDefaults(_ section: TOMLTable, into catalogue: inout RecogniserCatalogue) {
        for entry in section.entries {
            switch entry.key {
            case "asr": catalogue.defaultName = text(entry)
            case "language": catalogue.defaults.language = text(entry)
            case "ca-file": catalogue.defaults.caFile = text(entry).map(path)
            default: note(entry.line, unknown(entry.key, ["asr", "language", "ca-file"]))
            }
        }
    }

    private mutating func readProviders(_ section: TOMLTable, into catalogue: inout RecogniserCatalogue) {
        for entry in section.entries {
            guard let kind = RecogniserKind(rawValue: entry.key) else {
                note(entry.line, "unknown provider \(entry.key): there are \(Self.kinds)")
                continue
            }
            guard let table = table(entry) else { continue }
            catalogue.providers[kind] = settings(table.entries, of: kind)
        }
    }

    private mutating func readEndpoints(_ section: TOMLTable, into catalogue: inout RecogniserCatalogue) {
        for entry in section.entries {
            guard let table = table(entry) else { continue }
            if RecogniserKind(rawValue: entry.key) != nil {
                note(
                    entry.line,
                    "\(entry.key) is a built-in name: call the endpoint otherwise, or write [provider.\(entry.key)]")
                continue
            }
            guard let provider = table.entries.first(where: { $0.key == "provider" }) else {
                note(entry.line, "the endpoint \(entry.key) needs provider = one of \(Self.kinds)")
                continue
            }
            guard let name = text(provider) else { continue }
            guard let kind = RecogniserKind(rawValue: name) else {
                note(provider.line, "unknown provider \(name): there are \(Self.kinds)")
                continue
            }
            let settings = settings(table.entries.filter { $0.key != "provider" }, of: kind)
            catalogue.endpoints[entry.key] = .init(kind: kind, settings: settings, line: entry.line)
        }
    }

    private static var kinds: String { RecogniserKind.allCases.map(\.rawValue).joined(separator: ", ") }

    // MARK: - Values

    static func table(_ item: TOMLItem) -> TOMLTable? { if case .table(let table) = item.value { table } else { nil } }

    mutating func table(_ entry: TOMLTable.Entry) -> TOMLTable? {
        if let table = Self.table(entry.item) { return table }
        note(entry.line, "\(entry.key) is \(entry.item.value.kind), and a table is wanted: [\(entry.key)]")
        return nil
    }

    mutating func text(_ entry: TOMLTable.Entry) -> String? {
        if case .string(let text) = entry.item.value, !text.isEmpty { return text }
        note(entry.line, "\(entry.key) is \(entry.item.value.kind), and a text that is not empty is wanted")
        return nil
    }

    mutating func number(_ entry: TOMLTable.Entry, _ range: ClosedRange<Double>) -> Double? {
        let value: Double? =
            switch entry.item.value {
            case .integer(let number): Double(number)
            case .float(let number): number
            default: nil
            }
        if let value, range.contains(value) { return value }
        note(
            entry.line,
            "\(entry.key) wants a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))")
        return nil
    }

    mutating func wholeNumber(_ entry: TOMLTable.Entry, _ range: ClosedRange<Int>) -> Int? {
        if case .integer(let number) = entry.item.value, range.contains(Int(number)) { return Int(number) }
        note(entry.line, "\(entry.key) wants a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    private static func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }

    /// `~` is the home folder; what begins neither with it nor with `/` starts at the file's folder.
    func path(_ text: String) -> String {
        if text == "~" || text.hasPrefix("~/") { return home + text.dropFirst() }
        return text.hasPrefix("/") ? text : folder + "/" + text
    }

    func unknown(_ key: String, _ known: [String]) -> String {
        "unknown key \(key); known here are \(known.sorted().joined(separator: ", "))"
    }
}
