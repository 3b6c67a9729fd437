#!/usr/bin/env python3
"""Writes the files of Tests/ModelsTests/Golden by which PyTorch's and onnxruntime's answers are tested without them.

    pip install torch safetensors numpy onnx onnxruntime
    python3 Tools/make_interchange_golden.py --tool .build/release/emoscribe

For each model `torch-<name>.safetensors` is a state dictionary that PyTorch wrote, `emoscribe-<name>.onnx` what the tool
exports of it, and `answers-<name>.safetensors` a batch with the logits and attention of PyTorch and of onnxruntime.
"""
import argparse
import pathlib
import shutil
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch
from interchange import Tool, cases, padded, random_batch, random_model
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "ModelsTests" / "Golden"
SMALL = {"hidden": 6, "vocabularySize": 9, "maximumFrames": 12, "maximumTokens": 5}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--tool", required=True)
arguments = parser.parse_args()
all_cases = dict(cases())
with tempfile.TemporaryDirectory() as folder:
    tool = Tool(arguments.tool, folder)
    for seed, (name, case) in enumerate([
            ("mdrea", "mdrea, reset after, 2 layer(s)"), ("tre-before", "tre, reset before, 1 layer(s)"),
            ("mdre", "mdre, reset after, 1 layer(s)"),
            ("mdrea-beyond", "mdrea, 4 frames a step, attention pooling, both ways")]):
        configuration = all_cases[case] | SMALL
        model = random_model(configuration, 100 + seed)
        file = tool.imported(model)
        shutil.copy(tool.path("weights.safetensors"), FOLDER / f"torch-{name}.safetensors")
        tool.run("export", file, "--format", "onnx", "-o", FOLDER / f"emoscribe-{name}.onnx")
        onnx.checker.check_model(onnx.load(FOLDER / f"emoscribe-{name}.onnx"), full_check=True)
        batch = random_batch(configuration, 200 + seed, 7)
        inputs = padded(configuration, batch)
        tensors = {f"input.{index}.{key}": np.ascontiguousarray(value, dtype=np.float32)
                   for index, item in enumerate(batch) for key, value in item.items()}
        with torch.no_grad():
            logits, attention = model(**{key: torch.from_numpy(value) for key, value in inputs.items()})
        answers = {"pytorch": (logits.numpy(), None if attention is None else attention.numpy())}
        session = onnxruntime.InferenceSession(FOLDER / f"emoscribe-{name}.onnx", providers=["CPUExecutionProvider"])
        outputs = dict(zip([output.name for output in session.get_outputs()], session.run(None, inputs)))
        answers["onnxruntime"] = outputs["logits"], outputs.get("attention")
        for maker, (logits, attention) in answers.items():
            tensors[f"{maker}.logits"] = np.ascontiguousarray(logits)
            if attention is not None:
                tensors[f"{maker}.attention"] = np.ascontiguousarray(attention)
        save_file(tensors, FOLDER / f"answers-{name}.safetensors", metadata={
            "pytorch": torch.__version__.split("+")[0], "onnxruntime": onnxruntime.__version__})
