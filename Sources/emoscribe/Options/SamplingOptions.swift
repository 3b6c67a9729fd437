public import ArgumentParser
public import ErrorAnalysis
import ErrorRate

/// Options of `wer` that say how sure the figures shall be made.
struct SamplingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "95 % confidence intervals by bootstrap: draw whole utterances, or whole speakers, whose utterances are not "
                + "independent of each other. Also says what the comparison of recognisers draws.", valueName: "unit"))
    var intervals: SamplingUnit?

    @Flag(
        name: .customLong("no-tests"),
        help:
            "Do not test whether recognisers differ (paired bootstrap, MAPSSWE, McNemar), which is done for two or more."
    )
    var noTests = false

    @Option(help: ArgumentHelp("How often the corpus is drawn anew.", valueName: "n"))
    var replicates = 10_000

    @Option(help: "Seed of what is random: the draws of the bootstrap.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (100...1_000_000).contains(replicates) else {
            throw ValidationError("--replicates is 100 to 1000000, not \(replicates)")
        }
    }

    /// Writes what was chosen into the settings.
    func apply(to settings: inout ErrorAnalysis.Settings, recognisers: Int) {
        settings.sampling.unit = intervals ?? .utterances
        settings.sampling.bootstrap = Bootstrap(replicates: replicates)
        settings.sampling.seed = seed
        settings.givesIntervals = intervals != nil
        settings.comparesRecognisers = recognisers > 1 && !noTests
    }
}

extension SamplingUnit: ExpressibleByArgument {}
