"""Korean particles by the last sound of what stands before them: RNN은, GRU는, h를, l을, 7로, 6으로."""

import re
import unicodedata

PAIRS = re.compile(r"(\[[가-힣]+/[가-힣]+\])")  # [은/는], [으로/로]: first what follows a consonant
OTHER = "ㄴ"  # stands for every final consonant but ㄹ, after which (으)로 is 로
# A remark behind a word is skipped, for the particle goes with the word: 은닉 상태(hidden state)는.
GLOSS = re.compile(r"(?<=[\w%’”'\"])[(\[][^()\[\]]*[)\]]\W*$")
SILENT = re.compile(r"[\s\\*_`'\"’”»›)\]}⟩〉》」』】.…,:;!?\u2066-\u2069]+$")

READ = dict.fromkeys("036mnMN␣⏎⇥′", OTHER) | dict.fromkeys("178lrLR", "ㄹ")  # 영, 일, 엠, 공백, 프라임
# English words as Korean writes them: tabLE 테이블, tiME 타임, strinG 스트링, sTEP 스텝; but text 텍스트, tensor 텐서.
RIEUL = re.compile(r"l$|.le$")
CLOSED = re.compile(r"[mn]$|[aeiou][mn]e$|ng$|(?<![aeiou])[aeiou][pbtkc]$|[aeiou]ck$|ook$|ou[pt]$")
EXCEPTIONS = {"type": OTHER, "check": ""}


def particle(before: str, pair: str) -> str:
    """The form of a pair, as [은/는], that fits behind a text."""
    closed, open_ = pair.strip("[]").split("/")
    final = final_consonant(before)
    return open_ if not final or (final == "ㄹ" and closed.startswith("으")) else closed


def final_consonant(text: str) -> str:
    """With what a text ends when it is read aloud: "ㄹ", another consonant ("ㄴ"), or none ("")."""
    text = unicodedata.normalize("NFKC", SILENT.sub("", GLOSS.sub("", text[-200:]))[-40:])
    if word := re.search("[A-Za-z]+$", text):
        return _latin(word[0])
    last = text[-1:]
    if "가" <= last <= "힣":
        return _consonant((ord(last) - ord("가")) % 28, 8)
    if "\u1100" <= last <= "\u1112":  # ㄱ by its name, 기역
        return _consonant(ord(last) - 0x1100 + 1, 6)
    if "\u11a8" <= last <= "\u11c2":
        return _consonant(ord(last) - 0x11A8 + 1, 8)
    return READ.get(last, "")


def _consonant(index: int, rieul: int) -> str:
    return "ㄹ" if index == rieul else OTHER if index else ""


def _latin(word: str) -> str:
    """Letter by letter where it is one letter, an abbreviation (LSTM), or no word at all; else as a word is heard."""
    short = len(word) == 1 or (word.isupper() and len(word) <= 4)
    if short or not re.search("[aeiouy]", word, re.IGNORECASE):
        return READ.get(word[-1], "")
    word = word.lower()
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    return "ㄹ" if RIEUL.search(word) else OTHER if CLOSED.search(word) else ""
