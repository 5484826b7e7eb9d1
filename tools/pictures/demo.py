"""The demo as a terminal that plays: what make demo prints, in its own order, in one animated SVG without a script."""

import html
import os
import subprocess
import sys
import textwrap
import time
from itertools import pairwise
from typing import NamedTuple

from local.commands import ROOT, CommandFailed

COLUMNS, ROWS = 118, 26
WIDTH, LINE, MARGIN = 8.43, 19, 20  # pixels of a character, of a line, and around the text
LONGEST_PAUSE, LAST_PAUSE = 0.9, 6.0  # seconds; a deployment is waited for only once
SPEED = 1.6  # seconds of the demo in one of the picture
COLOURS = {"": "#c9d1d9", "heading": "#58a6ff", "good": "#3fb950", "bad": "#ff7b72", "quiet": "#8b949e", "typed": "#f0f6fc"}


class Line(NamedTuple):
    """A line of the terminal, when it came, in seconds, and its colour."""

    at: float
    text: str
    colour: str = ""


def record() -> list[Line]:
    """Run the demo; return what it prints."""
    begun, lines = time.monotonic(), [Line(0.0, "$ make demo")]
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "PYTHONPATH": str(ROOT / "notebooks"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, "-m", "local.demo"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        lines += [Line(time.monotonic() - begun, line.rstrip()) for line in demo.stdout]
    if demo.returncode:
        raise CommandFailed(f"the demo failed: {lines[-1].text}")
    return lines


def drawn(lines: list[Line]) -> str:
    """Return the SVG of a terminal in which lines come as they came, with its pauses shortened; whoever wants no motion sees the end."""
    shown = [
        Line(line.at, part, colour(line.text))
        for line in lines
        for part in textwrap.wrap(line.text, COLUMNS, subsequent_indent="    ") or [""]
    ]
    moments = [0.0]
    for before, after in pairwise(shown):
        moments.append(moments[-1] + min(after.at - before.at, LONGEST_PAUSE * SPEED) / SPEED)
    seconds = moments[-1] + LAST_PAUSE
    scrolled = {moment: f"translateY({-LINE * number}px)" for number, moment in enumerate(moments, 1)}
    frames = "".join(f"{100 * moment / seconds:.2f}%{{transform:{place}}}" for moment, place in scrolled.items())
    width, height = int(COLUMNS * WIDTH) + 2 * MARGIN, ROWS * LINE + 2 * MARGIN
    texts = "".join(
        f'<text y="{MARGIN + (ROWS + number) * LINE - 5}" class="{line.colour}">{html.escape(line.text)}</text>'
        for number, line in enumerate(shown, 1)
        if line.text
    )
    colours = "".join(f"text{'.' if name else ''}{name}{{fill:{value}}}" for name, value in COLOURS.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        "<title>make demo: a model is built, trained, deployed, refused, and rolled back on the local AWS</title>"
        f"<style>{colours}text{{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}}"
        "text.heading,text.typed{font-weight:bold}"
        f"g{{transform:translateY({-LINE * len(shown)}px)}}@keyframes play{{{frames}100%{{transform:translateY({-LINE * len(shown)}px)}}}}"
        f"@media (prefers-reduced-motion:no-preference){{g{{animation:play {seconds:.1f}s step-end infinite}}}}</style>"
        f'<rect width="{width}" height="{height}" rx="10" fill="#0d1117"/>'
        f'<svg x="{MARGIN}" y="{MARGIN}" width="{width - 2 * MARGIN}" height="{ROWS * LINE}" viewBox="0 {MARGIN} {width - 2 * MARGIN} {ROWS * LINE}">'
        f"<g>{texts}</g></svg></svg>\n"
    )


def colour(text: str) -> str:
    """Return which colour a line has."""
    if text.startswith("$"):
        return "typed"
    if text.startswith("Everything held"):
        return "good"
    if text and text[0].isalpha():
        return "heading"
    if "failed after" in text or "failed:" in text:
        return "bad"
    if "succeeded after" in text or "has gone back" in text or "0 failed" in text or "accuracy on" in text:
        return "good"
    return "quiet" if "done after" in text or text.endswith("...") else ""
