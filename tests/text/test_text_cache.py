"""Things by name: what is held stays, the rest as far as it fits."""

import gc
from dataclasses import dataclass

from charviz.text.text_cache import Shelf


@dataclass(eq=False)
class Thing:
    size: int


def test_what_is_held_stays_whatever_comes() -> None:
    shelf = Shelf[Thing](100)
    held = shelf.put("held", Thing(60))
    for number in range(50):
        shelf.put(f"other {number}", Thing(30))
    gc.collect()
    assert shelf.take("held") is held and shelf.take("other 0") is None
    assert shelf.size <= 60 + 100


def test_of_the_rest_the_longest_unused_goes_first_by_its_bytes() -> None:
    shelf = Shelf[Thing](100)
    for name in ("a", "b", "c"):
        shelf.put(name, Thing(30))
    assert shelf.take("a").size == 30
    shelf.put("d", Thing(40))
    gc.collect()
    assert [name for name in "abcd" if shelf.take(name)] == ["a", "c", "d"]
    for number in range(20):  # any number of small ones
        shelf.put(f"small {number}", Thing(1))
    assert shelf.take("small 0") and shelf.take("d")


def test_what_is_only_known_pushes_nothing_out() -> None:
    shelf = Shelf[Thing](100)
    shelf.put("kept", Thing(90))
    for number in range(50):
        shelf.know(f"refused {number}", Thing(80))
    gc.collect()
    assert shelf.take("kept") and shelf.take("refused 49") is None


def test_a_name_means_one_thing() -> None:
    shelf = Shelf[Thing](100)
    first = shelf.put("a", Thing(1))
    assert shelf.put("a", Thing(1)) is first is shelf.know("a", Thing(1))


def test_whether_all_fits_and_what_is_let_go_for_it() -> None:
    shelf = Shelf[Thing](100)
    held = [shelf.put(f"held {number}", Thing(40)) for number in range(2)]
    shelf.put("old", Thing(15))
    new = shelf.know("new", Thing(20))
    assert shelf.fits() and shelf.take("old") is None and shelf.take("new") is new
    more = shelf.know("more", Thing(20))
    assert not shelf.fits() and all(thing is not None for thing in (*held, more))
    del more
    gc.collect()
    assert shelf.fits()
