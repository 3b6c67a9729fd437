"""The emotion models against PyTorch on the processor: equal first, then timed, by turns in one run.

    Scripts/bench training [--models are,tre,mdre,mdrea] [--utterances N] [--rounds N]

Utterances have IEMOCAP's length statistics: 444 frames in the mean (log-normal, 56 to 3,412, of which 750 are read) and
15 tokens in the mean; 39 coefficients, 35 of prosody, 3,000 words of 300 dimensions, H = 200, batches of 128, dropout
on the inputs, value clipping, Adam. PyTorch gets its best arrangement: `torch.nn.GRU` over padded batches of utterances
sorted by length, made before the clock starts. emoscribe is timed on the same sorted batches and on batches drawn at
random, as the paper trains. Frames are those that are read; padding does not count.

Equality comes first: logits of every utterance, and loss and all gradients of the first batch, from the same weights.
Each timing is a process of its own, one after the other; a round times every program once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy
import torch

import common

PROGRAM = os.environ["BENCHMARK_PROGRAM"]
HIDDEN, COEFFICIENTS, PROSODY, EMBEDDING, WORDS, BATCH, LABELS = 200, 39, 35, 300, 3000, 128, 4
# Largest differences that count as equal: of logits, and of gradients in proportion to a tensor's largest.
LOGIT_TOLERANCE, GRADIENT_TOLERANCE = 1e-4, 1e-3


class Model(torch.nn.Module):
    """The four models over padded batches; parameters named as emoscribe names them."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        encoding = HIDDEN + PROSODY
        if kind != "tre":
            self.audio = torch.nn.GRU(COEFFICIENTS, HIDDEN)
        if kind != "are":
            self.text = torch.nn.GRU(EMBEDDING, HIDDEN)
            self.text.embedding = torch.nn.Embedding(WORDS, EMBEDDING)
        width = {"are": encoding, "tre": HIDDEN, "mdre": encoding // 2 + HIDDEN // 2, "mdrea": 2 * HIDDEN}[kind]
        if kind in ("mdre", "mdrea"):
            self.audio_projection = torch.nn.Linear(encoding, encoding // 2 if kind == "mdre" else HIDDEN)
        if kind == "mdre":
            self.text_projection = torch.nn.Linear(HIDDEN, HIDDEN // 2)
        self.output = torch.nn.Linear(width, LABELS)

    @staticmethod
    def last(states, lengths):
        return states[lengths - 1, torch.arange(len(lengths))]

    def forward(self, batch):
        frames, lengths, prosody, tokens, counts = batch
        if self.kind != "tre":
            x = torch.nn.functional.dropout(frames, 0.3, self.training)
            e = torch.cat([self.last(self.audio(x)[0], lengths), prosody], 1)
        if self.kind != "are":
            x = torch.nn.functional.dropout(self.text.embedding(tokens), 0.7, self.training)
            states = self.text(x)[0]
        if self.kind == "are":
            return self.output(e)
        if self.kind == "tre":
            return self.output(self.last(states, counts))
        a = self.audio_projection(e)
        if self.kind == "mdre":
            return self.output(torch.cat([a, self.text_projection(self.last(states, counts))], 1))
        states = torch.nn.functional.dropout(states, 0.7, self.training)
        scores = torch.einsum("tbh,bh->tb", states, a)
        valid = torch.arange(len(states))[:, None] < counts[None]
        weights = torch.softmax(scores.masked_fill(~valid, float("-inf")), 0)
        return self.output(torch.cat([torch.einsum("tb,tbh->bh", weights, states), a], 1))


class Problem:
    """Utterances and weights, drawn once and written for the other program."""

    def __init__(self, kind, count, folder):
        source = numpy.random.default_rng(1)

        def lengths(mean, sigma, low, high):
            drawn = source.lognormal(numpy.log(mean) - sigma * sigma / 2, sigma, count)
            return numpy.clip(numpy.rint(drawn), low, high).astype(numpy.int32)

        self.mean_frames = lengths(444, 0.6, 56, 3412)
        self.lengths = numpy.minimum(self.mean_frames, 750)
        self.counts = lengths(15, 0.75, 1, 128)
        self.frames = [source.standard_normal((n, COEFFICIENTS), dtype=numpy.float32) for n in self.lengths]
        self.prosody = source.standard_normal((count, PROSODY), dtype=numpy.float32)
        self.tokens = [source.integers(2, WORDS, n).astype(numpy.int32) for n in self.counts]
        self.labels = source.integers(0, LABELS, count).astype(numpy.int32)
        self.kind = kind
        torch.manual_seed(2)
        self.model = Model(kind)
        layout = json.loads(subprocess.run([PROGRAM, "layout", kind], capture_output=True, check=True).stdout)
        self.layout = [(slot["name"], slot["shape"], slot["offset"]) for slot in layout]
        state = self.model.state_dict()
        if {name: shape for name, shape, _ in self.layout} != {name: list(v.shape) for name, v in state.items()}:
            sys.exit("the two programs do not name the same tensors")
        self.weights = numpy.concatenate([state[name].numpy().ravel() for name, _, _ in self.layout])

        def write(name, values):
            numpy.ascontiguousarray(values).tofile(f"{folder}/{name}")

        write("parameters.f32", self.weights)
        write("lengths.i32", self.lengths)
        write("frames.f32", numpy.concatenate(self.frames))
        write("prosody.f32", self.prosody)
        write("wordCounts.i32", self.counts)
        write("tokens.i32", numpy.concatenate(self.tokens))
        write("labels.i32", self.labels)

    def batch(self, rows):
        """One padded batch, time first."""
        frames = numpy.zeros((self.lengths[rows].max(), len(rows), COEFFICIENTS), numpy.float32)
        tokens = numpy.zeros((self.counts[rows].max(), len(rows)), numpy.int64)
        for place, row in enumerate(rows):
            frames[: self.lengths[row], place] = self.frames[row]
            tokens[: self.counts[row], place] = self.tokens[row]
        parts = frames, self.lengths[rows].astype(numpy.int64), self.prosody[rows], tokens, self.counts[rows].astype(numpy.int64)
        return tuple(map(torch.from_numpy, parts)), torch.from_numpy(self.labels[rows].astype(numpy.int64))

    def sorted_batches(self):
        key = self.counts if self.kind == "tre" else self.lengths
        order = numpy.argsort(-key, kind="stable")
        return [self.batch(order[start : start + BATCH]) for start in range(0, len(order) // BATCH * BATCH, BATCH)]

    def size(self, epochs=1):
        return epochs * (len(self.lengths) // BATCH * BATCH)


def compare(problem, folder):
    """The largest differences of logits and gradients; ends the run where they are not equal."""
    done = subprocess.run([PROGRAM, "outputs", problem.kind, folder, "1"], capture_output=True, check=True, text=True)
    logits = numpy.fromfile(f"{folder}/logits.f32", numpy.float32).reshape(-1, LABELS)
    gradients = numpy.fromfile(f"{folder}/gradients.f32", numpy.float32)
    problem.model.eval()
    rows = numpy.arange(len(problem.lengths))
    with torch.inference_mode():
        theirs = torch.cat([problem.model(problem.batch(part)[0]) for part in numpy.array_split(rows, 16)]).numpy()
    logit_difference = float(numpy.abs(logits - theirs).max())
    batch, labels = problem.batch(rows[:BATCH])
    loss = torch.nn.functional.cross_entropy(problem.model(batch), labels)
    loss.backward()
    worst = 0.0
    for name, tensor in problem.model.named_parameters():
        offset = next(offset for slot, _, offset in problem.layout if slot == name)
        own = gradients[offset : offset + tensor.numel()].reshape(tensor.shape)
        reference = tensor.grad.numpy()
        worst = max(worst, float(numpy.abs(own - reference).max() / numpy.abs(reference).max()))
    loss_difference = abs(float(done.stdout) - loss.item())
    if logit_difference > LOGIT_TOLERANCE or worst > GRADIENT_TOLERANCE:
        sys.exit(f"{problem.kind}: logits differ by {logit_difference:.1e}, gradients by {worst:.1e}: nothing was timed")
    return [problem.kind.upper(), f"{logit_difference:.1e}", f"{loss_difference:.1e}", f"{worst:.1e}"]


def torch_times(kind, count, threads, folder):
    """In a process of its own: an epoch of training and one of inference, seconds each."""
    torch.set_num_threads(threads)
    problem = Problem(kind, count, folder)
    batches = problem.sorted_batches()
    optimizer = torch.optim.Adam(problem.model.parameters(), lr=1e-3)

    def step(batch, labels):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(problem.model(batch), labels).backward()
        torch.nn.utils.clip_grad_value_(problem.model.parameters(), 10)
        optimizer.step()

    problem.model.train()
    step(*batches[-1])
    started = time.perf_counter()
    for batch, labels in batches:
        step(batch, labels)
    training = time.perf_counter() - started
    problem.model.eval()
    with torch.inference_mode():
        problem.model(batches[-1][0])
        started = time.perf_counter()
        for batch, _ in batches:
            problem.model(batch)
        inference = time.perf_counter() - started
    print(json.dumps({"train": training, "infer": inference}))


def flops(problem, training):
    """Multiplications and additions of the GRUs' matrix products over what is read once; the rest is below 1 %."""
    def gru(steps, inputs, needs_inputs):
        forward = 6 * HIDDEN * (inputs + HIDDEN)
        backward = forward + 6 * HIDDEN * HIDDEN + (6 * HIDDEN * inputs if needs_inputs else 0)
        return steps * (forward + (backward if training else 0))

    total = 0
    if problem.kind != "tre":
        total += gru(int(problem.lengths.sum()), COEFFICIENTS, False)
    if problem.kind != "are":
        total += gru(int(problem.counts.sum()), EMBEDDING, True)
    return total


def sgemm():
    peak = os.path.join(os.path.dirname(PROGRAM), "SgemmPeak")
    done = subprocess.run([peak], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", default="are,tre,mdre,mdrea")
    parser.add_argument("--utterances", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peaks = sgemm()
    equality, speed, threads_rows = [], [], []
    with tempfile.TemporaryDirectory() as work:
        for kind in options.models.split(","):
            folder = f"{work}/{kind}"
            os.makedirs(folder)
            problem = Problem(kind, options.utterances, folder)
            unit = "tokens" if kind == "tre" else "frames"
            amount = int((problem.counts if kind == "tre" else problem.lengths).sum())
            equality.append(compare(problem, folder))
            found = {}

            def note(key, seconds):
                found.setdefault(key, []).append(seconds)

            def ours(threads, mode, *more):
                epochs = 8 if kind == "tre" else 1
                command = [PROGRAM, mode, kind, folder, str(threads), *more, str(epochs)]
                done = common.last_json(command)
                return done["seconds"] * amount / done[unit]

            for _ in range(options.rounds):
                peaks = [max(pair, key=lambda each: each["gflops"]) for pair in zip(peaks, sgemm())]
                for threads in (1, 2):
                    note(("sorted", threads), ours(threads, "train", "sorted"))
                    note(("random", threads), ours(threads, "train", "random"))
                    note(("infer", threads), ours(threads, "infer"))
                    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
                    command = [sys.executable, os.path.abspath(__file__), "--torch", kind, str(options.utterances), str(threads)]
                    theirs = common.last_json(command, env=environment)
                    note(("torch train", threads), theirs["train"])
                    note(("torch infer", threads), theirs["infer"])
            best = {key: min(values) for key, values in found.items()}
            ceiling = max(each["gflops"] for each in peaks)
            for label, key, other, training in (
                ("training, sorted batches", "sorted", "torch train", True),
                ("training, random batches", "random", "torch train", True),
                ("inference", "infer", "torch infer", False),
            ):
                cells = [f"{kind.upper()} {label}"]
                for threads in (1, 2):
                    mine, theirs = best[key, threads], best[other, threads]
                    cells += [f"{amount / mine:,.0f}", f"{amount / theirs:,.0f}", f"**{theirs / mine:.1f}×**"]
                rate = flops(problem, training) / best[key, 1] / 1e9
                cells += [f"{best[key, 1] / best[key, 2]:.2f}", f"{rate:.0f}", f"{100 * rate / ceiling:.0f} %"]
                speed.append(cells)
            print(kind, {" ".join(map(str, key)): round(value, 2) for key, value in best.items()}, file=sys.stderr)
        mean = f"{problem.mean_frames.mean():.0f} frames ({problem.lengths.mean():.0f} read), {problem.counts.mean():.1f} tokens"
    header = ["per second (frames; TRE: tokens)", "1 thread", "PyTorch", "ratio", "2 threads", "PyTorch", "ratio", "2 : 1", "GFLOP/s, 1 thread", "of sgemm peak"]
    peak_rows = [[f"{each['rows']} × {each['inner']} × {each['columns']}", f"{each['gflops']:.0f}"] for each in peaks]
    body = (
        f"{options.utterances:,} utterances, mean {mean}; H = {HIDDEN}, batches of {BATCH}; best of {options.rounds} rounds.\n\n"
        "Equality before timing, largest absolute differences (gradients: in proportion to a tensor's largest value):\n\n"
        + common.table(["model", "logits", "loss", "gradients"], equality)
        + "\n\n" + common.table(header, speed)
        + "\n\noneDNN's sgemm by itself on one thread, best of all rounds:\n\n"
        + common.table(["rows × inner × columns", "GFLOP/s"], peak_rows)
    )
    common.report("training", "Scripts/bench " + " ".join(["training", *sys.argv[1:]]), [f"PyTorch {torch.__version__}"], body)


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[1] == "--torch":
        with tempfile.TemporaryDirectory() as folder:
            torch_times(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), folder)
    else:
        main()
