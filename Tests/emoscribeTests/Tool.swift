import Corpus
import Dispatch
import Foundation
import Models
import TestSupport
import TranscriptCache

/// The built program, run as a process of its own.
enum Tool {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        /// The JSON object on standard output; empty where there is none.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
        }
    }

    /// Beside the test bundle, where the package manager puts it, unless `EMOSCRIBE_TOOL` names another build.
    static let path: String = {
        if let named = ProcessInfo.processInfo.environment["EMOSCRIBE_TOOL"] { return named }
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("emoscribe").path
    }()

    static let isBuilt = FileManager.default.isExecutableFile(atPath: path)

    /// Runs the tool to its end.
    ///
    /// - Parameters:
    ///   - arguments: the command line.
    ///   - program: another program that starts the tool, given in the arguments.
    ///   - environment: added to ours; an empty value takes a variable away.
    ///   - output: where standard output goes; nil keeps it for the outcome.
    /// - Returns: its status and what it wrote.
    /// - Throws: where the process cannot be started.
    static func run(
        _ arguments: [String], program: String = Tool.path, environment: [String: String] = [:],
        output: FileHandle? = nil
    ) async throws -> Outcome {
        let files = try TemporaryFolder()
        let process = try start(arguments, files, program: program, environment: environment, output: output)
        return try await outcome(of: process, files)
    }

    /// Starts the tool and kills it without warning as soon as `ready` says so.
    static func runAndKill(_ arguments: [String], when ready: () async throws -> Bool) async throws {
        let files = try TemporaryFolder()
        let process = try start(arguments, files)
        while process.isRunning, try await !ready() { try await Task.sleep(for: .milliseconds(20)) }
        kill(process.processIdentifier, SIGKILL)
        await end(of: process)
    }

    /// Starts the tool, sends it what Ctrl-C sends as soon as `ready` says so, and waits for its end.
    static func runAndInterrupt(_ arguments: [String], when ready: () async throws -> Bool) async throws -> Outcome {
        let files = try TemporaryFolder()
        let process = try start(arguments, files)
        while process.isRunning, try await !ready() { try await Task.sleep(for: .milliseconds(10)) }
        kill(process.processIdentifier, SIGINT)
        return try await outcome(of: process, files)
    }

    /// Starts a command that serves until Ctrl-C, and runs `body` with the first line that it prints.
    static func whileServing<Result>(
        _ arguments: [String], _ body: (_ firstLine: String) async throws -> Result
    ) async throws -> Result {
        let files = try TemporaryFolder()
        let process = try start(arguments, files)
        defer { kill(process.processIdentifier, SIGINT) }
        while process.isRunning {
            let lines = try String(contentsOf: files.url("out"), encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            if lines.count > 1 { return try await body(String(lines[0])) }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw POSIXError(.ECHILD, userInfo: ["said": try String(contentsOf: files.url("err"), encoding: .utf8)])
    }

    /// How many transcripts a cache holds, read while another process writes to it.
    static func countTranscripts(_ cache: String) async throws -> Int {
        guard FileManager.default.fileExists(atPath: cache + "/emoscribe.sqlite") else { return 0 }
        return try await TranscriptStore(directory: cache).statistics().transcripts
    }

    private static func end(of process: Process) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }

    private static func outcome(of process: Process, _ files: TemporaryFolder) async throws -> Outcome {
        await end(of: process)
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOf: files.url("out"), encoding: .utf8),
            errors: try String(contentsOf: files.url("err"), encoding: .utf8))
    }

    private static func start(
        _ arguments: [String], _ files: TemporaryFolder, program: String = Tool.path,
        environment: [String: String] = [:], output: FileHandle? = nil
    ) throws -> Process {
        for name in ["out", "err"] { try files.write("", to: name) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        // A settings file or key of whoever runs the tests must not change them.
        var variables = ProcessInfo.processInfo.environment
        variables["XDG_CONFIG_HOME"] = files.path
        for name in variables.keys where name.hasSuffix("_API_KEY") || name.hasPrefix("AZURE_SPEECH") {
            variables[name] = nil
        }
        for (name, value) in environment { variables[name] = value.isEmpty ? nil : value }
        process.environment = variables
        process.currentDirectoryURL = files.url
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try output ?? FileHandle(forWritingTo: files.url("out"))
        process.standardError = try FileHandle(forWritingTo: files.url("err"))
        try process.run()
        return process
    }
}

/// The first utterances of the shipped demo corpus, copied so that a test can do with them what it likes.
enum DemoSlice {
    static func audio(_ index: Int) throws -> URL {
        let manifest = try Manifest.read(path: DemoCorpus.manifest.path)
        return URL(fileURLWithPath: manifest.audioPath(of: manifest.utterances[index]) ?? "")
    }

    /// Writes a manifest of `count` utterances and copies their recordings to `audio/`; returns the manifest's path.
    static func write(_ count: Int, to folder: TemporaryFolder) throws -> String {
        var manifest = try Manifest.read(path: DemoCorpus.manifest.path)
        manifest.utterances = Array(manifest.utterances.prefix(count))
        for utterance in manifest.utterances {
            let source = URL(fileURLWithPath: manifest.audioPath(of: utterance) ?? "")
            try folder.write(try Data(contentsOf: source), to: "audio/\(source.lastPathComponent)")
        }
        manifest.directory = folder.path
        manifest.path = folder.path("corpus.csv")
        try ManifestWriter.write(manifest, to: manifest.path)
        return manifest.path
    }
}

/// A model of random weights, for tests in which only the way of a label matters.
enum TinyModel {
    static func write(to folder: TemporaryFolder, _ architecture: Architecture = .are) throws -> String {
        let words = architecture.usesText ? ["_PAD_", "_UNK_", "text"] : []
        var configuration = ModelConfiguration(
            architecture: architecture, labels: ["angry", "happy"], vocabularySize: words.count)
        configuration.hidden = 4
        configuration.embeddingSize = 3
        var generator = SeededGenerator(seed: 5)
        let file = try ModelFile(
            configuration: configuration, parameters: .initial(configuration, using: &generator),
            metadata: ModelMetadata(vocabulary: words))
        try file.write(folder.path("model.safetensors"))
        return folder.path("model.safetensors")
    }
}
