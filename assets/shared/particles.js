/** Korean particles by the last sound of the text before them; the same rule as charviz/particles.py. */

export const PAIRS = /(\[[가-힣]+\/[가-힣]+\])/; // [은/는], [으로/로]: the first form follows a consonant
const OTHER = "ㄴ"; // represents every final consonant except ㄹ, after which (으)로 is 로
// A remark after a word is skipped, because the particle belongs to the word: 은닉 상태(hidden state)는.
const GLOSS = /(?<=[\p{L}\p{N}_%’”'"])[([][^()[\]]*[)\]][^\p{L}\p{N}_]*$/u;
const SILENT = /[\s\\*_`'"’”»›)\]}⟩〉》」』】.…,:;!?\u2066-\u2069]+$/;

/** @type {Record<string, string>} */
const READ = Object.fromEntries([
  ...Array.from("036mnMN␣⏎⇥′", (letter) => [letter, OTHER]), // 영, 엠, 공백, 프라임
  ...Array.from("178lrLR", (letter) => [letter, "ㄹ"]),
]);
// English words as Korean writes them: table 테이블, time 타임, string 스트링, step 스텝; but text 텍스트, tensor 텐서.
const RIEUL = /l$|.le$/;
const CLOSED = /[mn]$|[aeiou][mn]e$|ng$|(?<![aeiou])[aeiou][pbtkc]$|[aeiou]ck$|ook$|ou[pt]$/;
/** @type {Record<string, string>} */
const EXCEPTIONS = { type: OTHER, check: "" };

/** The form of a pair, as [은/는], that fits after a text. @param {string} before @param {string} pair */
export function particle(before, pair) {
  const [closed, open] = pair.slice(1, -1).split("/");
  const final = finalConsonant(before);
  return !final || (final === "ㄹ" && closed.startsWith("으")) ? open : closed;
}

/** The final consonant of a text that is read aloud: ㄹ, any other (ㄴ), or none (""). @param {string} text */
function finalConsonant(text) {
  const read = text.slice(-200).replace(GLOSS, "").replace(SILENT, "").slice(-40).normalize("NFKC");
  const word = /[A-Za-z]+$/.exec(read);
  if (word) return latin(word[0]);
  const last = read.slice(-1);
  const code = last.charCodeAt(0);
  if (last >= "가" && last <= "힣") return consonant((code - 0xac00) % 28, 8);
  if (last >= "\u1100" && last <= "\u1112") return consonant(code - 0x1100 + 1, 6); // ㄱ by its name, 기역
  if (last >= "\u11a8" && last <= "\u11c2") return consonant(code - 0x11a8 + 1, 8);
  return READ[last] ?? "";
}

/** @param {number} index @param {number} rieul */
const consonant = (index, rieul) => (index === rieul ? "ㄹ" : index ? OTHER : "");

/**
 * The final consonant of a Latin word: spelled if it is one letter, an abbreviation (LSTM), or not a word; otherwise as it is pronounced.
 * @param {string} word
 */
function latin(word) {
  const short = word.length === 1 || (word === word.toUpperCase() && word.length <= 4);
  if (short || !/[aeiouy]/i.test(word)) return READ[word.slice(-1)] ?? "";
  const lower = word.toLowerCase();
  if (Object.hasOwn(EXCEPTIONS, lower)) return EXCEPTIONS[lower];
  return RIEUL.test(lower) ? "ㄹ" : CLOSED.test(lower) ? OTHER : "";
}
