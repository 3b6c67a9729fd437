public import Foundation

/// Time as a run sees it; tests give one that does not wait.
public struct RunClock: Sendable {
    /// The date, for pauses that servers give as a date.
    public var date: @Sendable () -> Date
    /// Seconds that only grow, from any start.
    public var seconds: @Sendable () -> Double
    /// Waits; throws when the task is cancelled.
    public var sleep: @Sendable (_ seconds: Double) async throws -> Void

    /// See the properties of the same names.
    public init(
        date: @escaping @Sendable () -> Date, seconds: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (_ seconds: Double) async throws -> Void
    ) {
        self.date = date
        self.seconds = seconds
        self.sleep = sleep
    }

    /// The machine's clocks.
    public static let system = RunClock(
        date: { Date() },
        seconds: { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 },
        sleep: { try await Task.sleep(for: .seconds($0)) })
}
