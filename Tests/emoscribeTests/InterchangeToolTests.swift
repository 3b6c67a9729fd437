import Foundation
import TestSupport
import Testing

/// The tool against PyTorch and onnxruntime themselves, with random weights of every kind of model; the golden files of
/// `ModelsTests` hold a few of their answers for machines without them.
@Suite("Interchange with other programs", .enabled(if: Tool.isBuilt))
struct InterchangeToolTests {
    private func check(_ program: String) throws {
        let script = SharedReference.checkout.appendingPathComponent("Tools/\(program)").path
        let run = try Python.run([script, "--tool", Tool.path, "--quick"])
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains(": 0 failed"), "\(run.output)")
    }

    @Test(
        "PyTorch loads our state dictionaries strictly, has our logits, and its own come back with the same bits",
        .enabled(if: Python.has("torch", "safetensors", "numpy"), Python.needs("torch safetensors numpy")))
    func pytorch() throws { try check("check_pytorch.py") }

    @Test(
        "onnxruntime has our logits, probabilities and attention, whatever stands behind an utterance's length",
        .enabled(
            if: Python.has("torch", "safetensors", "numpy", "onnx", "onnxruntime"),
            Python.needs("torch safetensors numpy onnx onnxruntime")))
    func onnx() throws { try check("check_onnx.py") }
}
