#!/usr/bin/env python3
"""Writes the golden files of Tests/ModelsTests/Golden: the four models computed by PyTorch in double precision.

Each file `pytorch-<name>.safetensors` holds one small model and batch: weights, inputs, logits, the loss, the gradient of
every parameter, and the losses of ten Adam steps; its metadata holds the configuration as JSON. Everything is written
as float32 (tokens, lengths and labels too), computed in float64 from those very float32 values.

    pip install torch safetensors numpy      # the CPU build is enough
    python3 Tools/make_model_golden.py

Files of settings beyond the paper (pooling, both ways, stacked frames) are named after them.

The models are written from their definition (Yoon, Byun, Jung 2018, equations 1-5), not from this project's code:
`torch.nn.GRU` for the reset gate after the hidden projection, a loop over the equations for the gate before it.
"""
import json
import pathlib

import numpy as np
import torch
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "ModelsTests" / "Golden"
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def float32(tensor):
    """The values that the file will hold, as doubles."""
    return tensor.to(torch.float32).to(torch.float64)


class ResetBefore(torch.nn.Module):
    """A GRU whose reset gate acts before the hidden projection; parameters named as in torch.nn.GRU."""

    def __init__(self, inputs, hidden, layers, bidirectional):
        super().__init__()
        self.hidden, self.layers = hidden, layers
        self.directions = ["", "_reverse"] if bidirectional else [""]
        for layer in range(layers):
            width = inputs if layer == 0 else hidden * len(self.directions)
            for direction in self.directions:
                for name, shape in (("weight_ih", (3 * hidden, width)), ("weight_hh", (3 * hidden, hidden)),
                                    ("bias_ih", (3 * hidden,)), ("bias_hh", (3 * hidden,))):
                    self.register_parameter(f"{name}_l{layer}{direction}", torch.nn.Parameter(torch.zeros(shape)))

    def forward(self, x):
        for layer in range(self.layers):
            sides = []
            for direction in self.directions:
                suffix = f"l{layer}{direction}"
                w_r, w_z, w_n = getattr(self, f"weight_ih_{suffix}").chunk(3)
                u_r, u_z, u_n = getattr(self, f"weight_hh_{suffix}").chunk(3)
                b_r, b_z, b_n = (getattr(self, f"bias_ih_{suffix}") + getattr(self, f"bias_hh_{suffix}")).chunk(3)
                h = torch.zeros(self.hidden)
                states = []
                for step in x.flip(0) if direction else x:
                    r = torch.sigmoid(w_r @ step + u_r @ h + b_r)
                    z = torch.sigmoid(w_z @ step + u_z @ h + b_z)
                    n = torch.tanh(w_n @ step + u_n @ (r * h) + b_n)
                    h = (1 - z) * n + z * h
                    states.append(h)
                states = torch.stack(states) if states else torch.zeros(0, self.hidden)
                sides.append(states.flip(0) if direction else states)
            x = torch.cat(sides, 1)
        return x


