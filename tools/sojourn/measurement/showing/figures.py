"""Figures of the report, as SVG inside of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 190, 70, 26, 10
# More periods than so many get a label only now and then.
MOST_LABELS = 14


def grouped(n: int) -> str:
    r"""A number with its thousands apart.

    >>> grouped(-23970) == "-23\u202f970"
    True
    """
    return f"{n:,}".replace(",", "\u202f")


def bars(periods: Mapping[str, Sequence[int]], highest: int, title: str, unit: str) -> str:
    """Bars of what is counted, with what is undecided on top in a pale colour.

    `highest` is the top of the scale, `unit` what stands beside it.
    """
    room, tall = WIDTH - LEFT, HEIGHT - BOTTOM - TOP
    step = room / max(len(periods), 1)
    every = -(-len(periods) // MOST_LABELS)
    parts = []
    for k, (period, (counted, undecided)) in enumerate(sorted(periods.items())):
        x, wide = LEFT + k * step + step * 0.15, step * 0.7
        full, pale = (tall * n / highest if highest else 0 for n in (counted, undecided))
        base = HEIGHT - BOTTOM
        label = f"{period}: {grouped(counted)} (+{grouped(undecided)})"
        parts.append(
            f'<g><title>{escape(label)}</title><rect x="{x:.1f}" y="{base - full:.1f}" width="{wide:.1f}" '
            f'height="{full:.1f}" fill="#1f6feb"/><rect x="{x:.1f}" y="{base - full - pale:.1f}" width="{wide:.1f}" '
            f'height="{pale:.1f}" fill="#1f6feb" fill-opacity=".35"/></g>'
        )
        if k % every == 0:
            parts.append(f'<text x="{x + wide / 2:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(period)}</text>')
    for share in (0, 0.5, 1):
        y = HEIGHT - BOTTOM - tall * share
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="currentColor" stroke-opacity=".2"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{grouped(round(highest * share))}</text>'
        )
    middle = TOP + tall / 2
    parts.append(
        f'<text x="14" y="{middle:.1f}" text-anchor="middle" transform="rotate(-90 14 {middle:.1f})">{escape(unit)}</text>'
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" width="100%" font-size="12" fill="currentColor">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
