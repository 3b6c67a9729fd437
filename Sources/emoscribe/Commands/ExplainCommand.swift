import ArgumentParser
import Corpus
import Foundation

/// `emoscribe explain`: everything known about one utterance.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Everything known about one utterance: sound, transcripts, labels, and where they come from.",
        discussion: """
            Tells what the named files know: the corpus its recording and gold label, the folder of a comparison its \
            transcripts and probabilities, labels.csv what 'annotate' said, the cache every answer about its sound, and a \
            model what it says now. Nothing is asked of a recogniser and nothing is written.

            Example:  emoscribe explain Ses01F_impro01_F000 --corpus corpus.csv --results results/ --cache cache/
            """)

    @Argument(help: "The utterance's id.")
    var id: String

    @Option(help: ArgumentHelp("The corpus: a manifest.", valueName: "file"))
    var corpus: String?

    @Option(help: ArgumentHelp("A folder of 'compare'.", valueName: "dir"))
    var results: String?

    @Option(help: ArgumentHelp("A table that 'annotate' wrote.", valueName: "csv"))
    var labels: String?

    @Option(help: ArgumentHelp("A model file to label with now; repeat it for several.", valueName: "file"))
    var model: [String] = []

    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard corpus != nil || results != nil || labels != nil else {
            throw ValidationError(
                "say where the utterance is: --corpus MANIFEST, --results FOLDER or --labels LABELS.CSV, or several")
        }
    }

    func run() async throws {
        try await CommandRunner.run {
            for path in [corpus, labels].compactMap(\.self) { try OutputFile.checkInput(path, "file") }
            for path in model { try OutputFile.checkInput(path, "model file") }
            let found = try await ExplainJob(command: self).run()
            if output.json {
                try JSONOutput.print(found)
            } else {
                Console.print(ExplanationText(found).lines.joined(separator: "\n"))
            }
            for problem in found.problems { Console.note(problem) }
            return found.problems.isEmpty ? .allDone : .someFailed
        }
    }
}
