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
}
