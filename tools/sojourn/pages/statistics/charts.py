"""Bar charts as SVG that stands alone or inside a page, and their numbers as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sojourn.model.csv_text import csv_text

WIDTH, LABEL, ROW, LINE = 640, 200, 26, 22
NO_STYLE = Markup("")
# About how wide a letter is, for the places of the legend.
LETTER = 6.6
# What is not known is hatched, as on the map.
HATCH = Markup(
    '<defs><pattern id="h-{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2" height="6"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers by row and series, with what they are about."""

    id: str
    title: str
    note: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    query: str | None = None
    paints: tuple[str, ...] = ()
    # Series side by side, each with its number, where adding them up would mean nothing.
    apart: bool = False

    def svg(self, style: Markup = NO_STYLE) -> Markup:
        """The chart; a `style` gives it its own colours and white ground, for use outside the site."""
        legend = self._legend()
        top = 12 + LINE * (1 + max((line for *_, line in legend), default=-1))
        height = top + ROW * len(self.rows) + 8
        most = max(((max if self.apart else sum)(numbers) for _, numbers in self.rows), default=1) or 1
        scale = (WIDTH - LABEL - 60) / most
        inner = [self._key(*item) for item in legend]
        inner += [self._bar(index, top, scale) for index in range(len(self.rows))]
        head = Markup('<style>{}</style><rect width="100%" height="100%" fill="#fff"/>').format(style)
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="sj-chart" viewBox="0 0 {} {}" role="img" '
            'aria-labelledby="c-{}"><title id="c-{}">{}</title>{}{}{}</svg>'
        ).format(
            WIDTH, height, self.id, self.id, self.title, HATCH.format(self.id), head if style else "",
            Markup("").join(inner),
        )  # fmt: skip

    def _legend(self) -> list[tuple[int, float, int]]:
        """Series that have a number, with the place of each in the legend: left edge and line."""
        out, x, line = [], 8.0, 0
        for index, name in enumerate(self.series if len(self.series) > 1 else ()):
            if any(numbers[index] for _, numbers in self.rows):
                width = 17 + len(name) * LETTER + 18
                if x > 8 and x + width > WIDTH:
                    x, line = 8.0, line + 1
                out.append((index, x, line))
                x += width
        return out

    def _key(self, index: int, x: float, line: int) -> Markup:
        y = 6 + LINE * line
        return Markup('<rect {} x="{:.0f}" y="{}" width="12" height="12"/><text x="{:.0f}" y="{}">{}</text>').format(
            self._paint(index), x, y, x + 17, y + 10.5, self.series[index]
        )

    def _paint(self, index: int) -> Markup:
        paint = self.paints[index] if self.paints else f"n{index + 1}"
        if paint == "unknown":
            return Markup('class="unknown" fill="url(#h-{})"').format(self.id)
        return Markup('class="{}"').format(paint)

    def _bar(self, place: int, top: int, scale: float) -> Markup:
        label, numbers = self.rows[place]
        y, x = top + ROW * place, float(LABEL)
        out = Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(LABEL - 8, y + 15, label)
        height = 20 // len(numbers) if self.apart else 20
        for index, number in enumerate(numbers):
            if number:
                width = round(number * scale, 1)
                out += Markup('<rect {} x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>').format(
                    self._paint(index), round(x, 1), y, width, height, f"{label}, {self.series[index]}: {number}"
                )
                if self.apart:
                    out += Markup('<text x="{}" y="{}" class="small">{}</text>').format(
                        round(x + width + 5, 1), y + 9, number
                    )
            x, y = (x, y + height) if self.apart else (x + round(number * scale, 1), y)
        if not self.apart:
            out += Markup('<text x="{}" y="{}">{}</text>').format(round(x + 6, 1), y + 15, sum(numbers))
        return out

    def shares(self) -> tuple[int, int] | None:
        """How many are not known, and how many there are; None if the chart does not count the unknown."""
        unknown = [i for i, paint in enumerate(self.paints) if paint == "unknown"]
        total = sum(sum(numbers) for _, numbers in self.rows)
        return (sum(numbers[i] for _, numbers in self.rows for i in unknown), total) if unknown and total else None

    def csv(self) -> str:
        """The numbers as a table."""
        return csv_text(["", *self.series], ([label, *numbers] for label, numbers in self.rows))


def ordered(counts: dict[str, Sequence[int]], order: Sequence[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Rows in a given order; rows without numbers are left out."""
    return tuple((name, tuple(counts[name])) for name in order if name in counts and any(counts[name]))
