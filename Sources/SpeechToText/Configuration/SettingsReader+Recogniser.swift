import TOML

extension SettingsReader {
    /// The settings of one recogniser.
    mutating func settings(_ entries: [TOMLTable.Entry], of kind: RecogniserKind) -> RecogniserSettings {
        var settings = RecogniserSettings()
        var credentialLine: Int?
        for entry in entries {
            guard let name = SettingName(rawValue: entry.key) else {
                note(entry.line, Self.isKeyItself(entry.key) ? Self.noKeysHere : unknown(entry.key, Self.names(kind)))
                continue
            }
            guard kind.settings.contains(name) else {
                note(
                    entry.line,
                    "\(kind.rawValue) has no setting \(entry.key); it has \(Self.names(kind).joined(separator: ", "))")
                continue
            }
            if let credential = credential(name, entry) {
                if let first = credentialLine {
                    note(entry.line, "there is a key on line \(first) already: one is enough")
                }
                credentialLine = credentialLine ?? entry.line
                settings.credential = credential
            } else {
                read(name, entry, of: kind, into: &settings)
            }
        }
        return settings
    }

    private mutating func read(
        _ name: SettingName, _ entry: TOMLTable.Entry, of kind: RecogniserKind, into settings: inout RecogniserSettings
    ) {
        switch name {
        case .url: settings.url = url(entry)
        case .region: settings.region = text(entry)
        case .command: settings.command = words(entry)
        case .model: settings.model = text(entry)
        case .language: settings.language = text(entry)
        case .prompt: settings.prompt = text(entry)
        case .temperature: settings.temperature = number(entry, 0...2)
        case .fields: settings.fields = fields(entry, asJSON: kind == .google)
        case .headers: settings.headers = headers(entry)
        case .alias: settings.alias = text(entry)
        case .concurrency: settings.concurrency = wholeNumber(entry, 1...256)
        case .timeout: settings.timeoutSeconds = number(entry, 1...86_400)
        case .caFile: settings.caFile = text(entry).map(path)
        case .maxSeconds: settings.maxSeconds = number(entry, 1...86_400)
        case .maxBytes: settings.maxBytes = wholeNumber(entry, 32_044...1 << 40)
        case .price: settings.pricePerMinute = number(entry, 0...1_000_000)
        case .currency: settings.currency = text(entry)
        case .billedIncrement: settings.billedIncrementSeconds = number(entry, 0...86_400)
        case .billedMinimum: settings.billedMinimumSeconds = number(entry, 0...86_400)
        case .keyFile, .keyCommand, .keyVariable, .tokenCommand, .tokenVariable, .credentialsFile: break
        }
    }

    /// Nil where the entry is no credential, or a wrong one, which is noted.
    private mutating func credential(_ name: SettingName, _ entry: TOMLTable.Entry) -> CredentialSetting? {
        switch name {
        case .keyFile: text(entry).map { .key(.file(path($0))) }
        case .keyCommand: words(entry).map { .key(.command($0)) }
        case .keyVariable: variable(entry).map { .key(.variable($0)) }
        case .tokenCommand: words(entry).map { .token(.command($0)) }
        case .tokenVariable: variable(entry).map { .token(.variable($0)) }
        case .credentialsFile: text(entry).map { .credentialsFile(path($0)) }
        default: nil
        }
    }

    private static func names(_ kind: RecogniserKind) -> [String] { kind.settings.map(\.rawValue).sorted() }

    private static let noKeysHere =
        "a key itself has no place in this file, which gets copied and shown: put it into a file of its own (key-file, "
        + "chmod 600), name a program that prints it (key-command) or a variable that holds it (key-env)"

    private static func isKeyItself(_ name: String) -> Bool {
        let plain = name.lowercased().replacing("_", with: "-")
        return ["key", "token", "secret", "password", "bearer", "authorization"].contains { plain.hasSuffix($0) }
    }

    /// Text, taken apart into words, or a list of words.
    private mutating func words(_ entry: TOMLTable.Entry) -> [String]? {
        switch entry.item.value {
        case .string(let line):
            do {
                let words = try CommandWords.split(line)
                if !words.isEmpty { return words }
            } catch {
                note(entry.line, error.description)
                return nil
            }
        case .array(let items):
            let words = items.compactMap { item in if case .string(let word) = item.value { word } else { nil } }
            if words.count == items.count, words.first?.isEmpty == false { return words }
        default: break
        }
        note(entry.line, "\(entry.key) wants a command line as a text, or a list of its words")
        return nil
    }

    /// A variable's name; a value that is none may be a key and is not repeated.
    private mutating func variable(_ entry: TOMLTable.Entry) -> String? {
        guard let name = text(entry) else { return nil }
        guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
            note(entry.line, "\(entry.key) wants the name of a variable such as LAB_KEY; \(Self.noKeysHere)")
            return nil
        }
        return name
    }

    private mutating func url(_ entry: TOMLTable.Entry) -> String? {
        guard let text = text(entry) else { return nil }
        do {
            let address = try ServiceAddress(base: text, path: "")
            guard address.holdsPassword else { return text }
            note(entry.line, "the address holds a password; \(Self.noKeysHere)")
        } catch {
            note(entry.line, error.description)
        }
        return nil
    }

    private mutating func fields(_ entry: TOMLTable.Entry, asJSON: Bool) -> [RequestField] {
        guard let table = table(entry) else { return [] }
        return table.entries.flatMap { member -> [RequestField] in
            if !asJSON, case .array(let items) = member.item.value {
                return items.compactMap { item in
                    value(item, member).map { RequestField(member.key, $0) }
                }
            }
            if asJSON, let json = Self.json(member.item.value) { return [RequestField(member.key, json)] }
            return value(member.item, member).map { [RequestField(member.key, $0)] } ?? []
        }
    }

    private mutating func headers(_ entry: TOMLTable.Entry) -> [RequestField] {
        guard let table = table(entry) else { return [] }
        return table.entries.compactMap { member -> RequestField? in
            guard let value = value(member.item, member) else { return nil }
            let header = RequestField(member.key, value)
            do throws(SpeechToTextError) {
                try HTTPRequest.check(headers: [header])
            } catch {
                note(member.line, error.description)
            }
            return header
        }
    }

    private mutating func value(_ item: TOMLItem, _ member: TOMLTable.Entry) -> String? {
        switch item.value {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .float(let number): return String(number)
        case .boolean(let flag): return String(flag)
        case .moment(let text): return text
        case .array, .table:
            note(item.line, "\(member.key) is \(item.value.kind), and a text, a number, true or false is wanted")
            return nil
        }
    }

    /// Lists and tables as JSON; nil for the rest, which is sent as it is.
    private static func json(_ value: TOMLValue) -> String? {
        switch value {
        case .array(let items): "[" + items.map { json($0.value) ?? leaf($0.value) }.joined(separator: ",") + "]"
        case .table(let table):
            "{"
                + table.entries.map { "\($0.key.jsonText):\(json($0.item.value) ?? leaf($0.item.value))" }
                .joined(separator: ",") + "}"
        default: nil
        }
    }

    private static func leaf(_ value: TOMLValue) -> String {
        switch value {
        case .integer(let number): String(number)
        case .float(let number): number.isFinite ? String(number) : "null"
        case .boolean(let flag): String(flag)
        case .string(let text), .moment(let text): text.jsonText
        case .array, .table: "null"
        }
    }
}
