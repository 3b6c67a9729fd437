import AudioIO
import Foundation
import LocalRecogniser
import TestSupport

/// Synthetic speech for the tests, spoken by flite where it is installed.
enum Speech {
    static let hasModel = (try? SphinxModel()) != nil
    static let voice = ["/usr/bin/flite", "/usr/local/bin/flite"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static let hasVoice = voice != nil

    struct NoVoice: Error {}

    /// The samples of a sentence at 16 kHz.
    static func say(_ text: String, in folder: TemporaryFolder) throws -> [Int16] {
        guard let voice else { throw NoVoice() }
        let path = folder.path("\(UUID().uuidString).wav")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: voice)
        process.arguments = ["-voice", "slt", "-t", text, "-o", path]
        try process.run()
        process.waitUntilExit()
        return PCM16.quantise(try AudioReader().read(path: path).samples)
    }
}
