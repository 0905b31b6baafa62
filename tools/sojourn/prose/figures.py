"""The figure of a limb: anchor, window, and the time that is asked for, to scale on a line of months.

Lengths are drawn with a month of 30.4 days; the figure shows a rule, it does not decide anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from sojourn.model.rule import Bound, Limb, Window
from sojourn.prose.rules import bound, duration
from sojourn.prose.tables import phrases

MONTHS = {"day": 12 / 365.25, "week": 7 * 12 / 365.25, "month": 1.0, "year": 12.0, "calendar-year": 12.0}
WIDTH, LEFT, RIGHT = 420, 16, 16
# Between a text and the line of the anchor.
OFF = 5
# Shares of the asked time in which a cumulative rule is drawn, to show that breaks do no harm.
PIECES = (0.38, 0.34, 0.28)
ANCHORS = ("arrival", "departure", "reference-date")
# Where the time lies that a crossing looks at, if no window says so.
NATURAL = {("arrival", "stay"): 1, ("arrival", "absence"): -1, ("departure", "absence"): 1, ("departure", "stay"): -1}
# What is meant or permitted lies ahead of the date, too; what was lived or is meant may lie on both sides of it.
AHEAD, BOTH_SIDES = ("intended", "granted"), "actual-or-intended"


@dataclass(frozen=True, slots=True)
class FigureShape:
    """What is drawn, in months from the anchor."""

    asked: float | None
    most: float | None
    frame: tuple[float, float] | None
    side: int
    around: bool
    placed: bool


def months(value: int, unit: str) -> float:
    """A length in months, for drawing only."""
    return value * MONTHS[unit]


def shape(limb: Limb) -> FigureShape | None:
    """The shape of a limb; None if it asks for no length of time."""
    asked = months(limb.threshold.value, limb.threshold.unit) if isinstance(limb.threshold, Bound) else None
    most = months(limb.upper_bound.value, limb.upper_bound.unit) if isinstance(limb.upper_bound, Bound) else None
    if asked is None and most is None:
        return None
    named = limb.window if isinstance(limb.window, Window) else None
    direction = named.direction if named else None
    natural = 1 if limb.basis in AHEAD else NATURAL.get((limb.event or "", limb.measure or ""), 0)
    side = {"forward": 1, "backward": -1}.get(direction or "", natural)
    length = months(named.value, named.unit) if named and named.value and named.unit else None
    frame = None
    if length is not None:
        frame = {"either": (-length, length), "around": (-length / 2, length / 2)}.get(direction or "")
        if frame is None:
            frame = (-length, 0.0) if side < 0 else (0.0, length) if side > 0 else (-length / 2, length / 2)
    around = direction == "around" or (not side and direction is None and limb.basis == BOTH_SIDES)
    return FigureShape(asked, most, frame, side, around, bool(side) or direction in ("around", "either"))


class _Axis:
    """Months to pixels."""

    def __init__(self, low: float, high: float) -> None:
        margin = max((high - low) * 0.08, 0.2)
        self.low, self.high = low - margin, high + margin

    def x(self, month: float) -> float:
        return round(LEFT + (month - self.low) / (self.high - self.low) * (WIDTH - LEFT - RIGHT), 1)

    def ticks(self) -> list[float]:
        span = self.high - self.low
        step = next((s for s in (0.25, 0.5, 1, 3, 6, 12, 24, 60, 120, 240) if span / s <= 8), 480)
        first = int(self.low // step) + 1
        found = [index * step for index in range(first, int(self.high // step) + 1)]
        return [float(tick) for tick in found]


def rule_figure(limb: Limb, id: str, words: str, lang: str = "en") -> Markup:
    """An inline SVG of a limb with its text alternative; empty if the limb asks for no length of time."""
    drawn = shape(limb)
    if drawn is None:
        return Markup("")
    blocks = _blocks(limb, drawn)
    ends = [0.0, *(end for block in blocks for end in block), *(drawn.frame or ())]
    if drawn.most is not None:
        ends.append(drawn.most * (drawn.side or 1))
    axis = _Axis(min(ends), max(ends))
    parts = [
        *_window(limb, drawn, axis, lang),
        *_time(limb, drawn, blocks, axis, lang),
        *_scale(axis, lang),
        *_anchor(limb, axis, lang),
    ]
    return Markup(
        '<svg class="sj-figure" viewBox="0 0 {} 146" role="img" aria-labelledby="{}-t">'
        '<title id="{}-t">{}</title>{}</svg>'
    ).format(WIDTH, id, id, phrases(lang)["figure"]["title"].format(words), Markup("").join(parts))


def _blocks(limb: Limb, drawn: FigureShape) -> list[tuple[float, float]]:
    """The time asked for, as blocks on the axis."""
    asked = drawn.asked if drawn.asked is not None else drawn.most
    assert asked is not None
    if drawn.around:
        return [(-asked / 2, asked / 2)]
    if drawn.side == 0:
        low = drawn.frame[0] if drawn.frame else -asked
        side, room = 1, (drawn.frame[1] - drawn.frame[0]) if drawn.frame else asked
    else:
        low, side = 0.0, drawn.side
        room = max(abs(end) for end in drawn.frame) if drawn.frame else asked
    if limb.accumulation in ("cumulative", "weighted") and room > asked * 1.05:
        gap = (room - asked) / len(PIECES)
        out, at = [], 0.0
        for share in PIECES:
            start, end = low + side * at, low + side * (at + asked * share)
            out.append((min(start, end), max(start, end)))
            at += asked * share + gap
        return out
    return [(min(low, low + side * asked), max(low, low + side * asked))]


def _rect(css: str, axis: _Axis, start: float, end: float, y: int, height: int) -> Markup:
    x = axis.x(start)
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>').format(
        css, x, y, round(max(axis.x(end) - x, 2), 1), height
    )


def _text(x: float, y: int, text: str, anchor: str = "middle", css: str = "") -> Markup:
    kind = Markup(' class="{}"').format(css) if css else Markup("")
    return Markup('<text{} x="{}" y="{}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, text)


def _label(axis: _Axis, start: float, end: float, y: int, text: str, css: str = "") -> Markup:
    """A text over a stretch, kept inside the figure and, where there is room, on its side of the anchor's line."""
    middle, half = (axis.x(start) + axis.x(end)) / 2, len(text) * 3.6
    low, high, line = LEFT + half - 16, WIDTH - RIGHT - half + 16, axis.x(0)
    if end <= 0 and line - half - OFF >= low:
        high = line - half - OFF
    elif start >= 0 and line + half + OFF <= high:
        low = line + half + OFF
    middle = min(max(middle, low), high)
    return _text(round(middle, 1), y, text, css=css)


