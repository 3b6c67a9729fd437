#!/usr/bin/env python3
"""The emotion models in PyTorch, for weights that `emoscribe model export --format pytorch` writes.

    pip install torch safetensors
    emoscribe model export mdre.safetensors --format pytorch -o weights.safetensors

    from pytorch_model import EmotionModel
    model = EmotionModel.load("weights.safetensors")           # load_state_dict(strict=True)
    logits, attention = model(frames, frame_counts, prosody, tokens, token_counts)
    model.save("tuned.safetensors")                            # for `emoscribe model import`

Inputs are padded batches: `frames` [B, T, C] and `frame_counts` [B], `prosody` [B, P], `tokens` [B, W] and `token_counts` [B];
leave out what a model does not read. What stands behind an utterance's length is never looked at. The equations are
those of Yoon, Byun and Jung (SLT 2018); see `Documentation/ModelFiles.md` for what has to be done before.
"""
import json

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Encoder(torch.nn.GRU):
    """A GRU over padded sequences; `before` puts the reset gate before the hidden projection, unlike torch.nn.GRU.

    Gives all states [B, T, S] (zeros behind each length) and the last ones [B, S], of each direction its own last.
    """

    def __init__(self, inputs, configuration, bidirectional):
        super().__init__(inputs, configuration["hidden"], configuration["layers"], batch_first=True,
                         bidirectional=bidirectional)
        self.before = configuration["resetGate"] == "before"

    def forward(self, x, counts):
        if self.before:
            return self.reset_before(x, counts)
        packed = pack_padded_sequence(x, counts.cpu(), batch_first=True, enforce_sorted=False)
        states, last = super().forward(packed)
        states = pad_packed_sequence(states, batch_first=True, total_length=x.shape[1])[0]
        directions = 2 if self.bidirectional else 1
        return states, last[-directions:].transpose(0, 1).reshape(x.shape[0], -1)

    def reset_before(self, x, counts):
        places = torch.arange(x.shape[1], device=x.device)
        inside = places < counts[:, None]
        # Where a reversed sequence finds its values: its own last one first, padding stays where it is.
        reverse = torch.where(inside, counts[:, None] - 1 - places, places)
        for layer in range(self.num_layers):
            outputs, lasts = [], []
            for suffix in ("", "_reverse") if self.bidirectional else ("",):
                def pick(name):
                    return getattr(self, f"{name}_l{layer}{suffix}")
                source = x if not suffix else x.gather(1, reverse[:, :, None].expand_as(x))
                states, last = self.one_direction(source, inside, pick)
                if suffix:
                    states = states.gather(1, reverse[:, :, None].expand_as(states))
                outputs.append(states)
                lasts.append(last)
            x = torch.cat(outputs, 2)
        return x, torch.cat(lasts, 1)

    def one_direction(self, x, inside, pick):
        w_r, w_z, w_n = (x @ pick("weight_ih").T + pick("bias_ih") + pick("bias_hh")).chunk(3, 2)
        u_r, u_z, u_n = pick("weight_hh").chunk(3)
        h = x.new_zeros(x.shape[0], self.hidden_size)
        states = []
        for step in range(x.shape[1]):
            r = torch.sigmoid(w_r[:, step] + h @ u_r.T)
            z = torch.sigmoid(w_z[:, step] + h @ u_z.T)
            n = torch.tanh(w_n[:, step] + (r * h) @ u_n.T)
            h = torch.where(inside[:, step, None], (1 - z) * n + z * h, h)
            states.append(torch.where(inside[:, step, None], h, 0))
        return torch.stack(states, 1), h


