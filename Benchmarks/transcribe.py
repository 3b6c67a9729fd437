"""Throughput of `emoscribe transcribe`, beside a Python asyncio client, on the same endpoint in the same run.

    Scripts/bench transcribe [--clips N] [--more N] [--delay-ms MS] [--concurrency N]

The endpoint is a small C program that answers each request after a fixed time with what the recording's bytes give, so
that two clients can be compared answer by answer. With 32 requests in flight and 200 ms for each, no client can get more
than 160 answers a second. It counts requests and connections, and its own processor time, which must stay far below one
core for the comparison to be about the clients.

emoscribe runs as users run it: it decodes and hashes the recordings, keeps every answer in its cache (each committed and
synced before it counts) and writes a CSV; start-up is within its time. The other client is OpenAI's own package with
AsyncOpenAI and a semaphore: it reads the files as they are and writes the texts at the end. Processor time and peak
memory are those of the whole process, as the kernel counts them.
"""

import argparse
import asyncio
import csv
import json
import os
import random
import shlex
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

import common

STUB = os.environ.get("BENCHMARK_PROGRAM", "")


def make_clips(folder, count):
    """Recordings of half a second to one and a half, no two alike, and a manifest of them."""
    source = random.Random(7)
    os.makedirs(folder)
    with open(f"{folder}/corpus.csv", "w") as manifest:
        manifest.write("id,audio\n")
        for number in range(count):
            samples = source.randbytes(2 * source.randrange(8000, 24000))
            head = struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 36 + len(samples), b"WAVEfmt ", 16, 1, 1, 16000, 32000, 2,
                               16, b"data", len(samples))
            with open(f"{folder}/{number:05d}.wav", "wb") as file:
                file.write(head + samples)
            manifest.write(f"u{number:05d},{number:05d}.wav\n")


class Endpoint:
    def __init__(self, delay_ms):
        self.process = subprocess.Popen([STUB, str(delay_ms)], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return json.load(answer)

    def close(self):
        self.process.terminate()
        self.process.wait()


def measure(endpoint, command):
    """Runs a command to its end: seconds, processor seconds, peak memory, and what the endpoint saw."""
    endpoint.get("/reset")
    before = endpoint.get("/stats")
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    started = time.perf_counter()
    process = os.posix_spawnp(command[0], command, environment)
    _, status, use = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    after = endpoint.get("/stats")
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{shlex.join(command)} failed with status {os.waitstatus_to_exitcode(status)}")
    return {
        "seconds": seconds,
        "cpu": use.ru_utime + use.ru_stime,
        "peak": use.ru_maxrss / 1024,
        "requests": after["requests"],
        # The two questions after the reset come over connections of their own.
        "connections": after["connections"] - 2,
        "most": after["mostWaiting"],
        "endpoint cpu": after["cpuSeconds"] - before["cpuSeconds"],
    }


def emoscribe_command(tool, endpoint, clips, work, concurrency, cache="cache"):
    return [tool, "transcribe", f"{clips}/corpus.csv", "--asr", "compatible", "--asr-url", endpoint.url, "--concurrency",
            str(concurrency), "--cache", f"{work}/{cache}", "--output", f"{work}/emoscribe.csv", "--quiet"]


def python_command(endpoint, clips, work, concurrency):
    return [sys.executable, os.path.abspath(__file__), "--client", endpoint.url, clips, f"{work}/python.csv",
            str(concurrency)]


async def python_client(url, clips, output, concurrency):
    """What one writes with OpenAI's package to transcribe a folder."""
    from openai import AsyncOpenAI

    client = AsyncOpenAI(base_url=url, api_key="none")
    allowed = asyncio.Semaphore(concurrency)
    with open(f"{clips}/corpus.csv") as file:
        items = list(csv.DictReader(file))

    async def transcribe(item):
        async with allowed:
            with open(f"{clips}/{item['audio']}", "rb") as file:
                audio = file.read()
            answer = await client.audio.transcriptions.create(
                model="whisper-1", file=(item["audio"], audio, "audio/wav"), response_format="verbose_json",
                timestamp_granularities=["word", "segment"])
            return item["id"], " ".join(answer.text.split())

    rows = await asyncio.gather(*(transcribe(item) for item in items))
    with open(output, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "transcript"])
        writer.writerows(rows)


