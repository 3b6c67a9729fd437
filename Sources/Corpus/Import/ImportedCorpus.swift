/// A corpus as a manifest, and what in it could not be taken or deserves a look.
public struct ImportedCorpus: Sendable {
    /// One utterance for each that can be used; its `directory` is the corpus's folder.
    public var manifest: Manifest
    /// Errors are utterances or files that were left out; warnings are oddities of what is in.
    public var issues: [ManifestIssue]
    /// What a reader of the numbers wants to know: counts, how labels came about.
    public var remarks: [String]

    /// See the properties of the same names.
    public init(manifest: Manifest, issues: [ManifestIssue] = [], remarks: [String] = []) {
        self.manifest = manifest
        self.issues = issues
        self.remarks = remarks
    }
}

/// A corpus, or a way to lay one out, that can be turned into a manifest.
///
/// Recordings stay where they are.
public protocol CorpusImporter: Sendable {
    /// As the user names it, `ravdess`.
    static var name: String { get }
    /// What the corpus is, in a line.
    static var summary: String { get }
    /// How its files are laid out and what is made of them, in lines of at most 100 characters.
    static var layout: String { get }

    init()

    /// Reads a corpus.
    ///
    /// - Parameter path: its folder, or the file that names its utterances where the layout has one.
    /// - Returns: utterances in an order that depends on names only.
    /// - Throws: `CorpusError` where the whole corpus cannot be read; faults of single files are issues.
    func read(_ path: String) throws(CorpusError) -> ImportedCorpus
}

/// Every importer, in the order in which they are listed.
public let corpusImporters: [any CorpusImporter.Type] = [
    IEMOCAPImporter.self, RAVDESSImporter.self, CREMADImporter.self, EmoDBImporter.self, SAVEEImporter.self,
    TESSImporter.self, MELDImporter.self, KaldiImporter.self, AudformatImporter.self,
]

/// The emotion names that importers write, so that corpora can be joined; the corpus's own word stays in `label_original`.
enum EmotionName {
    static let angry = "angry"
    static let happy = "happy"
    static let sad = "sad"
    static let neutral = "neutral"
    static let excited = "excited"
    static let fearful = "fearful"
    static let disgusted = "disgusted"
    static let surprised = "surprised"
    static let calm = "calm"
    static let bored = "bored"
    static let frustrated = "frustrated"
    static let other = "other"
}
