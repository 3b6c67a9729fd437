/// An option of a service that this project knows nothing about: a form field, a query parameter, or a member of the
/// configuration, sent as it is.
public struct RequestField: Sendable, Hashable {
    /// As the service names it, brackets included.
    public var name: String
    /// As the service wants it.
    public var value: String

    /// See the properties of the same names.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// `name=value`; nil where there is no `=` or no name.
    public init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

extension [RequestField] {
    /// The value given last under this name.
    func last(_ name: String) -> String? { last { $0.name == name }?.value }

    /// As part of the cache key: names in any order, the values of one name in their order.
    var cacheOptions: [String: String] {
        var options: [String: String] = [:]
        for field in self {
            var name = "field.\(field.name)"
            var repeats = 1
            while options[name] != nil {
                repeats += 1
                name = "field.\(field.name)#\(repeats)"
            }
            options[name] = field.value
        }
        return options
    }

    /// The value given last under this name, of what `cacheOptions` made of it.
    static func last(_ name: String, inCacheOptions options: [String: String]) -> String? {
        var value = options["field.\(name)"]
        var repeats = 2
        while let next = options["field.\(name)#\(repeats)"] {
            value = next
            repeats += 1
        }
        return value
    }

    /// In the order of names, and of values of one name as given, so that equal options make equal requests.
    var inOrder: [RequestField] {
        enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }.map(\.element)
    }
}

/// How long a request may take.
public struct TimeAllowance: Sendable, Hashable {
    /// Seconds for every request.
    public var base: Double
    /// Seconds more for each second of audio.
    public var perAudioSecond: Double

    /// See the properties of the same names.
    public init(base: Double = 120, perAudioSecond: Double = 4) {
        self.base = base
        self.perAudioSecond = perAudioSecond
    }

    func seconds(for audio: SpeechAudio) -> Double { base + perAudioSecond * audio.durationSeconds }
}
