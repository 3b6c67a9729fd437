#!/usr/bin/env python3
"""Makes Sources/SpeechToText/Diagnosis/OneSecondClip.swift: one second of speech for `emoscribe doctor`.

Nothing in it was said by a person: flite says "one two three", the pauses at both ends are cut or filled to one second,
and the samples are coded as G.711 mu-law (16 kHz, a byte a sample), which keeps the file small.

Needs Python 3.9 or later (standard library only) and the Debian package flite. Run it from the repository's root:

    python3 Tools/make_doctor_clip.py
"""

import array
import base64
import pathlib
import subprocess
import tempfile
import wave

TEXT = "one two three"
RATE = 16000
TARGET = "Sources/SpeechToText/Diagnosis/OneSecondClip.swift"

HEAD = '''/// One second of speech that needs no file: "{text}", said by flite.
///
/// Made by Tools/make_doctor_clip.py; G.711 mu-law, 16 kHz, a byte a sample.
enum OneSecondClip {{
    /// What is said.
    static let text = "{text}"

    /// The samples, {rate} of them at {rate} Hz.
    static var audio: SpeechAudio {{
        SpeechAudio(samples: (Data(base64Encoded: base64) ?? Data()).map(decode), sampleRate: {rate})
    }}

    /// ITU-T G.711, mu-law to 16 bits.
    private static func decode(_ byte: UInt8) -> Int16 {{
        let bits = ~byte
        let magnitude = ((Int16(bits & 0x0f) << 3) + 0x84) << Int16((bits >> 4) & 7) - 0x84
        return bits & 0x80 == 0 ? magnitude : -magnitude
    }}

    private static let base64 =
'''


def encode(sample):
    sign, magnitude = (0x80, -sample) if sample < 0 else (0, sample)
    magnitude = min(magnitude, 32635) + 0x84
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> exponent + 3 & 0x0F) & 0xFF


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/clip.wav"
        subprocess.run(
            ["flite", "-voice", "slt", "--setf", "duration_stretch=1.1", "-t", TEXT, "-o", path], check=True)
        with wave.open(path) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
            samples = array.array("h", file.readframes(file.getnframes()))
    loud = [index for index, sample in enumerate(samples) if abs(sample) > 600]
    first, last = loud[0], loud[-1]
    assert last - first < RATE, f"{last - first} samples of speech do not fit into a second"
    start = max(0, first - (RATE - (last - first)) // 2)
    samples = list(samples[start : start + RATE])
    samples += [0] * (RATE - len(samples))
    code = base64.b64encode(bytes(encode(sample) for sample in samples)).decode()
    lines = [code[index : index + 100] for index in range(0, len(code), 100)]
    body = "import Foundation\n\n" + HEAD.format(text=TEXT, rate=RATE)
    body += '        """\n' + "".join(f"        {line}\\\n" for line in lines[:-1]) + f'        {lines[-1]}\n        """\n}}\n'
    pathlib.Path(TARGET).write_text(body)
    print(f"{TARGET}: {(last - first) / RATE:.2f} s of speech")


if __name__ == "__main__":
    main()
