import Annotation
import SpeechToText

extension RecogniserSession {
    /// What a command allows its recogniser.
    struct Run {
        /// Nothing at all is sent or started: a dry run.
        var asksNothing = false
        /// Only what failed before is asked.
        var onlyWhatFailedBefore = false

        /// The transcriber's settings.
        ///
        /// - Throws: `CommandFailure` for a limit that cannot be kept.
        func transcriberOptions(_ choice: RecogniserChoice, _ limits: SpendingLimits, isOffline: Bool) throws
            -> Transcriber.Options
        {
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
