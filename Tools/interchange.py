"""Small models and batches of random numbers, and the tool that computes with them; used by the check_* programs."""
import json
import pathlib
import subprocess

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

from pytorch_model import EmotionModel

# Tolerance of every comparison: float32 sums in another order.
TOLERANCE = 1e-5


def cases(quick=False):
    """Name and configuration of each model that is compared; `quick`: one of two layers of each kind, and the extremes."""
    base = {"labels": ["angry", "happy", "sad", "neutral"], "hidden": 17, "layers": 1, "resetGate": "after",
            "mfccColumns": 5, "prosodyColumns": 3, "maximumFrames": 30, "maximumTokens": 9, "vocabularySize": 23,
            "embeddingSize": 6}
    for kind in ("are", "tre", "mdre", "mdrea"):
        for gate in ("after", "before"):
            for layers in (2,) if quick else (1, 2):
                yield f"{kind}, reset {gate}, {layers} layer(s)", base | {
                    "architecture": kind, "resetGate": gate, "layers": layers}
    yield "are without prosody", base | {"architecture": "are", "prosodyColumns": 0}
    for pooling in ("mean", "attention"):
        yield f"are, {pooling} pooling", base | {"architecture": "are", "audioPooling": pooling}
    for kind in () if quick else ("are", "tre", "mdre", "mdrea"):
        for gate in ("after", "before"):
            yield f"{kind}, both ways, reset {gate}, 2 layers", base | {
                "architecture": kind, "resetGate": gate, "layers": 2, "bidirectionalAudio": kind != "tre",
                "bidirectionalText": kind != "are"}
    yield "are, 3 frames a step", base | {"architecture": "are", "frameStacking": 3}
    yield "mdrea, 4 frames a step, attention pooling, both ways", base | {
        "architecture": "mdrea", "frameStacking": 4, "audioPooling": "attention", "bidirectionalAudio": True,
        "bidirectionalText": True, "layers": 2, "maximumFrames": 29}


def random_model(configuration, seed):
    torch.manual_seed(seed)
    words = ["_PAD_", "_UNK_"] + [f"w{index}" for index in range(2, configuration["vocabularySize"])]
    model = EmotionModel(configuration, {
        "configuration": json.dumps(configuration),
        "vocabulary": json.dumps(words if configuration["architecture"] != "are" else [])})
    with torch.no_grad():
        for value in model.parameters():
            value.copy_(0.4 * torch.randn(value.shape))
    return model.eval()


def random_batch(configuration, seed, count=9):
    """Utterances of different lengths: none, one and more frames and tokens than are read among them."""
    random = np.random.default_rng(seed)
    frames = [1, 0, 30, 37, 2] + random.integers(1, 30, count - 5).tolist()
    tokens = [1, 3, 0, 12, 9] + random.integers(1, 9, count - 5).tolist()
    return [{"frames": random.normal(size=(t, configuration["mfccColumns"])).astype(np.float32),
             "prosody": random.normal(size=configuration["prosodyColumns"]).astype(np.float32),
             # One token is outside the vocabulary.
             "tokens": random.integers(0, configuration["vocabularySize"] + 1, w)}
            for t, w in zip(frames, tokens)]


def padded(configuration, batch, padding=np.nan):
    """The batch as PyTorch and ONNX take it; what stands behind the lengths is not to matter."""
    longest = max(1, max(len(item["frames"]) for item in batch))
    most = max(1, max(len(item["tokens"]) for item in batch))
    arrays = {"frames": np.full((len(batch), longest, configuration["mfccColumns"]), padding, np.float32),
              "frame_counts": np.array([len(item["frames"]) for item in batch], np.int64),
              "prosody": np.stack([item["prosody"] for item in batch]),
              "tokens": np.full((len(batch), most), 10**6, np.int64),
              "token_counts": np.array([len(item["tokens"]) for item in batch], np.int64)}
    for row, item in enumerate(batch):
        arrays["frames"][row, :len(item["frames"])] = item["frames"]
        arrays["tokens"][row, :len(item["tokens"])] = item["tokens"]
    if configuration["architecture"] == "tre":
        del arrays["frames"], arrays["frame_counts"], arrays["prosody"]
    if configuration["architecture"] == "are":
        del arrays["tokens"], arrays["token_counts"]
    if configuration["prosodyColumns"] == 0:
        arrays.pop("prosody", None)
    return arrays


class Tool:
    """The program, working in a folder of its own."""

    def __init__(self, program, folder):
        self.program, self.folder = str(program), pathlib.Path(folder)

    def run(self, *arguments):
        subprocess.run([self.program, "model", *map(str, arguments)], check=True, stderr=subprocess.PIPE)

    def path(self, name):
        return self.folder / name

    def imported(self, model):
        """The model file made of a PyTorch model."""
        model.save(self.path("weights.safetensors"))
        self.run("import", self.path("weights.safetensors"), "-o", self.path("model.safetensors"))
        return self.path("model.safetensors")

    def logits(self, file, batch):
        """Our logits, probabilities and attention (a list of rows, empty for other models than MDREA)."""
        tensors = {}
        for index, item in enumerate(batch):
            for name, value in item.items():
                if value.size:
                    tensors[f"input.{index}.{name}"] = np.ascontiguousarray(value, dtype=np.float32)
            # An utterance may have nothing but its number.
            if not any(name.startswith(f"input.{index}.") for name in tensors):
                tensors[f"input.{index}.tokens"] = np.zeros(0, np.float32)
        save_file(tensors, self.path("batch.safetensors"))
        self.run("logits", file, self.path("batch.safetensors"), "-o", self.path("logits.safetensors"))
        answer = load_file(self.path("logits.safetensors"))
        rows = [answer[f"attention.{index}"] for index in range(len(batch)) if f"attention.{index}" in answer]
        return answer["logits"], answer["probabilities"], rows


def attention_difference(rows, attention):
    """The largest difference of weights, those behind the lengths counted as zeros."""
    worst = 0.0
    for row, weights in zip(rows, attention):
        whole = np.zeros_like(weights)
        whole[:len(row)] = row
        worst = max(worst, float(np.abs(whole - weights).max()))
    return worst
