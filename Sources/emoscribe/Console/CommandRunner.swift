import Annotation
import ArgumentParser
import Corpus
import ErrorRate
import Experiments
import Export
import Foundation
import SpeechToText
import TextTokens
import Training
import TranscriptCache

/// Runs the body of a command and leaves with the right status: what a script sees is decided in one place.
enum CommandRunner {
    /// Runs `body`; an error is shown in one line and becomes a status.
    static func run(_ body: () async throws -> ExitStatus) async throws {
        Interrupts.shared.install()
        var status: ExitStatus
        do {
            status = try await body()
        } catch let failure as CommandFailure {
            Console.note("emoscribe: \(failure.message)")
            status = failure.status
        } catch is CancellationError {
            status = .interrupted
        } catch let error as ExitCode {
            throw error
        } catch let error as ValidationError {
            throw error
        } catch TrainingError.cancelled(let step) {
            Console.note("interrupted at step \(step): this training is not kept, train again from the beginning")
            status = .interrupted
        } catch {
            Console.note("emoscribe: \(error)")
            if error is SpeechToTextError, !isWrongUsage(error) {
                let isLimit = if case SpeechToTextError.limitReached = error { true } else { false }
                let limit = isLimit ? "raise or drop the limit, and " : ""
                Console.note("every answer so far is kept; \(limit)the same command goes on from here")
            }
            status = isWrongUsage(error) ? .wrongUsage : .someFailed
        }
        if let problem = Console.outputProblem {
            Console.note("emoscribe: the results could not be written to standard output: \(problem)")
            if status == .allDone { status = .someFailed }
        }
        if status != .allDone { throw ExitCode(status.rawValue) }
    }

    /// Whether another command line, and nothing else, would help.
    private static func isWrongUsage(_ error: any Error) -> Bool {
        switch error {
        case is ErrorRateError, is AnnotationError, TrainingError.setting, TrainingError.otherTraining: true
        case SpeechToTextError.invalidConfiguration: true
        case ExperimentError.otherSettings, ExperimentError.emptyPlan, ExperimentError.variantMissing,
            ExperimentError.inUse, ExperimentError.noComparison:
            true
        case is TranscriptProblem: true
        case CorpusError.invalidLabelSet, CorpusError.unknownFoldScheme, CorpusError.tooManyRandomFolds,
            CorpusError.invalidShard, CorpusError.tooFew, CorpusError.missingValues,
            CorpusError.fileFailed(_, .open, _):
            true
        case is TextTokensError: true
        case PartError.missingTable, PartError.partForTable, PartError.noPart, PartError.noLabels: true
        case ExportError.folderInUse, ExportError.noColumn, ExportError.notCorrections: true
        case TranscriptCacheError.missing, CacheExchangeError.cannotRead, CacheExchangeError.cannotWrite,
            CacheExchangeError.sameCache:
            true
        default: false
        }
    }
}

/// JSON for machines: keys in a fixed order, one object.
enum JSONOutput {
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Console.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