class EmotionModel(torch.nn.Module):
    """ARE, TRE, MDRE or MDREA by a configuration, the JSON object of that name in a model file."""

    def __init__(self, configuration, metadata=None):
        super().__init__()
        self.c = c = {"audioPooling": "last", "bidirectionalAudio": False, "bidirectionalText": False,
                      "frameStacking": 1} | configuration
        self.metadata = metadata or {"configuration": json.dumps(configuration)}
        kind, prosody = c["architecture"], c["prosodyColumns"]
        audio = c["hidden"] * (2 if c["bidirectionalAudio"] else 1)
        text = c["hidden"] * (2 if c["bidirectionalText"] else 1)
        if kind != "tre":
            self.audio = Encoder(c["mfccColumns"] * c["frameStacking"], c, c["bidirectionalAudio"])
            if c["audioPooling"] == "attention":
                self.audio_attention = torch.nn.Linear(audio, 1, bias=False)
        if kind != "are":
            self.embedding = torch.nn.Embedding(c["vocabularySize"], c["embeddingSize"])
            self.text = Encoder(c["embeddingSize"], c, c["bidirectionalText"])
        width = {"are": audio + prosody, "tre": text, "mdre": (audio + prosody) // 2 + text // 2, "mdrea": 2 * text}
        if kind in ("mdre", "mdrea"):
            self.audio_projection = torch.nn.Linear(audio + prosody,
                                                    (audio + prosody) // 2 if kind == "mdre" else text)
        if kind == "mdre":
            self.text_projection = torch.nn.Linear(text, text // 2)
        self.output = torch.nn.Linear(width[kind], len(c["labels"]))

    @classmethod
    def load(cls, path):
        with safe_open(path, "pt") as file:
            metadata = file.metadata()
            weights = {name: file.get_tensor(name) for name in file.keys()}
        model = cls(json.loads(metadata["configuration"]), metadata)
        model.load_state_dict(weights, strict=True)
        return model.eval()

    def save(self, path):
        weights = {name: value.detach().to(torch.float32).contiguous() for name, value in self.state_dict().items()}
        save_file(weights, path, metadata=self.metadata | {"format": "pt"})

    def encode_audio(self, frames, counts, prosody):
        c, batch = self.c, frames.shape[0]
        counts = counts.clamp(0, c["maximumFrames"])
        frames = torch.where((torch.arange(frames.shape[1]) < counts[:, None])[:, :, None], frames, 0)
        k = c["frameStacking"]
        if k > 1:
            frames = torch.nn.functional.pad(frames, (0, 0, 0, -frames.shape[1] % k))
            frames = frames.reshape(batch, -1, k * c["mfccColumns"])
            counts = (counts + k - 1) // k
        states, last = self.audio(frames, counts.clamp(min=1))
        inside = torch.arange(states.shape[1]) < counts[:, None]
        if c["audioPooling"] == "last":
            pooled = last
        elif c["audioPooling"] == "mean":
            pooled = torch.where(inside[:, :, None], states, 0).sum(1) / counts.clamp(min=1)[:, None]
        else:
            scores = self.audio_attention(states)[:, :, 0].masked_fill(~inside, torch.finfo(states.dtype).min)
            pooled = (torch.softmax(scores, 1)[:, None] @ states)[:, 0]
        pooled = torch.where(counts[:, None] > 0, pooled, 0)
        return torch.cat([pooled, prosody], 1) if c["prosodyColumns"] else pooled

    def encode_text(self, tokens, counts):
        counts = counts.clamp(0, self.c["maximumTokens"])
        places = torch.arange(tokens.shape[1])
        read = (places < counts[:, None]) & (tokens >= 0) & (tokens < self.c["vocabularySize"])
        counts = counts.clamp(min=1)
        states, last = self.text(self.embedding(torch.where(read, tokens, 1)), counts)
        return states, last, places < counts[:, None]

    def forward(self, frames=None, frame_counts=None, prosody=None, tokens=None, token_counts=None):
        """Logits [B, L], and for MDREA the attention [B, W], otherwise None."""
        kind = self.c["architecture"]
        if kind != "tre":
            encoding = self.encode_audio(frames, frame_counts, prosody)
        if kind != "are":
            states, last, inside = self.encode_text(tokens, token_counts)
        if kind == "are":
            return self.output(encoding), None
        if kind == "tre":
            return self.output(last), None
        audio = self.audio_projection(encoding)
        if kind == "mdre":
            return self.output(torch.cat([audio, self.text_projection(last)], 1)), None
        scores = (states @ audio[:, :, None])[:, :, 0].masked_fill(~inside, torch.finfo(states.dtype).min)
        attention = torch.softmax(scores, 1)
        context = (attention[:, None] @ states)[:, 0]
        return self.output(torch.cat([context, audio], 1)), attention
