public import ArgumentParser
import Corpus
import ErrorAnalysis
public import ErrorRate

/// Options of `wer` that say what is done to both texts, and how they are compared.
struct TextComparisonOptions: ParsableArguments {
    @Option(
        name: .customLong("normalizer"),
        help: "Applied to both sides: \(Normalizer.all.map(\.name).joined(separator: ", ")).")
    var normalizerName = "basic"

    @Option(
        help: ArgumentHelp(
            "Words to be taken for others on both sides, after the normaliser: CSV with the columns from and to; an empty "
                + "'to' deletes.", valueName: "csv"))
    var replacements: String?

    @Option(
        name: .customLong("alignment"),
        help: ArgumentHelp(
            "Rule by which words are aligned: fewest errors as jiwer has it, or NIST's costs.", valueName: "rule"))
    var rule = AlignmentRule.jiwer

    @Option(
        help: ArgumentHelp(
            "Utterances without an answer: count every word of their references as a deletion, or leave them out. Where it "
                + "is not given they count, but ids that a file of hypotheses lacks are an error.", valueName: "rule"))
    var missing: MissingRule?

    @Flag(
        help: ArgumentHelp(
            "Let the recognisers vote word by word (ROVER), as one more. Needs three or more; name the best first, it "
                + "decides ties."))
    var vote = false

    /// What happens to utterances without an answer.
    enum MissingRule: String, ExpressibleByArgument, CaseIterable {
        case count
        case leaveOut = "leave-out"
    }

    /// Writes what was chosen into the settings.
    ///
    /// - Throws: `CommandFailure`, `ErrorRateError`, `CorpusError`.
    func apply(to settings: inout ErrorAnalysis.Settings) throws {
        settings.normalizer = try normalizer()
        settings.rule = rule
        settings.unanswered = missing == .leaveOut ? .leaveOut : .countAsDeletions
        settings.addsVote = vote
    }

    /// The normaliser that was named, with the user's list.
    private func normalizer() throws -> Normalizer {
        let named = try Normalizer.named(normalizerName)
        guard let path = replacements else { return named }
        let label = path.split(separator: "/").last.map(String.init) ?? path
        do {
            return try named.replacing(try ReplacementFile.read(path: path), label: EscapedText.oneLine(label))
        } catch let error as ErrorRateError {
            throw CommandFailure("\(EscapedText.oneLine(path)): \(error)", .wrongUsage)
        } catch let error as ReplacementFileError {
            throw CommandFailure(error.description, .wrongUsage)
        }
    }
}

extension AlignmentRule: ExpressibleByArgument {}
