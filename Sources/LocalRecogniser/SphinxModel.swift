import Crypto
import Foundation

/// The model of the built-in recogniser: a folder with an acoustic model, a language model and a dictionary.
///
/// ```
/// en-us/                 acoustic model (or its files directly in the folder): mdef, means, variances, feat.params …
/// en-us.lm.bin           language model: the first *.lm.bin or *.lm by name
/// cmudict-en-us.dict     dictionary: the first *.dict by name
/// ```
public struct SphinxModel: Sendable, Equatable {
    /// The variable of the environment that names another folder.
    public static let environmentVariable = "EMOSCRIBE_SPHINX_MODEL"

    /// Where Debian's package `pocketsphinx-en-us` puts its model.
    public static let defaultDirectory = "/usr/share/pocketsphinx/model/en-us"

    /// The folder.
    public let directory: String

    let acousticModel: String
    let languageModel: String
    let dictionary: String

    /// Looks into a folder; nothing is loaded yet.
    ///
    /// - Parameters:
    ///   - directory: the folder; nil takes the one named by `environmentVariable`, else `defaultDirectory`.
    ///   - environment: where the variable is looked up; nil is the environment of the process.
    /// - Throws: `RecogniserError.modelMissing`.
    public init(directory: String? = nil, environment: [String: String]? = nil) throws(RecogniserError) {
        let named = (environment ?? ProcessInfo.processInfo.environment)[SphinxModel.environmentVariable].flatMap {
            $0.isEmpty ? nil : $0
        }
        let folder = directory ?? named ?? SphinxModel.defaultDirectory
        // Sorted by bytes, so that the choice does not depend on the disk or the language of the system.
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !names.isEmpty else { throw .modelMissing(path: folder) }
        let candidates = [folder] + names.map { "\(folder)/\($0)" }
        guard let acoustic = candidates.first(where: { FileManager.default.fileExists(atPath: $0 + "/mdef") }) else {
            throw .modelMissing(path: "\(folder)/en-us/mdef")
        }
        // "en-us-phone.lm.bin", a model of sounds and not of words, lies in the same folder.
        let words = names.filter { !$0.contains("phone") }
        guard let language = words.first(where: { $0.hasSuffix(".lm.bin") || $0.hasSuffix(".lm") }) else {
            throw .modelMissing(path: "\(folder)/en-us.lm.bin")
        }
        guard let dictionary = words.first(where: { $0.hasSuffix(".dict") }) else {
            throw .modelMissing(path: "\(folder)/cmudict-en-us.dict")
        }
        self.directory = folder
        acousticModel = acoustic
        languageModel = "\(folder)/\(language)"
        self.dictionary = "\(folder)/\(dictionary)"
    }

    /// A name for everything that can change the recogniser's answers: program, model content, and preset.
    ///
    /// The SHA-256 is of the content, not of names and sizes, because a cached transcript must not outlive a changed
    /// model. It reads 37 MB, about 0.05 s; keep the result.
    ///
    /// - Parameter preset: how thoroughly the recogniser will search.
    /// - Returns: for example `sphinx 0.8+5prealpha, times 2, model 0123456789abcdef, full`.
    /// - Throws: `RecogniserError.modelUnreadable`.
    public func identity(preset: SphinxPreset = .full) throws(RecogniserError) -> String {
        var hash = SHA256()
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: acousticModel)) ?? [])
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        // Only what the recogniser reads: a README does not change an answer, and folders lie there too.
        let acoustic = names.filter { SphinxModel.acousticFiles.contains($0) }.map { "\(acousticModel)/\($0)" }
        for path in acoustic + [languageModel, dictionary] {
            do {
                let content = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
                hash.update(data: SHA256.hash(data: content).withUnsafeBytes { Data($0) })
            } catch {
                throw .modelUnreadable(path: path, reason: error.localizedDescription)
            }
        }
        let digest = hash.finalize().prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }
        return "sphinx 0.8+5prealpha, times 2, model \(digest.joined()), \(preset.rawValue)"
    }

    /// Whether the files that the library insists on begin as they should.
    ///
    /// Where they do not, the library would end the whole program instead of reporting an error.
    var looksSane: Bool {
        let beginnings = [
            "mdef": ["BMDF", "FDMB", "0.3"], "means": ["s3"], "variances": ["s3"], "transition_matrices": ["s3"],
        ]
        return beginnings.allSatisfy { name, wanted in
            guard let file = FileHandle(forReadingAtPath: "\(acousticModel)/\(name)") else { return false }
            let start = (try? file.read(upToCount: 4)) ?? Data()
            return wanted.contains { start.starts(with: $0.utf8) }
        }
    }

    private static let acousticFiles: Set<String> = [
        "mdef", "means", "variances", "mixture_weights", "sendump", "transition_matrices", "noisedict", "feat.params",
        "feature_transform", "kdtrees",
    ]
}
