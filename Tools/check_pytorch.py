#!/usr/bin/env python3
"""Compares the tool with PyTorch, through files: random weights of every kind of model, there and back.

    pip install torch safetensors numpy
    python3 Tools/check_pytorch.py --tool .build/release/emoscribe [--quick]

For each model: PyTorch's state dictionary becomes a model file; logits and attention of both agree within 1e-5 on
utterances of different lengths; the exported state dictionary loads strictly and holds the very same bits. Prints the
largest differences; ends with status 1 where something is off.
"""
import argparse
import sys
import tempfile

import numpy as np
import torch
from interchange import TOLERANCE, Tool, attention_difference, cases, padded, random_batch, random_model
from pytorch_model import EmotionModel

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--tool", required=True)
parser.add_argument("--quick", action="store_true", help="fewer models")
arguments = parser.parse_args()
torch.set_num_threads(1)
failed = 0
with tempfile.TemporaryDirectory() as folder:
    tool = Tool(arguments.tool, folder)
    for seed, (name, configuration) in enumerate(cases(arguments.quick)):
        model = random_model(configuration, seed)
        file = tool.imported(model)
        batch = random_batch(configuration, seed)
        with torch.no_grad():
            logits, attention = model(**{key: torch.from_numpy(value)
                                         for key, value in padded(configuration, batch).items()})
        ours, _, rows = tool.logits(file, batch)
        worst = float(np.abs(ours - logits.numpy()).max())
        weights = attention_difference(rows, attention.numpy()) if rows else 0.0
        tool.run("export", file, "--format", "pytorch", "-o", tool.path("back.safetensors"))
        back = EmotionModel.load(tool.path("back.safetensors"))
        same = all(torch.equal(value, back.state_dict()[key]) for key, value in model.state_dict().items())
        good = worst < TOLERANCE and weights < TOLERANCE and same
        failed += not good
        print(f"{name:55} logits {worst:.1e}  attention {weights:.1e}  weights {'same' if same else 'DIFFER'}"
              + ("" if good else "  FAILED"))
print(f"PyTorch {torch.__version__.split('+')[0]}: {failed} failed")
sys.exit(failed > 0)
