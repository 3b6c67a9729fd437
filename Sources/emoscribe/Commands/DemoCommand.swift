import ArgumentParser
import Foundation

/// `emoscribe demo`: the whole job on the shipped corpus, by the commands that a user would type.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See the whole job work on the shipped synthetic corpus: no key, no network.",
        discussion: """
            Runs validate, transcribe, wer, compare, train and annotate one after the other and shows each command line.
            Everything it writes is in one folder. Run again, it finds every answer in the cache.

            Example:  emoscribe demo
            """)

    @Option(help: ArgumentHelp("The demo corpus; found beside the program's checkout by itself.", valueName: "dir"))
    var corpus: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where everything goes.", valueName: "dir"))
    var output = "cache/demo"

    @OptionGroup var compute: ComputeOptions

    private static let note = "A synthetic corpus: the voices are synthesised and nobody felt anything."

    func run() async throws {
        try await CommandRunner.run {
            try await show()
            return .allDone
        }
    }

    /// Runs every step; one that fails ends the demo with its status.
    private func show() async throws {
        let folder = try corpus ?? Self.findCorpus()
        let manifest = "\(folder)/manifest.csv"
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        let start = ContinuousClock.now
        let cache = ["--cache", output, "--threads", "\(compute.threads)"]
        Console.note(
            "A synthetic corpus: spoken by synthetic voices, sentences and labels by rule (\(folder)/README.md).\n"
                + "It shows how the tool works, not how well emotions are recognised in people.")
        let small = ["--preset", "small", "--standardisation", "corpus"]
        try await step("Is the corpus in order?", ValidateCommand.self, ["validate", manifest])
        try await step(
            "What does the recogniser hear? Every answer is kept.", TranscribeCommand.self,
            ["transcribe", manifest, "-o", "\(output)/transcripts.csv"] + cache)
        try await step(
            "How much of it is wrong? (No request is sent: the answers are in the cache.)", WordErrorRateCommand.self,
            ["wer", manifest, "--by", "emotion"] + cache)
        try await step(
            "What do recognition errors do to the labels? Four models on correct and on recognised text, tested on voices "
                + "they never heard.", CompareCommand.self,
            ["compare", manifest, "--folds", "session", "--note", Self.note, "-o", "\(output)/results"] + small + cache)
        for model in ["mdre", "are"] {
            let transcripts = model == "mdre" ? ["--transcripts", "asr"] : []
            try await step(
                model == "mdre" ? "A model to label with …" : "… and one for recordings without a usable transcript.",
                TrainCommand.self,
                ["train", manifest, "--model", model] + transcripts + ["-o", "\(output)/\(model).safetensors"] + small
                    + cache)
        }
        try await step(
            "Label a folder of recordings.", AnnotateCommand.self,
            ["annotate", folder, "--model", "\(output)/mdre.safetensors", "--fallback", "\(output)/are.safetensors"]
                + ["-o", "\(output)/labels.csv"] + cache)
        try showLabels()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        Console.print(
            "\nDone in \(Spoken.duration(seconds)). Look at \(output)/results/report.html and \(output)/labels.csv.")
    }

    /// Runs one command as if it had been typed.
    private func step<Command: AsyncParsableCommand>(
        _ question: String, _ command: Command.Type, _ line: [String]
    ) async throws {
        Console.print("\n# \(question)")
        let shown = line.map { $0.contains(" ") ? "'\($0)'" : $0 }
        Console.print("$ emoscribe " + shown.joined(separator: " "))
        var parsed = try Command.parse(Array(line.dropFirst()))
        try await parsed.run()
    }

    private func showLabels() throws {
        let text = try String(contentsOfFile: "\(output)/labels.csv", encoding: .utf8)
        Console.print("\n# The first rows")
        for line in text.split(separator: "\n").prefix(4) { Console.print(String(line)) }
    }

    /// `corpora/demo` in the folder the command runs in, or in the checkout that the program was built from.
    private static func findCorpus() throws -> String {
        var places = ["corpora/demo"]
        if let program = Bundle.main.executablePath {
            var folder = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent()
            for _ in 0..<5 {
                places.append(folder.appendingPathComponent("corpora/demo").path)
                folder.deleteLastPathComponent()
            }
        }
        guard
            let found = places.first(where: { FileManager.default.fileExists(atPath: $0 + "/manifest.csv") })
        else {
            throw CommandFailure(
                "the demo corpus is not here: run from the checkout, or name it with --corpus", .wrongUsage)
        }
        return found
    }
}
