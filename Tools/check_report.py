"""Opens report pages in a headless Chromium and looks for what a reader would stumble over.

    python3 Tools/check_report.py report.html [more.html …] [--pictures FOLDER]

Prints one JSON object a page: console messages, requests beyond the page itself, sideways overflow at 400 pixels,
what cannot be reached with the Tab key or shows no focus, headings out of order, text with too little contrast in
light and dark, elements without a name. Lists that are empty are good news. With --pictures it writes screenshots
at 1200 and 400 pixels, light and dark, and a PDF. Needs only Python's library and `chromium` on the path
(CHROMIUM=PATH names another one).
"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

MEASURE = r"""
(() => {
  const result = {};
  const root = document.documentElement;
  const visible = e => e.checkVisibility() && e.getClientRects().length > 0;
  const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' ' +
    (e.getAttribute('aria-label') || e.textContent || '').trim().slice(0, 40);
  const inScroller = e => { for (let p = e.parentElement; p; p = p.parentElement)
    if (p.classList.contains('scroll')) return true; return false; };
  result.overflow = root.scrollWidth > root.clientWidth
    ? [...document.querySelectorAll('body *')].filter(e => visible(e) && !inScroller(e) &&
        e.getBoundingClientRect().right > root.clientWidth + 1).map(name).slice(0, 10) : [];
  const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1]);
  result.headings = levels.flatMap((l, i) => i && l > levels[i - 1] + 1 ? [`h${levels[i - 1]} then h${l}`] : []);
  if (levels.filter(l => l == 1).length != 1) result.headings.push('not one h1');
  const focusable = [...document.querySelectorAll('a[href],button,input,summary,audio[controls],[tabindex="0"]')]
    .filter(visible);
  focusable.forEach((e, i) => e.dataset.place = i);
  result.focusable = focusable.map(name);
  result.nameless = [...document.querySelectorAll('svg[role=img],[role=region],audio,nav')]
    .filter(e => !e.getAttribute('aria-label') && !(e.getAttribute('aria-labelledby') || '').split(' ')
      .every(id => document.getElementById(id))).map(name);

  const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
  const light = c => { const p = c.slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2]; };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m);
    return (x + 0.05) / (y + 0.05); };
  const backdrop = e => { for (let p = e; p; p = p.parentElement) {
    const c = parse(getComputedStyle(p).backgroundColor);
    if (c.length == 3 || (c.length == 4 && c[3] > 0.99)) return c; } return [255, 255, 255]; };
  const shapes = [...document.querySelectorAll('svg')].flatMap(svg => svg.querySelector('rect') ?
    [[svg, [...svg.querySelectorAll('rect')].map(r => [r, r.getBoundingClientRect()])]] : []);
  const rects = new Map(shapes);
  const under = t => {
    const box = t.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const hit = (rects.get(t.ownerSVGElement) || []).filter(([r, b]) =>
      b.left <= x && x <= b.right && b.top <= y && y <= b.bottom).pop();
    return hit ? parse(getComputedStyle(hit[0]).fill) : backdrop(t.ownerSVGElement); };
  result.contrast = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !visible(e) || ['TITLE', 'DESC', 'STYLE'].includes(e.tagName.toUpperCase()))
      continue;
    const svg = e.ownerSVGElement, style = getComputedStyle(e);
    const ratio = contrast(parse(svg ? style.fill : style.color), svg ? under(e) : backdrop(e));
    if (ratio < 4.5) result.contrast.push(`${ratio.toFixed(2)} ${name(e)}`);
  }
  result.contrast = result.contrast.slice(0, 10);
  return JSON.stringify(result);
})()
"""

FOCUSED = """
(() => { const e = document.activeElement;
  if (!e || e === document.body || e.dataset.place === undefined) return '';
  const s = getComputedStyle(e);
  return e.dataset.place + (s.outlineStyle === 'none' ? ' unseen' : ''); })()
