"""The window of a rule in words: in which period, or in which of several, time is counted."""

from __future__ import annotations

from sojourn.model.rule import Window
from sojourn.prose.lengths import duration
from sojourn.prose.tables import phrases


def window(frame: Window, lang: str = "en", *, asked: str | None = None) -> str:
    """Where time is counted: `in the 16 months after arrival`, `in each of 3 consecutive periods of 1 year before ...`.

    `asked` tells which rolling windows are looked at where no period is named: those up to the `date`, or those that end in
    the `stay` or `absence` at a crossing.
    """
    said: dict[str, str] = phrases(lang)["window"]
    if frame.anchor == "rolling":
        text = _rolling(frame, said, lang)
        return said[f"rolling-{asked}"].format(frame=text) if text and asked and frame.within is None else text
    text = _years(frame, said, lang) if frame.yearly is not None else _placed(frame, said, lang)
    if frame.offset is not None:
        text = said["offset"].format(frame=text, length=duration(frame.offset.value, frame.offset.unit, lang))
    if frame.includes_anchor is not None:
        text = said["anchor-in" if frame.includes_anchor else "anchor-out"].format(frame=text)
    return text


def _rolling(frame: Window, said: dict[str, str], lang: str) -> str:
    if frame.value is None or frame.unit is None:
        return ""
    key = "rolling-some" if frame.quantifier == "some" else "rolling"
    text = said[key].format(length=duration(frame.value, frame.unit, lang))
    if frame.within is None:
        return text
    period = duration(frame.within.value, frame.within.unit, lang)
    return said[f"within-{frame.within.direction or 'backward'}"].format(frame=text, period=period)


def _years(frame: Window, said: dict[str, str], lang: str) -> str:
    """Calendar years, or years that begin on another day."""
    n = frame.value or 1
    day = None if frame.starts is None else day_of_year(frame.starts, lang)
    if frame.count > 1:
        text = said["each-year" if frame.each else "some-year"].format(n=frame.count)
        return text if day is None else text + said["begin"].format(day=day)
    if day is None:
        return said["calendar-year"] if n == 1 else said["calendar-years"].format(n=n)
    return (said["year"] if n == 1 else said["years"]).format(n=n, day=day)


def _placed(frame: Window, said: dict[str, str], lang: str) -> str:
    table = phrases(lang)
    anchor = table["anchors"].get(frame.anchor)
    side = table["directions"].get(frame.direction)
    if frame.direction == "around":
        return said["around"].format(anchor=anchor or said["the-anchor"])
    if frame.value is None or frame.unit is None:
        return said["side"].format(side=side, anchor=anchor) if side and anchor else ""
    length = duration(frame.value, frame.unit, lang)
    if frame.at:
        return said["at"].format(
            length=length, side=side or table["directions"]["either"], anchor=anchor or said["the-anchor"]
        )
    if frame.count > 1:
        place = said["side"].format(side=side, anchor=anchor) if side and anchor else ""
        text = said["each" if frame.each else "some"]
        return text.format(n=frame.count, length=length, place=place).rstrip()
    placed = "one" if frame.value == 1 else "several"
    key = placed if side and anchor else "placed" if anchor else "loose"
    return said[key].format(length=length, side=side, anchor=anchor)


def day_of_year(starts: str, lang: str = "en") -> str:
    """A day of each year as the content holds it (`04-06`), for people: `6 April`."""
    table = phrases(lang)
    day: int | str = int(starts[3:])
    number = table["first_of_month"] if day == 1 else day
    return str(table["day_of_year"].format(day=number, month=table["months"][int(starts[:2]) - 1]))
