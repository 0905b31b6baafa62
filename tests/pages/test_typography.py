"""French text is set as French is set, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.pages.frame.typography import NO_BREAK, THIN, french, french_page

N, T = NO_BREAK, THIN


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Facette : valeur", f"Facette{N}: valeur"),
        ("Facette: valeur", f"Facette{N}: valeur"),
        (": valeur", f"{N}: valeur"),
        ("un ; deux", f"un{T}; deux"),
        ("Qui compte ? Tous !", f"Qui compte{T}? Tous{T}!"),
        ("(sur quelle période ?)", f"(sur quelle période{T}?)"),
        ("le critère « lieu principal »", f"le critère «{N}lieu principal{N}»"),
        ("12 mois, 16 mois", f"12{N}mois, 16{N}mois"),
        ("12 345 678 personnes", f"12{T}345{T}678{N}personnes"),
        ("le 1er janvier 2022", f"le 1er{N}janvier 2022"),
        ("45 %", f"45{N}%"),
        ("l'arrivée d&#39;un résident", "l’arrivée d’un résident"),
        ("résidant à l'", "résidant à l’"),
        ("Qu&#39;", "Qu’"),
    ],
)
def test_signs_stand_off_and_stay_with_their_word(text: str, wanted: str) -> None:
    assert french(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "12:30",
        "https://example.org/?q=1;x",
        "skos:narrowMatch",
        "R&amp;D",
        "&lt;b&gt;",
        "2021 150",
        "un-2021-resident-a",
        "dite 'de droit'",
    ],
)
def test_what_is_no_sentence_stays(text: str) -> None:
    assert french(text) == text


def test_code_attributes_scripts_and_other_languages_stay() -> None:
    kept = (
        '<code>a ? b</code><a href="x?y ;z" title="là : ici">', '<span lang="en">Who counts: you?</span>',
        '<script>if (a<b) say("x ? y");</script>', "<pre><b>a :</b> b</pre>",
    )  # fmt: skip
    html = f'<html lang="fr"><p>Qui{T}?</p>{"".join(kept)}</a></html>'
    assert french_page(html) == html
    around = '<html lang="fr"><p>un <code>x</code>: <em lang="en">a: b</em> ; <br>fin ?</p></html>'
    assert french_page(around) == (
        f'<html lang="fr"><p>un <code>x</code>{N}: <em lang="en">a: b</em>{T}; <br>fin{T}?</p></html>'
    )


def test_a_page_in_another_language_is_set_only_where_it_is_french() -> None:
    html = '<html lang="en"><p>Who: <b lang="fr">qui : vous</b></p></html>'
    assert french_page(html) == f'<html lang="en"><p>Who: <b lang="fr">qui{N}: vous</b></p></html>'


@given(st.text(alphabet="ab1 :;?!«»'&%" + N + T, max_size=30))
def test_setting_twice_changes_nothing_more(text: str) -> None:
    assert french(french(text)) == french(text)


@given(st.text(alphabet="ab :;?!«»", max_size=30))
def test_only_spaces_are_changed(text: str) -> None:
    def bare(words: str) -> str:
        return "".join(words.split())

    assert bare(french(text)) == bare(text)
