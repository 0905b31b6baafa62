"""What a server keeps stays within its bounds, whatever is asked."""

from __future__ import annotations

import tracemalloc

from sojourn.serve.processes.cache import BESIDE, Cache


def test_an_answer_is_found_again_by_all_of_its_question() -> None:
    cache = Cache(100_000)
    cache.put(("compare", "en", "{}"), "compare", b"one")
    assert cache.get(("compare", "en", "{}")) == ("compare", b"one")
    assert cache.get(("compare", "fr", "{}")) is None
    assert (cache.hits, cache.misses) == (1, 1)


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache = Cache(10 * (1_000 + BESIDE))
    for number in range(10):
        cache.put(number, "", b"x" * 1_000)
    assert cache.get(0)
    cache.put(10, "", b"x" * 1_000)
    assert cache.get(0)
    assert cache.get(1) is None
    assert cache.size <= cache.limit


def test_long_questions_take_no_room_beside_short_answers() -> None:
    """A question may be as long as a body: a thousand of them with short answers must not fill the memory."""
    cache = Cache(64_000_000)
    tracemalloc.start()
    for number in range(1_000):
        cache.put(("decide", "en", f"{number}" + "x" * 100_000), "decide", b"short")
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 1_000_000
    assert cache.get(("decide", "en", "7" + "x" * 100_000))
