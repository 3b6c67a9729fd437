import Foundation
import Models
import Testing

@Suite("AdamOptimizer")
struct AdamOptimizerTests {
    @Test("an optimiser goes on from its encoded state with the same bits")
    func checkpoint() throws {
        var configuration = ModelConfiguration(architecture: .are, labels: ["a", "b"])
        configuration.hidden = 4
        var generator = TestGenerator(9)
        var parameters = Parameters.initial(configuration, using: &generator)
        var optimizer = AdamOptimizer(parameterCount: parameters.layout.count)
        func gradients() -> [Float] { (0..<parameters.layout.count).map { _ in generator.value() } }
        var first = gradients()
        optimizer.update(&parameters, gradients: &first)
        var resumed = try JSONDecoder().decode(AdamOptimizer.self, from: JSONEncoder().encode(optimizer))
        #expect(resumed == optimizer)
        var resumedParameters = parameters
        var second = gradients()
        var again = second
        optimizer.update(&parameters, gradients: &second)
        resumed.update(&resumedParameters, gradients: &again)
        #expect(parameters == resumedParameters)
        #expect(resumed.step == 2)
    }

    @Test("the number of threads changes no bit of an update", arguments: [2, 3, 7])
    func threads(_ threads: Int) {
        var configuration = ModelConfiguration(architecture: .tre, labels: ["a", "b"], vocabularySize: 333)
        configuration.hidden = 9
        var generator = TestGenerator(10)
        let start = Parameters.initial(configuration, using: &generator)
        let drawn = (0..<start.layout.count).map { _ in generator.value() }
        #expect(start.layout.count > 100_000 && start.layout.count % 16 != 0)
        func updated(_ threads: Int) -> (Parameters, AdamOptimizer, [Float]) {
            var (parameters, gradients) = (start, drawn)
            var optimizer = AdamOptimizer(parameterCount: start.layout.count)
            optimizer.update(&parameters, gradients: &gradients, threads: threads)
            return (parameters, optimizer, gradients)
        }
        let (alone, together) = (updated(1), updated(threads))
        #expect(alone.0 == together.0 && alone.1 == together.1)
        #expect(together.2.allSatisfy { $0 == 0 } && alone.0 != start)
    }
}
