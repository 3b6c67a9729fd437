import Synchronization

/// The most audio that one request may hold: what is known of the service, and what it taught us by refusing.
///
/// A lesson holds for the rest of the run. Services that state no limit have one all the same: a proxy in front of them takes
/// a megabyte, a model half a minute.
final class PieceLimit: Sendable {
    /// Nothing shorter is cut any further: a service that refuses it refuses everything.
    static let leastSeconds = 5.0

    private let stated: ProviderLimits
    private let learned = Mutex<Double?>(nil)

    init(_ stated: ProviderLimits) { self.stated = stated }

    /// The most samples in one request; nil where no limit is known.
    func maximumSamples(sampleRate: Int) -> Int? {
        var limits: [Int] = []
        if let seconds = stated.audioSeconds { limits.append(Int(seconds * Double(sampleRate))) }
        if let bytes = stated.audioBytes { limits.append((bytes - SpeechAudio.wavHeaderByteCount) / 2) }
        if let seconds = learned.withLock({ $0 }) { limits.append(Int(seconds * Double(sampleRate))) }
        return limits.min().map { max($0, 1) }
    }

    /// - Throws: `audioTooLarge`, `audioTooLong` for what would be refused.
    func check(sampleCount: Int, sampleRate: Int) throws(SpeechToTextError) {
        guard let most = maximumSamples(sampleRate: sampleRate), sampleCount > most else { return }
        let bytes = SpeechAudio.wavHeaderByteCount + 2 * sampleCount
        if let limit = stated.audioBytes, bytes > limit { throw .audioTooLarge(bytes: bytes, limitBytes: limit) }
        let rate = Double(max(sampleRate, 1))
        throw .audioTooLong(seconds: Double(sampleCount) / rate, limitSeconds: Double(most) / rate)
    }

    /// Learns from a refusal.
    ///
    /// - Parameters:
    ///   - error: the refusal; its limit is taken where it states one, half of what was refused where it does not.
    ///   - seconds: of audio in the refused request.
    /// - Returns: whether it is worth cutting what was refused.
    func learn(from error: SpeechToTextError, seconds: Double) -> Bool {
        guard error.isTooMuchAudio, seconds > Self.leastSeconds else { return false }
        let stated: Double? =
            switch error {
            case .audioTooLong(_, let limit): limit
            case .audioTooLarge(let bytes, let limit) where bytes > 0: seconds * Double(limit) / Double(bytes)
            default: nil
            }
        // A limit that the refused audio keeps is none.
        let limit = stated.flatMap { $0 >= 1 && $0 < seconds * 0.999 ? $0 : nil } ?? seconds / 2
        learned.withLock { $0 = min($0 ?? .infinity, max(limit, Self.leastSeconds / 2)) }
        return true
    }
}
