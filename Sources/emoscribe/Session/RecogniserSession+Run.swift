import Annotation
import SpeechToText

extension RecogniserSession {
    /// What a command allows its recogniser.
    struct Run {
        var limits = SpendingLimits()
        /// In place of the settings file's.
        var pricePerMinute: Double?
        /// In place of the settings file's.
        var billedIncrement: Double?
        /// Nothing at all is sent or started: a dry run.
        var asksNothing = false
        /// Only what failed before is asked.
        var onlyWhatFailedBefore = false

        /// The choice with the prices of the command line.
        func applied(to choice: RecogniserChoice) -> RecogniserChoice {
            var choice = choice
            if let pricePerMinute { choice.settings.pricePerMinute = pricePerMinute }
            if let billedIncrement { choice.settings.billedIncrementSeconds = billedIncrement }
            return choice
        }

        /// The transcriber's settings.
        ///
        /// - Throws: `CommandFailure` for a limit that cannot be kept.
        func transcriberOptions(_ choice: RecogniserChoice, isOffline: Bool) throws -> Transcriber.Options {
            if limits.cost != nil, choice.price == nil, choice.mayCost {
                throw CommandFailure(
                    "--max-cost needs to know what a minute costs: give --price-per-minute, or a price in the settings "
                        + "file", .wrongUsage)
            }
            var options = Transcriber.Options()
            options.concurrency = choice.settings.concurrency
            options.cutter = .pauses
            options.asking = isOffline ? .nothing : onlyWhatFailedBefore ? .onlyWhatFailedBefore : .whatIsMissing
            options.limits = limits
            options.price = choice.price
            options.isFree = !choice.mayCost
            return options
        }
    }
}
