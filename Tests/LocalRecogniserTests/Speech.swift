import AudioIO
import Foundation
import LocalRecogniser
import TestSupport

/// Speech for the tests, from the demo corpus.
enum Speech {
    static let hasModel = (try? SphinxModel()) != nil

    /// The samples of an utterance at 16 kHz.
    static func samples(_ id: String) throws -> [Int16] {
        PCM16.quantise(try AudioReader().read(path: DemoCorpus.recording(id).path).samples)
    }
}
