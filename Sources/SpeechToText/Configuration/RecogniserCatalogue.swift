import Foundation

/// The recognisers that can be named: those built in, and the endpoints of a settings file.
///
///     let catalogue = try RecogniserCatalogue.load(path: "lab.toml", environment: environment)
///     let choice = try catalogue.choice("lab-whisper")
public struct RecogniserCatalogue: Sendable {
    /// An endpoint of the settings file.
    struct Endpoint: Sendable {
        var kind: RecogniserKind
        var settings: RecogniserSettings
        /// Where it stands in the file.
        var line: Int
    }

    /// The settings file that was read; nil where there was none.
    public internal(set) var path: String?
    /// What `--asr` is taken to be where it is not given.
    public internal(set) var defaultName: String?
    /// What the file says of the built-in names.
    var providers: [RecogniserKind: RecogniserSettings] = [:]
    /// By name.
    var endpoints: [String: Endpoint] = [:]
    /// For all recognisers to which they mean something.
    var defaults = RecogniserSettings()

    /// The built-in names only.
    public init() {}

    /// Every name that can be given, the file's endpoints first.
    public var names: [String] { endpoints.keys.sorted() + RecogniserKind.allCases.map(\.rawValue) }

    /// Reads the settings file.
    ///
    /// - Parameters:
    ///   - path: the file; nil for `emoscribe/config.toml` in the user's configuration folder (`XDG_CONFIG_HOME`, else
    ///     `~/.config`), where that is there.
    ///   - environment: of the process.
    /// - Returns: the built-in names, and what the file adds.
    /// - Throws: `invalidConfiguration` with the file's lines.
    public static func load(
        path: String?, environment: [String: String]
    ) throws(SpeechToTextError) -> RecogniserCatalogue {
        let usual = usualPath(environment)
        guard let file = path ?? usual.flatMap({ FileManager.default.fileExists(atPath: $0) ? $0 : nil }) else {
            return RecogniserCatalogue()
        }
        guard let handle = FileHandle(forReadingAtPath: file), let bytes = try? handle.readToEnd() ?? Data() else {
            throw .invalidConfiguration(reason: "the settings file \(file) cannot be read")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalidConfiguration(reason: "the settings file \(file) is not UTF-8 text")
        }
        return try RecogniserCatalogue(
            text: text, path: file, home: environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path)
    }

    /// Where the settings file is looked for.
    static func usualPath(_ environment: [String: String]) -> String? {
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            return folder + "/emoscribe/config.toml"
        }
        return environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.config/emoscribe/config.toml" }
    }

    /// The recogniser of this name.
    ///
    /// - Parameters:
    ///   - name: a built-in name or an endpoint's; nil for the file's default, else the built-in recogniser, or
    ///     `compatible` where an address is given.
    ///   - flags: from the command line; they win.
    /// - Returns: the choice with the file's settings and the flags.
    /// - Throws: `invalidConfiguration` for an unknown name, which lists the known ones, and for settings that mean nothing
    ///   to the recogniser.
    public func choice(
        _ name: String? = nil, flags: RecogniserSettings = RecogniserSettings()
    ) throws(SpeechToTextError) -> RecogniserChoice {
        let name = name ?? usualName(flags)
        let kind: RecogniserKind
        var settings: RecogniserSettings
        if let endpoint = endpoints[name] {
            kind = endpoint.kind
            settings = (providers[kind] ?? RecogniserSettings()).overridden(by: endpoint.settings)
        } else if let known = RecogniserKind(rawValue: name) {
            kind = known
            settings = providers[known] ?? RecogniserSettings()
        } else {
            throw .invalidConfiguration(
                reason: "there is no recogniser \(name): choose one of \(names.joined(separator: ", "))"
                    + (path == nil ? "; endpoints of your own go into a settings file (--config)" : ""))
        }
        if settings.language == nil, kind.settings.contains(.language) { settings.language = defaults.language }
        if settings.caFile == nil, kind.settings.contains(.caFile) { settings.caFile = defaults.caFile }
        return try RecogniserChoice(name: name, kind: kind, settings: settings.overridden(by: flags))
    }

    private func usualName(_ flags: RecogniserSettings) -> String {
        if flags.command != nil { return RecogniserKind.command.rawValue }
        if flags.url != nil { return RecogniserKind.compatible.rawValue }
        return defaultName ?? RecogniserKind.sphinx.rawValue
    }
}
