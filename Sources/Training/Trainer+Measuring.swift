/// Times of a trainer's steps.
extension Trainer {
    /// Makes one step to warm up and then some that are measured; nothing is kept.
    ///
    /// - Parameters:
    ///   - examples: at least one; batches are drawn from them.
    ///   - dev: measured once; empty takes no time.
    ///   - steps: at least 1.
    /// - Returns: mean seconds of a step, and seconds of one look at the dev loss.
    /// - Throws: as `train(_:dev:)`.
    public func measure(_ examples: [Example], dev: [Example], steps: Int) throws -> (step: Double, check: Double) {
        precondition(steps > 0, "at least one step is measured")
        var run = try run(examples, dev: dev)
        try run.advance()
        let clock = ContinuousClock()
        let stepTime = try clock.measure { for _ in 0..<steps { try run.advance() } }
        _ = try run.devLoss()
        let checkTime = try clock.measure { _ = try run.devLoss() }
        return (stepTime / .seconds(1) / Double(steps), checkTime / .seconds(1))
    }
}
