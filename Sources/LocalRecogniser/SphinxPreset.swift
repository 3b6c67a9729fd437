/// How thoroughly the recogniser searches.
public enum SphinxPreset: String, Sendable, CaseIterable, Codable {
    /// Three passes, the library's defaults: about 0.3 s of computing for a second of speech.
    case full
    /// One narrow pass: three times as fast, and a quarter more errors.
    case fast

    /// The options that differ from the library's defaults, as names and values in turn.
    var arguments: [String] {
        switch self {
        case .full: []
        case .fast:
            [
                "-fwdflat", "no", "-maxhmmpf", "3000", "-maxwpf", "20", "-topn", "2", "-ds", "2", "-pl_window", "10",
            ]
        }
    }
}
