"""Bar charts as SVG that stands alone or inside a page, and their numbers as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, LABEL, ROW, TOP = 640, 200, 26, 34
# Series are told apart by lightness as well as by hue, and named in the legend and in each bar's title.
COLOURS = ("#1f7a8c", "#e0a15f", "#7a4988", "#b8c0c6", "#9b2226")
STYLE = "text{font:13px system-ui,sans-serif;fill:#20292e}" + "".join(
    f".s{index}{{fill:{colour}}}" for index, colour in enumerate(COLOURS)
)

ALONE = Markup(f'<style>{STYLE}</style><rect width="100%" height="100%" fill="#fff"/>')  # noqa: S704 (our own text)


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers by row and series, with what they are about."""

    id: str
    title: str
    note: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    query: str | None = None

    def svg(self, alone: bool = False) -> Markup:
        """The chart; `alone` gives it its own style and white ground, for use outside the site."""
        height = TOP + ROW * len(self.rows) + 8
        most = max((sum(numbers) for _, numbers in self.rows), default=1) or 1
        scale = (WIDTH - LABEL - 60) / most
        inner = [self._legend(), *(self._bar(index, scale) for index in range(len(self.rows)))]
        head = ALONE if alone else Markup("")
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="sj-chart" viewBox="0 0 {} {}" role="img" '
            'aria-labelledby="c-{}"><title id="c-{}">{}</title>{}{}</svg>'
        ).format(WIDTH, height, self.id, self.id, self.title, head, Markup("").join(inner))

    def _legend(self) -> Markup:
        out, x = Markup(""), LABEL
        for index, name in enumerate(self.series if len(self.series) > 1 else ()):
            out += Markup(
                '<rect class="s{}" x="{}" y="6" width="12" height="12"/><text x="{}" y="16">{}</text>'
            ).format(index, x, x + 17, name)
            x += 34 + len(name) * 7
        return out

    def _bar(self, place: int, scale: float) -> Markup:
        label, numbers = self.rows[place]
        y, x = TOP + ROW * place, float(LABEL)
        out = Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(LABEL - 8, y + 15, label)
        for index, number in enumerate(numbers):
            if number:
                width = round(number * scale, 1)
                out += Markup('<rect class="s{}" x="{}" y="{}" width="{}" height="20"><title>{}</title></rect>').format(
                    index, round(x, 1), y, width, f"{label}, {self.series[index]}: {number}"
                )
                x += width
        return out + Markup('<text x="{}" y="{}">{}</text>').format(round(x + 6, 1), y + 15, sum(numbers))

    def csv(self) -> str:
        """The numbers as a table."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["", *self.series])
        writer.writerows([_neutral(label), *numbers] for label, numbers in self.rows)
        return out.getvalue()


def _neutral(label: str) -> str:
    """A label that no spreadsheet takes for a formula."""
    return f"'{label}" if label[:1] in "=+-@" else label


def ordered(counts: dict[str, Sequence[int]], order: Sequence[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Rows in a given order; rows without numbers are left out."""
    return tuple((name, tuple(counts[name])) for name in order if name in counts and any(counts[name]))
