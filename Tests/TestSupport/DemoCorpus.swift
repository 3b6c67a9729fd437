public import Foundation

/// The synthetic demo corpus that the repository ships; the only speech that is there on every machine.
public enum DemoCorpus {
    public static let folder = SharedReference.checkout.appendingPathComponent("corpora/demo")

    /// The manifest's file.
    public static let manifest = folder.appendingPathComponent("manifest.csv")

    /// The recording of an utterance, such as `demo-012` ("I got a letter from my sister.").
    public static func recording(_ id: String) -> URL { folder.appendingPathComponent("audio/\(id).flac") }
}
