/// Everything that decides which numbers the extractors give: what model files store and cache keys cover.
///
/// Two equal settings give bit-identical features for equal samples on one machine.
public struct FeatureSettings: Codable, Hashable, Sendable {
    /// `SpeechFeatureSet.version` of the code that computed the features.
    public var version: Int

    /// Settings of the 39 cepstral columns.
    public var mfcc: MFCCOptions

    /// Settings of the 35 prosody columns.
    public var prosody: ProsodyOptions

    /// Settings of features computed by this version of the code.
    public init(mfcc: MFCCOptions = .init(), prosody: ProsodyOptions = .init()) {
        version = SpeechFeatureSet.version
        self.mfcc = mfcc
        self.prosody = prosody
    }

    /// Whether this code computes the very features that the settings describe.
    ///
    /// To be asked of settings from a file before extractors are made of them.
    public var isCurrent: Bool { version == SpeechFeatureSet.version && mfcc.isValid && prosody.isValid }
}
