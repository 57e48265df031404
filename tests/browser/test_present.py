"""The teacher's mode: one picture at a time, large, by keys; and the link for the students' phones as a QR code."""

import io
import re

import pytest
from harness.runs import ScriptedRun
from harness.tab import drawn, press

PICTURES = {"network": "1", "history": "2", "loss-chart": "3", "hidden": "4"}
HALL = {"width": 1920, "height": 1080}


@pytest.fixture
def teacher_mode(open_page):
    """teacher_mode(query="", **context): a paused run in the teacher's mode."""

    def opened(query="", options=None, **context):
        run = ScriptedRun(**{"autoplay": False, "projector": True, "teacher_mode": True, **(options or {})})
        return open_page(run, query, **{"viewport": HALL, **context})

    return opened


def visible(page):
    return [name for name in PICTURES if page.get_by_test_id(f"player-{name}").is_visible()]


def decoded(page):
    """What a phone would read from the screen: by a decoder that has nothing to do with the encoder."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
    from PIL import Image

    page.get_by_test_id("player-code-picture").wait_for()
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())), formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def test_keys_choose_the_one_picture_that_fills_the_screen(teacher_mode):
    page = teacher_mode()
    assert visible(page) == [*PICTURES], "everything at first"
    for name, key in PICTURES.items():
        press(page, key)
        assert visible(page) == [name]
        box = page.get_by_test_id(f"player-{name}").bounding_box()
        assert box["height"] > 300 and box["y"] + box["height"] <= 1080
    press(page, "PageDown")  # an RNN has no gates: everything comes again
    assert visible(page) == [*PICTURES]
    press(page, "2", "0")
    assert visible(page) == [*PICTURES]


def test_digits_answer_a_question_and_choose_pictures_afterwards(teacher_mode):
    page = teacher_mode(options={"ask": "true"})
    press(page, "2")
    assert "It predicts" in page.get_by_test_id("player-question").text_content()
    assert page.get_by_test_id("player-network").is_visible(), "no picture is chosen yet"
    press(page, "2")
    assert visible(page) == ["history"]


def test_it_is_large_and_nothing_is_cut_off(teacher_mode):
    page = teacher_mode(options={"ask": "true"}, viewport={"width": 1280, "height": 720})
    page.evaluate(
        """() => { window.fonts = new Set(); const { fillText } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
          fonts.add(this.font); return fillText.call(this, text, ...rest); } }"""
    )
    press(page, "Enter")
    press(page, "1")
    page.evaluate("fonts.clear()")
    press(page, "Home")
    page.set_viewport_size({"width": 1281, "height": 720})
    drawn(page)
    sizes = sorted(float(re.search(r"([\d.]+)px", font)[1]) for font in page.evaluate("[...fonts]"))
    assert sizes[0] >= 18 and sizes[-1] >= 28
    canvas, line = (page.get_by_test_id(f"player-{name}").bounding_box() for name in ("network", "keys"))
    assert canvas["y"] + canvas["height"] <= line["y"] + 1


def test_k_brings_the_page_back_and_folds_it_away_again(teacher_mode):
    page = teacher_mode()
    press(page, "1")
    folded = "document.documentElement.hasAttribute('data-charviz-teacher-mode')"
    assert page.evaluate(folded)
    press(page, "k")
    assert not page.evaluate(folded) and len(visible(page)) == 4
    assert page.get_by_test_id("player-fold").bounding_box()["y"] < page.viewport_size["height"] - 24
    press(page, "k")
    assert page.evaluate(folded) and visible(page) == ["network"]


def test_the_code_on_the_screen_is_the_students_link(teacher_mode):
    query = (
        "view=class&text=%EA%B0%84%EC%9E%A5+%EA%B3%B5%EC%9E%A5&cell=lstm&lang=ko&hide=seed,layers&fork=15%3Asteps%3D60"
    )
    page = teacher_mode(query, color_scheme="dark")
    press(page, "q")
    address = page.evaluate("location.origin")
    link = f"{address}/?text=%EA%B0%84%EC%9E%A5+%EA%B3%B5%EC%9E%A5&cell=lstm&hide=seed,layers&fork=15%3Asteps%3D60"
    assert decoded(page) == [link]
    shown = page.get_by_test_id("player-code-link")
    assert shown.get_attribute("href") == link and "간장+공장" in shown.text_content()
    press(page, "q")
    assert not shown.is_visible()


@pytest.mark.parametrize("letters", [100, 300])
def test_a_long_link_is_still_read_by_a_phone(teacher_mode, letters):
    page = teacher_mode("text=" + "%EA%B0%80" * letters, device_scale_factor=2)
    press(page, "q")
    assert decoded(page) == [page.evaluate("location.href")]


def test_a_link_too_long_for_a_code_is_shown_alone(teacher_mode):
    page = teacher_mode("view=class&text=" + "%EA%B0%80" * 2000)
    press(page, "q")
    page.get_by_test_id("player-code-note").get_by_text("a QR code holds at most 2,953").wait_for()
    assert not page.get_by_test_id("player-code-picture").is_visible()
    assert page.get_by_test_id("player-code-link").text_content().count("가") == 2000


def test_a_phone_can_show_it_too(teacher_mode):
    page = teacher_mode(options={"ask": "true"}, viewport={"width": 390, "height": 844})
    page.get_by_test_id("player-tools").click()
    page.get_by_test_id("player-code").click()
    assert decoded(page)
    page.get_by_test_id("player-code-close").click()
    page.get_by_test_id("player-keys").click()
    assert page.get_by_test_id("player-help").get_by_text("full screen").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
