"""The picture of what waiting costs: transitions against a training's length, both on logarithmic scales."""

from math import log10

from local.bench import polling

WIDTH, HEIGHT = 720, 330
LEFT, RIGHT, TOP, BOTTOM = 62, 24, 16, 46
TRANSITIONS = 27  # of the example's build with all its images and an update; make bench counts them
SHORTEST, LONGEST, MOST = 60, 604_800, 100_000
BEFORE, NOW, GREY = "#d62728", "#0972d3", "#5f6b7a"


def drawn(transitions: int) -> str:
    """Return the SVG, with today's transitions of a build."""
    died = polling.MOST_EVENTS // polling.EVENTS * polling.EVERY_SECONDS
    lengths = [SHORTEST * 2**step for step in range(20) if SHORTEST * 2**step < died]
    before = [(seconds, polling.polled(seconds).transitions) for seconds in (*lengths, died)]
    x, y = place(*before[-1])
    end, level = place(LONGEST, transitions)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" fill="{GREY}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *axes(),
        line(before, BEFORE),
        f'<path d="M{x - 5:.1f},{y - 5:.1f}l10,10m0,-10l-10,10" stroke="{BEFORE}" stroke-width="2.2"/>',
        f'<text x="{x - 10:.1f}" y="{y - 10:.1f}" text-anchor="end" fill="{BEFORE}">2018: its loop alone; the execution dies after 18.9 hours</text>',
        line([(SHORTEST, transitions), (LONGEST, transitions)], NOW),
        f'<text x="{end:.1f}" y="{level - 8:.1f}" text-anchor="end" fill="{NOW}">today: the whole build, {transitions} transitions</text>',
    ]
    return "\n".join([*parts, "</svg>\n"])


def place(seconds: float, transitions: float) -> tuple[float, float]:
    """Return where a point is drawn."""
    across = (log10(seconds) - log10(SHORTEST)) / (log10(LONGEST) - log10(SHORTEST))
    return LEFT + (WIDTH - LEFT - RIGHT) * across, HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * log10(transitions) / log10(MOST)


def axes() -> list[str]:
    """Return the scales: lengths of a training below, transitions at the left."""
    found = []
    for words, seconds in polling.LENGTHS.items():
        x, bottom = place(seconds, 1)
        found.append(f'<path d="M{x:.1f},{TOP}V{bottom}" stroke="#eaeded"/>')
        found.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{words}</text>')
    for transitions in (1, 10, 100, 1000, 10_000, 100_000):
        x, y = place(SHORTEST, transitions)
        found.append(f'<path d="M{x},{y:.1f}H{WIDTH - RIGHT}" stroke="#eaeded"/>')
        found.append(f'<text x="{x - 8}" y="{y + 4:.1f}" text-anchor="end">{transitions:,}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [
        *found,
        f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">how long the training takes; transitions of the execution at the left</text>',
    ]


def line(points: list[tuple[int, int]], colour: str) -> str:
    """Return a line through points."""
    places = (place(*point) for point in points)
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{colour}" stroke-width="2.2"/>'
