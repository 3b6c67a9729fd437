#!/usr/bin/env python3
"""Compares the tool's ONNX files with the tool itself, by onnxruntime.

    pip install torch safetensors numpy onnx onnxruntime
    python3 Tools/check_onnx.py --tool .build/release/emoscribe [--quick]

For each kind of model with random weights: the file passes onnx.checker (full check, with shape inference); logits,
probabilities and attention agree within 1e-5 for batches whose utterances have different lengths, with NaN and impossible
tokens as padding, and for each utterance alone. Prints the largest differences; ends with status 1 where something is off.
"""
import argparse
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from interchange import TOLERANCE, Tool, attention_difference, cases, padded, random_batch, random_model

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--tool", required=True)
parser.add_argument("--quick", action="store_true", help="fewer models")
arguments = parser.parse_args()
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
failed = 0


def compare(session, configuration, batch, ours, probabilities, rows):
    """The largest differences of logits, probabilities and attention."""
    outputs = dict(zip([output.name for output in session.get_outputs()],
                       session.run(None, padded(configuration, batch))))
    return [float(np.abs(ours - outputs["logits"]).max()),
            float(np.abs(probabilities - outputs["probabilities"]).max()),
            attention_difference(rows, outputs["attention"]) if rows else 0.0]


with tempfile.TemporaryDirectory() as folder:
    tool = Tool(arguments.tool, folder)
    for seed, (name, configuration) in enumerate(cases(arguments.quick)):
        file = tool.imported(random_model(configuration, seed))
        tool.run("export", file, "--format", "onnx", "-o", tool.path("model.onnx"))
        model = onnx.load(tool.path("model.onnx"))
        onnx.checker.check_model(model, full_check=True)
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        batch = random_batch(configuration, 1000 + seed)
        ours, probabilities, rows = tool.logits(file, batch)
        worst = compare(session, configuration, batch, ours, probabilities, rows)
        for index, item in enumerate(batch):
            alone = compare(session, configuration, [item], ours[index:index + 1], probabilities[index:index + 1],
                            rows[index:index + 1])
            worst = [max(pair) for pair in zip(worst, alone)]
        good = max(worst) < TOLERANCE
        failed += not good
        print(f"{name:55} logits {worst[0]:.1e}  probabilities {worst[1]:.1e}  attention {worst[2]:.1e}"
              + ("" if good else "  FAILED"))
print(f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}: {failed} failed")
sys.exit(failed > 0)