class Model(torch.nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        kind, hidden = c["architecture"], c["hidden"]
        # Settings beyond the paper; what is absent has the paper's value.
        self.pooling, self.stacking = c.get("audioPooling", "last"), c.get("frameStacking", 1)
        self.both = {"audio": c.get("bidirectionalAudio", False), "text": c.get("bidirectionalText", False)}

        def gru(inputs, encoder):
            if c["resetGate"] == "before":
                return ResetBefore(inputs, hidden, c["layers"], self.both[encoder])
            return torch.nn.GRU(inputs, hidden, c["layers"], bidirectional=self.both[encoder])

        audio, text = (hidden * (2 if self.both[encoder] else 1) for encoder in ("audio", "text"))
        encoding = audio + c["prosodyColumns"]
        if kind != "tre":
            self.audio = gru(c["mfccColumns"] * self.stacking, "audio")
            if self.pooling == "attention":
                self.audio_attention = torch.nn.Linear(audio, 1, bias=False)
        if kind != "are":
            self.embedding = torch.nn.Embedding(c["vocabularySize"], c["embeddingSize"])
            self.text = gru(c["embeddingSize"], "text")
        width = {"are": encoding, "tre": text, "mdre": encoding // 2 + text // 2, "mdrea": 2 * text}[kind]
        if kind in ("mdre", "mdrea"):
            self.audio_projection = torch.nn.Linear(encoding, encoding // 2 if kind == "mdre" else text)
        if kind == "mdre":
            self.text_projection = torch.nn.Linear(text, text // 2)
        self.output = torch.nn.Linear(width, len(c["labels"]))

    def states(self, name, x):
        if len(x) == 0:
            return torch.zeros(0, self.c["hidden"] * (2 if self.both[name] else 1))
        result = getattr(self, name)(x)
        return result[0] if isinstance(result, tuple) else result

    def last(self, name, states):
        """Each direction's state after its own last step: the reverse one's stands at the first step."""
        if len(states) == 0:
            return torch.zeros(states.shape[1])
        hidden = self.c["hidden"]
        return torch.cat([states[-1, :hidden], states[0, hidden:]]) if self.both[name] else states[-1]

    def encoded(self, frames):
        """The audio encoder's states pooled into one vector."""
        frames = frames[: self.c["maximumFrames"]]
        missing = -len(frames) % self.stacking
        steps = torch.nn.functional.pad(frames, (0, 0, 0, missing)).reshape(-1, self.stacking * frames.shape[1])
        states = self.states("audio", steps)
        if self.pooling == "last" or len(states) == 0:
            return self.last("audio", states)
        if self.pooling == "mean":
            return states.mean(0)
        return torch.softmax(self.audio_attention(states)[:, 0], 0) @ states

    def one(self, frames, prosody, tokens):
        """Logits and attention of a single utterance: no batch, so no padding, no masks, no sorting."""
        kind = self.c["architecture"]
        if kind != "tre":
            e = torch.cat([self.encoded(frames), prosody])
        if kind != "are":
            tokens = (tokens or [1])[: self.c["maximumTokens"]]
            text = self.states("text", self.embedding(torch.tensor(tokens)))
        if kind == "are":
            return self.output(e), None
        if kind == "tre":
            return self.output(self.last("text", text)), None
        a = self.audio_projection(e)
        if kind == "mdre":
            return self.output(torch.cat([a, self.text_projection(self.last("text", text))])), None
        weights = torch.softmax(text @ a, 0)
        return self.output(torch.cat([weights @ text, a])), weights

    def named(self):
        """Parameters by this project's names."""
        return {("text.embedding.weight" if name == "embedding.weight" else name): value
                for name, value in self.named_parameters()}


def batch_loss(model, batch, labels, function, class_weights):
    logits = torch.stack([model.one(*utterance)[0] for utterance in batch])
    target = torch.nn.functional.one_hot(torch.tensor(labels), logits.shape[1]).to(logits)
    if function == "softmax":
        each = -(torch.log_softmax(logits, 1) * target).sum(1)
    else:
        each = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none").mean(1)
    return logits, (each * torch.tensor(class_weights)[labels]).mean()


def write(name, seed, lengths, word_counts, function="softmax", class_weights=None, **changes):
    c = {"architecture": "are", "labels": ["angry", "happy", "sad", "neutral"], "hidden": 19, "layers": 1,
         "resetGate": "after", "mfccColumns": 7, "prosodyColumns": 5, "maximumFrames": 9, "maximumTokens": 6,
         "vocabularySize": 11, "embeddingSize": 6} | changes
    torch.manual_seed(seed)
    model = Model(c)
    with torch.no_grad():
        for value in model.parameters():
            value.copy_(float32(0.4 * torch.randn(value.shape)))
    batch, labels = [], []
    for frames, words in zip(lengths, word_counts):
        batch.append((float32(torch.randn(frames, c["mfccColumns"])), float32(torch.randn(c["prosodyColumns"])),
                      torch.randint(0, c["vocabularySize"], (words,)).tolist()))
        labels.append(int(torch.randint(0, len(c["labels"]), ())))
    class_weights = class_weights or [1.0] * len(c["labels"])

    def array(value):
        return np.ascontiguousarray(np.asarray(value, dtype=np.float32))

    tensors = {f"parameter.{key}": array(value.detach()) for key, value in model.named().items()}
    for index, (frames, prosody, tokens) in enumerate(batch):
        if len(frames):
            tensors[f"input.{index}.frames"] = array(frames)
        tensors[f"input.{index}.prosody"] = array(prosody)
        if tokens:
            tensors[f"input.{index}.tokens"] = array(tokens)
        weights = model.one(frames, prosody, tokens)[1]
        if weights is not None:
            tensors[f"attention.{index}"] = array(weights.detach())
    logits, loss = batch_loss(model, batch, labels, function, class_weights)
    loss.backward()
    tensors["logits"] = array(logits.detach())
    for key, value in model.named().items():
        tensors[f"gradient.{key}"] = array(value.grad)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = batch_loss(model, batch, labels, function, class_weights)[1]
        losses.append(loss.item())
        loss.backward()
        torch.nn.utils.clip_grad_value_(model.parameters(), 0.05)
        optimizer.step()
    about = {"configuration": c, "labels": labels, "loss": function, "classWeights": class_weights, "losses": losses,
             "learningRate": 0.01, "clipValue": 0.05, "batch": len(batch), "pytorch": torch.__version__.split("+")[0]}
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(tensors, FOLDER / f"pytorch-{name}.safetensors", metadata={"golden": json.dumps(about, sort_keys=True)})


if __name__ == "__main__":
    frames, words = [5, 9, 1, 0, 12, 7], [3, 1, 0, 6, 8, 2]
    write("are", 1, frames, words)
    write("tre", 2, frames, words, architecture="tre")
    write("mdre", 3, frames, words, architecture="mdre")
    write("mdrea", 4, frames, words, architecture="mdrea")
    write("are-before-sigmoid", 5, frames, words, function="sigmoid", resetGate="before")
    write("mdre-two-layers", 6, frames, words, architecture="mdre", layers=2, class_weights=[0.5, 2.0, 1.25, 0.75])
    write("mdrea-before-three-layers", 7, frames, words, architecture="mdrea", layers=3, resetGate="before", hidden=8)
    write("are-alone", 8, [9], [1], hidden=33)
    write("tre-many", 9, [0] * 37, [index * 7 % 9 for index in range(37)], architecture="tre", labels=["a", "b", "c"])
    # Settings beyond the paper.
    write("are-mean", 10, frames, words, hidden=17, audioPooling="mean")
    write("are-attention-stacked", 11, frames, words, hidden=17, audioPooling="attention", frameStacking=3)
    write("are-both-ways", 12, frames, words, hidden=9, bidirectionalAudio=True)
    write("are-stacked-before", 13, frames, words, hidden=17, resetGate="before", frameStacking=2, layers=2)
    write("tre-both-ways", 14, frames, words, architecture="tre", hidden=9, bidirectionalText=True)
    write("mdre-both-ways-two-layers", 15, frames, words, architecture="mdre", hidden=9, layers=2,
          audioPooling="mean", bidirectionalAudio=True, bidirectionalText=True)
    write("mdrea-text-both-ways", 16, frames, words, architecture="mdrea", hidden=9, audioPooling="attention",
          bidirectionalText=True)
    write("mdrea-before-both-ways-two-layers", 17, frames, words, architecture="mdrea", hidden=8, layers=2,
          resetGate="before", audioPooling="attention", bidirectionalAudio=True, bidirectionalText=True,
          frameStacking=4)
