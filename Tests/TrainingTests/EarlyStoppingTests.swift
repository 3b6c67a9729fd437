import Testing
import Training

@Suite struct EarlyStoppingTests {
    private func verdicts(
        _ losses: [Double], patience: Int, minimumSteps: Int = 0
    ) -> (verdicts: [EarlyStopping.Verdict], rule: EarlyStopping) {
        var rule = EarlyStopping(patience: patience, minimumSteps: minimumSteps)
        let verdicts = losses.enumerated().map { rule.record(loss: $1, step: 10 * ($0 + 1)) }
        return (verdicts, rule)
    }

    @Test("the run stops at the check that completes the patience, and the best step is the lowest loss's")
    func script() {
        let (verdicts, rule) = verdicts([1.0, 0.8, 0.9, 0.85, 0.7, 0.71, 0.72, 0.73], patience: 3)
        #expect(verdicts == [.improved, .improved, .waiting, .waiting, .improved, .waiting, .waiting, .stop])
        #expect(rule.bestStep == 50 && rule.bestLoss == 0.7 && rule.checksWithoutImprovement == 3)
    }

    @Test("an equal loss is no improvement")
    func equal() {
        #expect(verdicts([0.5, 0.5, 0.5], patience: 2).verdicts == [.improved, .waiting, .stop])
    }

    @Test("before the minimum number of steps the run goes on, and ends there if patience is used up")
    func minimum() {
        let result = verdicts([1, 2, 2, 2, 2], patience: 2, minimumSteps: 40)
        #expect(result.verdicts == [.improved, .waiting, .waiting, .stop, .stop])
        #expect(result.rule.bestStep == 10)
    }

    @Test("a loss that is not a number is never the best")
    func notANumber() {
        let result = verdicts([.nan, 1, .nan, -.infinity], patience: 2)
        #expect(result.verdicts == [.waiting, .improved, .waiting, .stop])
        #expect(result.rule.bestLoss == 1)
    }

    @Test("patience 1 stops at the first check that is not better")
    func impatient() {
        #expect(verdicts([3, 2, 2.5], patience: 1).verdicts == [.improved, .improved, .stop])
    }
}
