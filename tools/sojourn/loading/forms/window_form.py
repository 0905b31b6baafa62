"""Parts of a window that mean nothing together, or with the way in which the limb counts (RULES.md, section 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from sojourn.model.message import Message, message

# Which part of a limb is wrong, what is wrong with it, and what to do.
Fault = tuple[str, Message, Message]
_DAYS = {"day": 1, "week": 7, "month": 28, "year": 365, "calendar-year": 365}


def ends_faults(limb: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the way in which a status is lost: it is stated by rules about crossings."""
    if "ends" in limb and limb.get("event") == "reference-date":
        yield "ends", message("ends-of-crossings-only"), message("do-leave-out", key="ends")


def exempt_faults(limb: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with days that are not counted: only days that add up can be left out one by one."""
    if not isinstance(limb.get("exempt_days"), list):
        return
    if limb.get("accumulation") not in ("cumulative", "weighted"):
        said = message("exempt-days-of-a-run", accumulation=str(limb.get("accumulation", "none")))
        yield "exempt_days", said, message("do-write-cumulative")
    elif limb.get("basis") not in (None, "actual"):
        yield "exempt_days", message("exempt-days-of-a-plan", basis=str(limb["basis"])), message("do-basis-actual")


def share_faults(limb: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with a threshold or an upper bound that is a share of the window, or is written like one."""
    for key in ("threshold", "upper_bound"):
        bound = limb.get(key)
        if isinstance(bound, dict):
            yield from ((key, said, todo) for said, todo in _share_faults(limb, bound))
    window, breaks = limb.get("window"), limb.get("interruptions")
    inner = window if isinstance(window, dict) else {}
    lengths = [("window", each) for each in (window, inner.get("offset"), inner.get("within"))]
    lengths += [("recall", limb.get("recall"))]
    lengths += [("interruptions", breaks.get("tolerated") if isinstance(breaks, dict) else None)]
    for name, length in lengths:
        if isinstance(length, dict) and length.get("unit") == "share":
            yield name, message("share-of-windows-not"), message("do-write-year")


def _share_faults(limb: Mapping[str, Any], bound: Mapping[str, Any]) -> Iterator[tuple[Message, Message]]:
    value, unit, todo = bound.get("value"), bound.get("unit"), message("do-write-share")
    if unit != "share":
        if isinstance(value, str):
            yield message("share-without-unit", value=value, unit=str(unit)), todo
        return
    if not isinstance(value, str):
        yield message("share-without-fraction", value=str(value)), todo
    elif Fraction(value) > 1:
        yield message("share-too-large", value=value), message("do-check-against-the-source")
    if "comparison" not in bound:
        yield message("share-without-comparison"), todo
    if limb.get("accumulation") not in (None, "cumulative"):
        yield message("share-of-a-run", accumulation=str(limb["accumulation"])), message("do-write-cumulative")


def window_faults(limb: Mapping[str, Any], window: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the window of a limb in its content form."""
    if window.get("anchor") == "rolling":
        yield from _rolling(window)
    else:
        for key in ("within", "quantifier"):
            if key in window:
                yield "window", message("window-of-rolling-only", key=key), message("do-anchor-rolling", key=key)
        yield from _placed(limb, window)
    breaks = limb.get("interruptions")
    tolerated = breaks.get("tolerated") if isinstance(breaks, dict) else None
    if isinstance(tolerated, dict) and "value" in window and _longer(tolerated, window):
        yield "interruptions", message("breaks-longer-than-window"), message("do-check-the-lengths")
    if "starts" in window and window.get("unit") != "year":
        said = message("window-starts-no-years", unit=str(window.get("unit", "none")))
        yield "window", said, message("do-unit-year")


def _rolling(window: Mapping[str, Any]) -> Iterator[Fault]:
    for key in ("offset", "each", "some", "starts", "at", "includes_anchor"):
        if key in window:
            yield "window", message("window-not-of-rolling", key=key), message("do-name-the-anchor", key=key)
    within = window.get("within")
    if isinstance(within, dict) and "value" in window and _longer(window, within):
        yield "window", message("window-longer-than-period"), message("do-check-the-lengths")


def _longer(window: Mapping[str, Any], period: Mapping[str, Any]) -> bool:
    """Whether a window (a break) is longer than the period that it lies in, whatever the months."""
    if window["unit"] == period["unit"]:
        return bool(window["value"] > period["value"])
    longest = {"month": 31, "year": 366, "calendar-year": 366}.get(period["unit"], _DAYS.get(period["unit"], 1))
    return bool(window["value"] * _DAYS.get(window["unit"], 1) > period["value"] * longest)


def _placed(limb: Mapping[str, Any], window: Mapping[str, Any]) -> Iterator[Fault]:
    accumulation = limb.get("accumulation")
    several = [key for key in ("each", "some") if key in window]
    timed = [key for key in ("threshold", "upper_bound") if isinstance(limb.get(key), dict)]
    if "at" in window:
        if timed or several:
            others = ", ".join([*timed, *several])
            yield "window", message("window-instant-length", keys=others), message("do-instant-alone")
        if "value" not in window:
            yield "window", message("window-instant-nowhere"), message("do-add-the-length")
        if "starts" in window or window.get("unit") == "calendar-year":
            yield "window", message("window-instant-years"), message("do-write-year")
    if len(several) == 2:
        yield "window", message("window-each-and-some"), message("do-each-or-some")
    for key in several:
        if accumulation not in (None, "cumulative", "longest"):
            said = message("window-several-not-cumulative", key=key, accumulation=str(accumulation))
            yield "window", said, message("do-cumulative-or-without", key=key)
        elif "value" not in window:
            yield "window", message("window-several-no-length", key=key), message("do-add-the-length")
    for key in ("offset", "includes_anchor"):
        if key in window and (accumulation in ("span", "weighted") or window.get("direction") == "around"):
            yield "window", message("window-place-meaningless", key=key), message("do-leave-out", key=key)
    years = "starts" in window or window.get("unit") == "calendar-year"
    unbroken = accumulation == "continuous" and limb.get("event") in ("arrival", "departure")
    if "includes_anchor" in window and (years or unbroken):
        what = "years" if years else "crossing"
        yield "window", message("window-anchor-is-settled", what=what), message("do-leave-out", key="includes_anchor")
