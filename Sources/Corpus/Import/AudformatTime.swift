/// Times as pandas writes them in audformat's tables: `0 days 00:00:01.500000`.
enum AudformatTime {
    /// - Returns: seconds; nil for what is no such time, or a negative one.
    static func seconds(_ text: String) -> Double? {
        let words = text.split(separator: " ")
        var rest = words[...]
        var days = 0
        if words.count >= 2, words[1] == "days" || words[1] == "day" {
            guard let count = Int(words[0]), count >= 0 else { return nil }
            days = count
            rest = words.dropFirst(2)
        }
        guard let clock = rest.first else { return words.isEmpty ? nil : Double(days) * 86_400 }
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard rest.count == 1, parts.count == 3, let hours = Int(parts[0]), let minutes = Int(parts[1]),
            let seconds = Double(parts[2]), hours >= 0, (0..<60).contains(minutes), seconds >= 0, seconds < 60
        else { return nil }
        return Double(days * 86_400 + hours * 3_600 + minutes * 60) + seconds
    }

    /// Whether a cell says that there is no time.
    static func isMissing(_ text: String) -> Bool { text.isEmpty || text == "NaT" }
}
