import ArgumentParser
import SpeechToText

/// Options that say what a run may spend, and what things cost.
struct SpendingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Stop before more than this is spent; needs a price.", valueName: "amount"))
    var maxCost: Double?

    @Option(help: ArgumentHelp("Stop before more than this much audio is sent.", valueName: "minutes"))
    var maxMinutes: Double?

    @Option(help: ArgumentHelp("Ask for at most so many utterances; those in the cache do not count.", valueName: "n"))
    var limit: Int?

    @Option(
        help: ArgumentHelp(
            "What the service charges for a minute; otherwise the settings file's price.", valueName: "amount"))
    var pricePerMinute: Double?

    @Option(
        help: ArgumentHelp(
            "The service rounds each request up to so many seconds on its bill; otherwise the settings file's.",
            valueName: "seconds"))
    var billedIncrement: Double?

    func validate() throws {
        func check(_ value: Double?, _ name: String) throws {
            if let value, !(value.isFinite && value >= 0) {
                throw ValidationError("\(name) is 0 or more, not \(value)")
            }
        }
        try check(maxCost, "--max-cost")
        try check(maxMinutes, "--max-minutes")
        try check(pricePerMinute, "--price-per-minute")
        try check(billedIncrement, "--billed-increment")
        if let limit, limit < 0 { throw ValidationError("--limit is 0 or more, not \(limit)") }
    }

    /// A recogniser with the prices of the command line in place of its own.
    func priced(_ choice: RecogniserChoice) -> RecogniserChoice {
        var choice = choice
        if let pricePerMinute { choice.settings.pricePerMinute = pricePerMinute }
        if let billedIncrement { choice.settings.billedIncrementSeconds = billedIncrement }
        return choice
    }

    /// What may be spent, with each recogniser where several are asked.
    var limits: SpendingLimits {
        SpendingLimits(cost: maxCost, audioSeconds: maxMinutes.map { $0 * 60 }, utterances: limit)
    }
}