def transcripts(path):
    with open(path, newline="") as file:
        return {row["id"]: row["transcript"] for row in csv.DictReader(file)}


def require_equal(work, count):
    ours, theirs = transcripts(f"{work}/emoscribe.csv"), transcripts(f"{work}/python.csv")
    if len(ours) != count or ours != theirs or len(set(ours.values())) != count:
        sys.exit(f"the clients do not agree on {count} recordings; nothing was timed")


def tool():
    """A release build of the tool, with the flags of Scripts/build-flags."""
    build = 'source Scripts/build-flags && swift build "${build_flags[@]}" -c release --product emoscribe'
    subprocess.run(["bash", "-c", build + " --quiet >&2"], cwd=common.ROOT, check=True)
    shown = subprocess.run(["bash", "-c", build + " --show-bin-path"], cwd=common.ROOT, check=True,
                           capture_output=True, text=True)
    return shown.stdout.strip().splitlines()[-1] + "/emoscribe"


def row(name, found, ideal):
    rate = found["requests"] / found["seconds"]
    return [
        name, found["requests"], f"{found['seconds']:.2f}", f"{rate:.1f}", f"{100 * rate / ideal:.1f} %",
        f"{1000 * found['cpu'] / found['requests']:.2f}", f"{found['peak']:.0f}", found["connections"], found["most"],
        f"{100 * found['endpoint cpu'] / found['seconds']:.1f} %",
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=5000, help="recordings for both clients (5000)")
    parser.add_argument("--more", type=int, default=20000, help="recordings for emoscribe's memory; 0 for none (20000)")
    parser.add_argument("--delay-ms", type=float, default=200, help="the endpoint's time for a request (200)")
    parser.add_argument("--concurrency", type=int, default=32, help="requests in flight (32)")
    parser.add_argument("--tool", help="a built emoscribe; by default a release build is made")
    options = parser.parse_args()
    program = options.tool or tool()
    import openai

    ideal = options.concurrency / (options.delay_ms / 1000)
    rows = []
    with tempfile.TemporaryDirectory() as work:
        few, clips, more = f"{work}/few", f"{work}/clips", f"{work}/more"
        make_clips(few, 200)
        make_clips(clips, options.clips)
        endpoint = Endpoint(options.delay_ms)
        try:
            def ours(folder, cache):
                return measure(endpoint, emoscribe_command(program, endpoint, folder, work, options.concurrency, cache))

            def theirs(folder):
                return measure(endpoint, python_command(endpoint, folder, work, options.concurrency))

            ours(few, "few-cache")
            theirs(few)
            require_equal(work, 200)
            mine = ours(clips, "cache")
            rows.append(row("emoscribe", mine, ideal))
            others = theirs(clips)
            rows.append(row("openai, asyncio", others, ideal))
            require_equal(work, options.clips)
            again = ours(clips, "cache")
            if options.more:
                make_clips(more, options.more)
                rows.append(row(f"emoscribe, {options.more:,} clips", ours(more, "more-cache"), ideal))
        finally:
            endpoint.close()
    header = ["client", "requests", "s", "requests/s", f"of {ideal:.0f}", "CPU ms/request", "peak MiB", "connections",
              "most in flight", "endpoint's CPU"]
    body = (
        f"{options.clips:,} recordings of 0.5–1.5 s, {options.concurrency} requests in flight, {options.delay_ms:.0f} ms for "
        f"each; transcripts of both clients are equal.\n\n" + common.table(header, rows) + "\n\n"
        f"Processor time per request, emoscribe : openai = 1 : {others['cpu'] / mine['cpu']:.1f}. "
        f"The same command again: {again['requests']} requests, {again['seconds']:.2f} s."
    )
    common.report("transcribe", "Scripts/bench " + shlex.join(["transcribe", *sys.argv[1:]]),
                  [f"openai {openai.__version__}"], body)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--client"]:
        asyncio.run(python_client(*sys.argv[2:5], int(sys.argv[5])))
    else:
        main()