def _window(limb: Limb, drawn: FigureShape, axis: _Axis, lang: str) -> list[Markup]:
    named = limb.window if isinstance(limb.window, Window) else None
    if drawn.frame is None or named is None or named.value is None or named.unit is None:
        return []
    said = phrases(lang)["figure"]
    text = said["window"].format(duration(named.value, named.unit, lang))
    if named.direction == "either":
        text = said["either"].format(text)
    low, high = drawn.frame
    return [_rect("sj-window", axis, low, high, 28, 68), _label(axis, low, high, 20, text, "sj-muted")]


def _time(limb: Limb, drawn: FigureShape, blocks: list[tuple[float, float]], axis: _Axis, lang: str) -> list[Markup]:
    said = phrases(lang)["figure"]
    unit = said[limb.measure if limb.measure in ("stay", "absence") else "counted"]
    css = "sj-away" if limb.measure == "absence" else "sj-stay"
    if drawn.asked is None:
        css += " sj-upto"
    if not drawn.placed or limb.basis in AHEAD:
        css += " sj-loose"
    parts = [_rect(css, axis, start, end, 36, 30) for start, end in blocks]
    limits = [bound(b, lang).split(" (")[0] for b in (limb.threshold, limb.upper_bound) if isinstance(b, Bound)]
    how = said[limb.accumulation] if limb.accumulation in ("cumulative", "continuous") else ""
    low, high = min(b[0] for b in blocks), max(b[1] for b in blocks)
    asked = said["limits"].join(limits)
    text = next((t for t in (f"{asked} {unit}{how}", f"{asked} {unit}") if len(t) * 7 < WIDTH), asked)
    parts.append(_label(axis, low, high, 86, text, "sj-over"))
    if drawn.asked is not None and drawn.most is not None:
        edge = drawn.most * (drawn.side or 1)
        parts.append(Markup('<line class="sj-limit" x1="{0}" x2="{0}" y1="30" y2="76"/>').format(axis.x(edge)))
    return parts


def _scale(axis: _Axis, lang: str) -> list[Markup]:
    parts = [Markup('<line class="sj-axis" x1="{}" x2="{}" y1="104" y2="104"/>').format(LEFT, WIDTH - RIGHT)]
    years = axis.high - axis.low > 60
    for tick in axis.ticks():
        x = axis.x(tick)
        parts.append(Markup('<line class="sj-axis" x1="{0}" x2="{0}" y1="101" y2="107"/>').format(x))
        if tick:
            number = tick / 12 if years else tick
            parts.append(_text(x, 121, f"{number:+g}".replace("-", "−"), css="sj-muted"))
    unit = phrases(lang)["units"]["year" if years else "month"]
    # The unit stands at the end where the anchor's name does not.
    at_left = axis.x(0) > WIDTH / 2
    parts.append(_text(LEFT if at_left else WIDTH - RIGHT, 138, unit, "start" if at_left else "end", "sj-muted"))
    return parts


def _anchor(limb: Limb, axis: _Axis, lang: str) -> list[Markup]:
    named = limb.window.anchor if isinstance(limb.window, Window) and limb.window.anchor in ANCHORS else limb.event
    x = axis.x(0)
    line = Markup('<line class="sj-anchor" x1="{0}" x2="{0}" y1="26" y2="110"/>').format(x)
    name = phrases(lang)["figure"]["anchors"][named if named in ANCHORS else "start"]
    half = len(name) * 3.8
    return [line, _text(round(min(max(x, LEFT / 2 + half), WIDTH - RIGHT / 2 - half), 1), 138, name, css="sj-strong")]
