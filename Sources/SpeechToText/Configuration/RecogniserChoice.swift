import Foundation

/// A recogniser that was chosen by name, with everything set for it: a plain value, without any key.
///
///     let catalogue = try RecogniserCatalogue.load(path: nil, environment: environment)
///     let choice = try catalogue.choice("lab-whisper")
///     let provider = try choice.provider(environment: environment)
///     let price = choice.price
public struct RecogniserChoice: Sendable, Hashable {
    /// As the user named it; what results and files call it.
    public var name: String
    /// What it is.
    public var kind: RecogniserKind
    /// Everything set for it.
    public var settings: RecogniserSettings

    /// See the properties of the same names.
    ///
    /// - Throws: `invalidConfiguration` for settings that mean nothing to it, or without which it cannot be asked.
    public init(
        name: String, kind: RecogniserKind, settings: RecogniserSettings = RecogniserSettings()
    ) throws(SpeechToTextError) {
        self.name = name
        self.kind = kind
        self.settings = settings
        let foreign = settings.names.subtracting(kind.settings)
        // The built-in recogniser needs no model file to be told apart and takes none of a service's settings.
        if let first = foreign.map(\.rawValue).min() {
            throw .invalidConfiguration(
                reason: "\(name) (\(kind.rawValue)) has no setting \(first); it has "
                    + kind.settings.map(\.rawValue).sorted().joined(separator: ", "))
        }
        if kind == .compatible, settings.url == nil {
            throw .invalidConfiguration(
                reason: "\(name) needs the address of the service: --asr-url, or url in the settings file")
        }
        if kind == .command, settings.command == nil {
            throw .invalidConfiguration(
                reason:
                    "\(name) needs the program to run: --asr-command 'program {audio}', or command in the settings file"
            )
        }
    }

    /// Whether it is the recogniser in this program, which has to be started first.
    public var isBuiltIn: Bool { kind == .sphinx && settings.url == nil }

    /// What a minute costs, where the user has said so.
    public var price: ServicePrice? {
        settings.pricePerMinute.map { ServicePrice(perMinute: $0, currency: settings.currency ?? "USD") }
    }

    /// Whether a request may cost money: a price is set, or it is a paid service at its own address.
    public var mayCost: Bool {
        if let price = settings.pricePerMinute { return price > 0 }
        return kind.isPaidService && !(settings.url.map(ServiceAddress.isLoopback) ?? false)
    }

    /// Everything that is in effect, for people and files; keys appear only as where they are kept.
    ///
    /// - Parameter environment: decides which variable's key would be used.
    /// - Returns: names as in the settings file and their values, in a fixed order.
    public func effective(environment: [String: String]) -> [(name: String, value: String)] {
        var all: [(name: String, value: String)] = [("name", name), ("provider", kind.rawValue)]
        func add(_ name: SettingName, _ value: String?) { if let value { all.append((name.rawValue, value)) } }
        let provider = isBuiltIn ? nil : try? provider(environment: environment)
        add(.url, kind == .command ? nil : provider?.shownAddress)
        add(.command, settings.command?.joined(separator: " "))
        add(.model, provider?.model ?? settings.model)
        add(.language, provider?.language ?? settings.language)
        add(.prompt, settings.prompt)
        add(.temperature, settings.temperature?.plain)
        for field in settings.fields { all.append(("fields.\(field.name)", field.value)) }
        for header in settings.headers { all.append(("headers.\(header.name)", header.value)) }
        add(.alias, settings.alias)
        if !isBuiltIn, kind != .command {
            all.append(("credential", credentialSetting(environment)?.description ?? "none"))
        }
        add(.concurrency, (settings.concurrency ?? provider?.defaultConcurrency).map { String($0) })
        add(.timeout, settings.timeoutSeconds?.plain)
        add(.maxSeconds, provider?.limits.audioSeconds?.plain)
        add(.maxBytes, provider?.limits.audioBytes.map { String($0) })
        add(.caFile, settings.caFile)
        add(.price, settings.pricePerMinute?.plain)
        add(.currency, price?.currency)
        add(.billedIncrement, (provider?.billing.incrementSeconds).flatMap { $0 > 0 ? $0.plain : nil })
        add(.billedMinimum, (provider?.billing.minimumSeconds).flatMap { $0 > 0 ? $0.plain : nil })
        return all.filter { !$0.value.isEmpty }
    }

    /// How the service is to know us: what is set, else the first of the usual variables that is there.
    func credentialSetting(_ environment: [String: String]) -> CredentialSetting? {
        if let credential = settings.credential { return credential }
        for variable in kind.variables where environment[variable.name]?.isEmpty == false {
            return variable.use(.variable(variable.name))
        }
        if kind == .google, let file = environment["GOOGLE_APPLICATION_CREDENTIALS"], !file.isEmpty {
            return .credentialsFile(file)
        }
        return nil
    }
}

extension Double {
    /// Without a point where there are no decimals.
    fileprivate var plain: String {
        self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self)
    }
}
