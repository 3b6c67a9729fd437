/// How long recordings are, for files that cover the whole of one.
public struct RecordingDuration: Sendable {
    /// Seconds that recordings are taken to have whose file does not say; nil leaves their whole-file rows out.
    public var assumedSeconds: Double?
    private let stated: @Sendable (_ path: String) throws -> Double?

    /// - Parameters:
    ///   - assumedSeconds: what to take where the file does not say.
    ///   - stated: the length that the file at a path states, nil where it states none.
    public init(assumedSeconds: Double? = nil, stated: @escaping @Sendable (_ path: String) throws -> Double?) {
        self.assumedSeconds = assumedSeconds
        self.stated = stated
    }

    /// The length of a recording.
    ///
    /// - Returns: nil where neither its file nor the user says; then also why its file could not be read.
    func seconds(of path: String) -> (seconds: Double?, failure: String?) {
        do {
            if let seconds = try stated(path), seconds > 0 { return (seconds, nil) }
            return (assumedSeconds, nil)
        } catch {
            return (assumedSeconds, assumedSeconds == nil ? "\(error)" : nil)
        }
    }
}
