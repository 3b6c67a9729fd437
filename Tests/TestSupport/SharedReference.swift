public import Foundation

/// The reference data that lies beside the checkout, in `../shared`.
///
/// It is not part of the repository (its corpora have licences of their own). Tests that need it carry the trait
/// `.enabled(if: SharedReference.isPresent)`, so they are skipped, and counted as skipped, where it is missing.
public enum SharedReference {
    /// The folder `shared` beside the checkout, or the one that `EMOSCRIBE_SHARED` names.
    public static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["EMOSCRIBE_SHARED"], !path.isEmpty {
            return URL(fileURLWithPath: path, isDirectory: true)
        }
        return checkout.deletingLastPathComponent().appendingPathComponent("shared", isDirectory: true)
    }()

    /// The checkout's root folder, found from this file's own place in it.
    public static let checkout = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Whether the reference data is there.
    public static let isPresent = FileManager.default.fileExists(
        atPath: root.appendingPathComponent("reference").path)

    /// A file or folder below `shared`; it need not exist.
    public static func url(_ relativePath: String) -> URL { root.appendingPathComponent(relativePath) }
}
