"""What every benchmark says about itself: machine, versions, commit; and how it writes its table."""

import datetime
import json
import os
import platform
import statistics
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(FOLDER)


def lines(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        return []


def machine():
    """One line: processor, cores, memory, load at the start."""
    model = "unknown processor"
    with open("/proc/cpuinfo") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, {pages:.0f} GiB, load {load:.1f} at the start"


def commit():
    """The commit that was measured, with a mark where files had been changed since."""
    head = (lines(["git", "rev-parse", "--short", "HEAD"]) or ["unknown"])[0]
    changed = lines(["git", "status", "--porcelain", "--untracked-files=no", "--", "Sources", "Package.swift"])
    return head + (" with changes" if changed else "")


def swift():
    return (lines(["swift", "--version"]) or ["unknown"])[0].replace("Swift version ", "Swift ").split(" (")[0]


def report(name, command, versions, body):
    """Writes results/NAME.md and prints it. `body` is Markdown."""
    today = datetime.date.today().isoformat()
    versions = ", ".join([swift(), f"Python {platform.python_version()}", *versions])
    text = (
        f"<!-- Written by {command}; do not edit. -->\n\n"
        f"{today} · commit {commit()} · {machine_line}\n{versions}\n\n    {command}\n\n{body.rstrip()}\n"
    )
    os.makedirs(os.path.join(FOLDER, "results"), exist_ok=True)
    with open(os.path.join(FOLDER, "results", name + ".md"), "w") as file:
        file.write(text)
    print(text)


def table(header, rows):
    """A Markdown table; the first column is text, the others are numbers."""
    out = ["| " + " | ".join(header) + " |", "| --- |" + " ---: |" * (len(header) - 1)]
    return "\n".join(out + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def spread(values, digits=2):
    """Median and range."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def last_json(command, **options):
    """Runs a command and returns the JSON of its last line."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed with status {done.returncode}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


machine_line = machine()
