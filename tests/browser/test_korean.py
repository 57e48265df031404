"""Every page in Korean: nothing that can be read, heard or pointed at is left in English but names, symbols and examples."""

import re
from urllib.parse import quote

from harness.tab import opened

from charviz.config.presets import PRESETS
from charviz.lessons.experiments import EXPERIMENTS
from charviz.particles import PAIRS
from charviz.ui.live.hyperparameters import NAMES

TEXT, WORDS = "가나가다라라마", "나비 = 곤충\n비나 = 이름"
RUN = f"text={TEXT}&cell=lstm&steps=40&lang=ko"
PAGES = {  # name -> what its address tells, so that what is shown of a person's own is Korean
    "": RUN,
    "memory": RUN,
    "cell": RUN,
    "units": RUN,
    "gradients": RUN,
    "shapes": f"{RUN}&page_text={quote('나비다')}",
    "order": f"{RUN}&page_text={quote(WORDS)}",
    "compare": f"{RUN}&values=lstm&seeds=2",
    "generate": RUN,
    "embeddings": f"{RUN}&page_text={quote('나비가 날아요')}&page_steps=20",
    "notes": RUN,
    "ideas": RUN,
    "text": RUN,
    "tour": RUN,
    "status": RUN,
}
ALLOWED = re.compile(
    r"hihello|hello|hielo|␣?if.you.want.you|TRIANGLE|INTEGRAL|"
    r"(?<![A-Za-z])(English|charviz|TensorFlow|[Nn]um[Pp]y|RNN|LSTM|GRU|CBOW|skip-gram|PyTorch|Shakespeare|nats?|ms|tanh|softmax|argmax|Enter|Ctrl|"
    r"HTML|QR|CSV|SVG|PNG|GIF|TXT|MD|MB|batch_first|output|h_n|c_n|ids|permute|view|prediction|top-k|NaN|Linear|one_hot|"
    r"(rnn|head)\.\w+|[0-9.]+MB)(?![A-Za-z])"
)
EXAMPLES = {*(preset.title for preset in PRESETS.values()), *NAMES.values()} | {
    "hihello", "abcabC × 4", "TRIANGLE / INTEGRAL", "as soon as", "listen / silent", "The quick brown fox…", "The boy…",
    "cat / dog: 필요 없음", "hihello, 출력층 없음", *(text for card in EXPERIMENTS.values() for text in card.strings.values()),
}  # fmt: skip
WORKS = {
    "Andrej Karpathy, The Unreasonable Effectiveness of Recurrent Neural Networks",
    "Christopher Olah, Understanding LSTM Networks",
    "Stanford cs231n",
    "WildML, Recurrent Neural Networks Tutorial",
}
COLLECT = """() => {
  const found = new Set([document.title]);
  const visit = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) visit(node.shadowRoot);
      if (node.closest("script, style, pre, code, [translate=no]")) continue;
      for (const name of ["title", "aria-label", "aria-description", "aria-valuetext", "alt", "placeholder", "data-title"])
        found.add(node.getAttribute(name) ?? "");
      const own = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.data.trim());
      if (node.checkVisibility()) found.add(own.filter(Boolean).join(" "));
    }
  };
  visit(document);
  return [...found];
}"""
READY = """() => document.documentElement.lang === "ko"
  && document.querySelector("[data-testid=stSkipToContent]").textContent !== "Skip to main content" """


def english(texts: list[str]) -> list[str]:
    """Those that have a word of two Latin letters or more that is no name, symbol or example."""
    return sorted(text for text in texts if text not in EXAMPLES and re.search(r"[A-Za-z]{2}", ALLOWED.sub("", text)))


def test_no_page_speaks_english(tab, server) -> None:
    page = tab(locale="ko-KR")
    found, broken, unresolved = {}, [], []
    for name, query in PAGES.items():
        opened(page, f"{server[0]}/{name}?{query}")
        page.wait_for_function(READY)
        if not name:
            page.get_by_test_id("player-engine").get_by_text("이 브라우저").wait_for()
            page.get_by_text("더 보기").click()
            page.get_by_text("옵티마이저").wait_for()
        texts = page.evaluate(COLLECT)
        assert len(texts) > 10, name
        unresolved += [text for text in texts if PAIRS.search(text)]
        if name == "ideas":  # its sentences name what is written in code, and works by their titles
            texts = [text for text in texts if not re.search("[가-힣]", text) and text not in WORKS]
        found |= {f"{name}: {text}": None for text in english(texts)}
        broken += page.evaluate(
            "[...document.querySelectorAll('p, label')].filter((node) => getComputedStyle(node).wordBreak !== 'keep-all')"
            ".map((node) => node.textContent)"
        )
    assert not found, "\n".join(found)
    assert (broken, unresolved) == ([], [])
