"""The classes that maps and charts share: their words, and the colour of each (`--sj-map-…` of the site's style sheet)."""

from __future__ import annotations

UNKNOWN = "unknown"
NOT_KNOWN = "not known: no source says"
LENGTHS = {
    "none": ("no minimum (de facto, or the source says so)", "w1"),
    "short": ("less than 3 months", "q1"),
    "three": ("3 months (or 90 to 92 days)", "q2"),
    "six": ("6 months (or 180 to 184 days)", "q3"),
    "twelve": ("12 months (1 year)", "q4"),
    "other": ("another length, or several", "w2"),
    "away": ("only another length is stated (of absence, or of stay)", "w3"),
    "place": ("the main place decides, no number of months", "n8"),
    "register": ("a register entry, permit or status decides, no number of months", "n6"),
}
ADDING = {
    "continuous": ("continuous", "q4"),
    "cumulative": ("cumulative", "q2"),
    "other": ("in another way", "w2"),
    "none": ("nothing to add up: no minimum (de facto)", "w1"),
}
# The kinds of verdict, the closest first; where no minimum is stated, nothing can be judged, and that is hatched.
VERDICTS = {
    "same": "g1",
    "option": "g2",
    "part": "n1",
    "other-evidence": "n4",
    "narrower": "g3",
    "broader": "n2",
    "same-length": "n6",
    "shorter": "g4",
    "longer": "n3",
    "no-minimum": UNKNOWN,
    "another-test": "n8",
    "another-thing": "w3",
}