"""


class Browser:
    """A Chromium that is spoken to over a pair of pipes, in the DevTools protocol."""

    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="check-report-")
        read, self.to = os.pipe()
        self.answers, write = os.pipe()
        command = [
            program, "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars",
            "--disable-background-networking", "--no-first-run", f"--user-data-dir={self.profile}",
        ]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{read} 4>&{write}', "browser", *command],
            pass_fds=[read, write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read)
        os.close(write)
        self.rest = b""
        self.number = 0
        self.session = None
        self.events = []

    def close(self):
        try:
            self.call("Browser.close")
        except (OSError, EOFError):
            pass
        self.process.wait(timeout=20)
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self):
        while b"\0" not in self.rest:
            piece = os.read(self.answers, 1 << 20)
            if not piece:
                raise EOFError("the browser ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.receive())

    def evaluate(self, script):
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def open(self, url, width, scheme):
        if self.session:
            page, self.session = self.target, None
            self.call("Target.closeTarget", targetId=page)
        self.target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.size(width, 900)
        self.events = []
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def size(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def press_tab(self):
        key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
        self.call("Input.dispatchKeyEvent", type="rawKeyDown", **key)
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)


def messages(events):
    for event in events:
        parameters = event.get("params", {})
        if event.get("method") == "Runtime.consoleAPICalled":
            yield str(parameters["args"])
        elif event.get("method") == "Runtime.exceptionThrown":
            yield str(parameters["exceptionDetails"].get("text"))
        elif event.get("method") == "Log.entryAdded":
            yield parameters["entry"]["text"]


def requests(events, url):
    for event in events:
        if event.get("method") == "Network.requestWillBeSent":
            asked = event["params"]["request"]["url"]
            if asked != url and not asked.startswith("data:"):
                yield asked


def check(browser, path, pictures):
    url = pathlib.Path(path).resolve().as_uri()
    result = {"page": os.path.basename(path), "console": [], "requests": [], "contrast": []}
    for scheme in ("light", "dark"):
        browser.open(url, 400, scheme)
        measured = json.loads(browser.evaluate(MEASURE))
        result["contrast"] += [f"{scheme}: {line}" for line in measured.pop("contrast")]
        if scheme == "light":
            focusable = measured.pop("focusable")
            result.update(measured)
            reached, unseen = set(), set()
            for _ in range(40 * len(focusable) + 40):
                browser.press_tab()
                place = browser.evaluate(FOCUSED)
                if not place and len(reached) == len(focusable):
                    break
                if place:
                    reached.add(int(place.split()[0]))
                    if place.endswith("unseen"):
                        unseen.add(int(place.split()[0]))
            result["unreached"] = [focusable[i] for i in range(len(focusable)) if i not in reached]
            result["unseenFocus"] = [focusable[i] for i in sorted(unseen)]
            result["tabStops"] = len(focusable)
        result["console"] += list(messages(browser.events))
        result["requests"] += list(requests(browser.events, url))
    if pictures:
        os.makedirs(pictures, exist_ok=True)
        photograph(browser, url, os.path.join(pictures, os.path.splitext(os.path.basename(path))[0]))
    return result


def photograph(browser, url, base):
    for width in (1200, 400):
        for scheme in ("light", "dark"):
            browser.open(url, width, scheme)
            height = browser.evaluate("document.documentElement.scrollHeight")
            browser.size(width, min(height, 16000))
            image = browser.call("Page.captureScreenshot", format="png")
            with open(f"{base}-{width}-{scheme}.png", "wb") as file:
                file.write(base64.b64decode(image["data"]))
    paper = browser.call("Page.printToPDF", preferCSSPageSize=False, paperWidth=8.27, paperHeight=11.69)
    with open(f"{base}.pdf", "wb") as file:
        file.write(base64.b64decode(paper["data"]))


def main():
    arguments = sys.argv[1:]
    pictures = None
    if "--pictures" in arguments:
        place = arguments.index("--pictures")
        pictures = arguments[place + 1]
        del arguments[place : place + 2]
    program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not arguments or not program:
        sys.exit("usage: check_report.py PAGE … [--pictures FOLDER]; needs chromium on the path")
    browser = Browser(program)
    try:
        for path in arguments:
            print(json.dumps(check(browser, path, pictures), ensure_ascii=False), flush=True)
    finally:
        browser.session = None
        browser.close()


main()
