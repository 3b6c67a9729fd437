import AudioIO

extension AudioError {
    /// What is wrong with an uploaded recording, with advice that a client can follow.
    ///
    /// The usual description advises whoever has the file, a manifest and this tool's options.
    var uploadDescription: String {
        switch self {
        case .truncated(let name, let promised, let readable):
            "\(shownPath(name)): truncated: \(promised.map { "its header promises \(shown($0)) s, " } ?? "")"
                + "\(shown(readable)) s readable. Send the whole file."
        case .unfinishedHeader(let name, let readable):
            "\(shownPath(name)): truncated: its header gives no length, \(shown(readable)) s readable. "
                + "Send a WAV whose header is complete."
        case .tooShort(let name, let seconds):
            "\(shownPath(name)): too short: \(shown(seconds)) s, at least 0.025 s are needed."
        case .tooLong(let name, let limit):
            "\(shownPath(name)): longer than the limit of \(shown(limit)) s. Send it in parts."
        default: description
        }
    }

    /// Rounded to milliseconds, unless that would show nothing.
    private func shown(_ seconds: Double) -> String {
        let rounded = (seconds * 1000).rounded() / 1000
        return String(rounded == 0 || seconds.magnitude > 1e12 ? seconds : rounded)
    }
}
