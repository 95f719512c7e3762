"""Runs over time as one small SVG, without any dependency.

What share of the Items was in step, what was written, and what waited for a person.
"""

import base64
from collections.abc import Callable, Iterator, Sequence
from html import escape

from syncline.domain.state import RunRow

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 54, 62, 40
INK, GRID = "#1f2933", "#d9dee4"
WRITTEN, CONFLICTS, PROPOSALS, TROUBLE = "#9fc5e8", "#c0392b", "#b7791f", "#7b2d8b"
IN_STEP = "#2e7d32"
LINES: tuple[tuple[str, str, Callable[[RunRow], int]], ...] = (
    ("open conflicts", CONFLICTS, lambda run: run.counts.get("conflicts", 0)),
    ("open proposals", PROPOSALS, lambda run: run.counts.get("proposals", 0)),
)


def picture(title: str, runs: Sequence[RunRow]) -> str:
    """Return a chart of runs, the oldest first.

    Bars are what was written and lines what waits, on the left scale; the share of the Items that
    was in step after each run is a line on the right scale, in per cent.
    """
    past = [run for run in runs if run.outcome != "RUNNING"]
    most = max([1, *(_most(run) for run in past)])
    parts = [*_frame(title, most), *_percent(), *_bars(past, most)]
    for number, (name, colour, value) in enumerate(LINES):
        parts += _line(list(enumerate(value(run) for run in past)), len(past), most, colour)
        parts += _key(name, colour, 400 + 130 * number)
    parts += _line(list(_shares(past)), len(past), 100, IN_STEP)
    parts += _key("in step, in %", IN_STEP, 46) + _key("written", WRITTEN, 160)
    parts += _key("partial or failed", TROUBLE, 250)
    parts += _dates(past)
    style = f'font-family="sans-serif" font-size="12" fill="{INK}"'
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>{"".join(parts)}</svg>'
    )


def as_url(svg: str) -> str:
    """Return a picture as an address that needs no server."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _most(run: RunRow) -> int:
    return max(run.counts.get("applied", 0), *(value(run) for _, _, value in LINES))


def _shares(runs: Sequence[RunRow]) -> Iterator[tuple[int, float]]:
    """Yield the runs after which Items were known, with the share of them in step."""
    for number, run in enumerate(runs):
        if items := run.counts.get("items"):
            yield number, 100 * run.counts.get("in_step", 0) / items


def _x(number: int, count: int) -> float:
    step = (WIDTH - LEFT - RIGHT) / max(count, 1)
    return LEFT + step * (number + 0.5)


def _y(value: float, most: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most


def _frame(title: str, most: int) -> Iterator[str]:
    yield f'<text x="{LEFT}" y="22" font-size="16" font-weight="bold">{escape(title)}</text>'
    for value in sorted({0, most // 2, most}):
        y = _y(value, most)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'


def _percent() -> Iterator[str]:
    for value in (0, 50, 100):
        y = _y(value, 100) + 4
        yield f'<text x="{WIDTH - RIGHT + 6}" y="{y:.1f}" fill="{IN_STEP}">{value} %</text>'


def _bars(runs: Sequence[RunRow], most: int) -> Iterator[str]:
    width = max(2.0, min(28.0, (WIDTH - LEFT - RIGHT) / max(len(runs), 1) * 0.7))
    for number, run in enumerate(runs):
        x, top = _x(number, len(runs)) - width / 2, _y(run.counts.get("applied", 0), most)
        tall = HEIGHT - BOTTOM - top
        yield f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{tall:.1f}" '
        yield f'fill="{WRITTEN}"/>'
        if run.outcome in {"PARTIAL", "FAILED"}:
            yield f'<circle cx="{x + width / 2:.1f}" cy="{HEIGHT - BOTTOM + 6}" r="3" '
            yield f'fill="{TROUBLE}"/>'


def _line(values: Sequence[tuple[int, float]], count: int, most: int, colour: str) -> list[str]:
    points = [(_x(number, count), _y(value, most)) for number, value in values]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in points]
    return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots]


def _key(name: str, colour: str, x: int) -> list[str]:
    return [
        f'<rect x="{x}" y="38" width="10" height="10" fill="{colour}"/>',
        f'<text x="{x + 15}" y="47">{escape(name)}</text>',
    ]


def _dates(runs: Sequence[RunRow]) -> Iterator[str]:
    """Yield the dates of the first, the middle and the last run, each said once."""
    said: set[str] = set()
    for number in sorted({0, len(runs) // 2, len(runs) - 1}) if runs else ():
        at = f"{runs[number].started_at:%d %b %H:%M}"
        if at in said:
            continue
        said.add(at)
        x = min(max(_x(number, len(runs)), LEFT + 30), WIDTH - RIGHT - 34)
        yield f'<text x="{x:.1f}" y="{HEIGHT - 14}" text-anchor="middle">{at}</text>'
