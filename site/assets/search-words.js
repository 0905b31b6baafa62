// Words as search compares them: without case, accents and endings. The same as tools/sojourn/lookup/analysis.py, which says why;
// tests/lookup/test_search_parity.py holds the two together.
"use strict";

const sojournWords = (() => {
  const CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff";
  const WORD = /[\p{L}\p{N}]+/gu, RUN = new RegExp(`[${CJK}]+|[^${CJK}]+`, "g"), IS_CJK = new RegExp(`^[${CJK}]`), HAS_CJK = new RegExp(`[${CJK}]`);
  const LETTERS = { ß: "ss", ø: "o", æ: "ae", œ: "oe", đ: "d", ł: "l", ı: "i", þ: "th", ð: "d", ـ: "", ى: "ي", ة: "ه" };
  const TO_CHANGE = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
  const CYRILLIC = ["иями", "ями", "ами", "иях", "иям", "ием", "иеи", "ого", "его", "ому", "ему", "ыми", "ими", "ых", "их", "ая", "яя",
    "ое", "ее", "ые", "ие", "ия", "ии", "ию", "ыи", "ои", "еи", "ую", "юю", "ов", "ев", "ам", "ям", "ах", "ях", "ом", "ем",
    "а", "я", "о", "е", "ы", "и", "у", "ю", "ь"];
  const ARTICLES = ["وال", "بال", "كال", "فال", "ولل", "ال", "لل"], ARABIC = ["يات", "ات", "ون", "ين", "ان", "يه", "ه", "ي", "ا"];

  const without = (word, endings, least) => {
    for (const ending of endings) if (word.endsWith(ending) && word.length - ending.length >= least) return word.slice(0, -ending.length);
    return word;
  };

  function latin(word) {
    const size = word.length, ends = (...list) => list.some((ending) => word.endsWith(ending));
    if (size <= 3) return word;
    if (size > 4 && ends("ies")) word = word.slice(0, -3) + "y";
    else if (size > 4 && ends("ches", "shes", "xes", "sses", "zes")) word = word.slice(0, -2);
    else if ((ends("s") && !ends("ss", "us", "is")) || (size > 4 && ends("aux", "eux"))) word = word.slice(0, -1);
    if (word.length > 5 && word.endsWith("ing")) word = word.slice(0, -3);
    else if (word.length > 5 && word.endsWith("ed")) word = word.slice(0, -2);
    return word.length > 4 && "aeo".includes(word[word.length - 1]) ? word.slice(0, -1) : word;
  }

  function stem(word) {
    const first = word[0];
    if (first >= "a" && first <= "z") return latin(word);
    if (first >= "а" && first <= "я") {
      const found = word.endsWith("ец") && word.length > 4 ? `${word.slice(0, -2)}ц` : without(word, CYRILLIC, 3);
      return found.endsWith("ск") && found.length >= 6 ? found.slice(0, -2) : found;
    }
    if (first >= "ء" && first <= "ي") {
      const article = ARTICLES.find((one) => word.startsWith(one) && word.length - one.length >= 3);
      return without(article ? word.slice(article.length) : word, ARABIC, 3);
    }
    return word;
  }

  const pairs = (run) => Array.from({ length: Math.max(run.length - 1, 0) }, (_, i) => run.slice(i, i + 2));

  // `tables`: stop_words by language, families of words, variants of characters (pairs), as in glossary/search.yaml.
  function analyser({ stop_words = {}, families = [], variants = "" } = {}) {
    const simple = new Map(), given = [...variants.replace(/\s/g, "")], seen = new Map(), heads = new Map();
    for (let i = 0; i + 1 < given.length; i += 2) simple.set(given[i], given[i + 1]);

    const fold = (text) => {
      if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
      let plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(TO_CHANGE, (letter) => LETTERS[letter]);
      if (simple.size && HAS_CJK.test(plain)) plain = [...plain].map((one) => simple.get(one) || one).join("");
      return plain;
    };
    const words = (text) => (fold(text).match(WORD) || []).flatMap((word) => word.match(RUN));
    for (const family of families) {
      const stems = family.flatMap(words).map(stem), root = heads.get(stems[0]) || stems[0];
      for (const one of stems) if (!heads.has(one)) heads.set(one, root);
    }
    const listed = Object.values(stop_words).flat(), stop = new Set(listed.flatMap(words));
    const cut = [...new Set(listed.filter((word) => HAS_CJK.test(word)).map(fold))].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));

    const forms = (word) => {
      let found = seen.get(word);
      if (!found) { const own = stem(word); seen.set(word, (found = [own, heads.get(own) || own])); }
      return found;
    };

    function indexed(text) {
      const out = [];
      for (const word of words(text)) {
        if (IS_CJK.test(word)) out.push(...word, ...pairs(word));
        else { const [own, head] = forms(word); out.push(own); if (head !== own) out.push(head); }
      }
      return out;
    }

    // Of each word that says something its stem and the head of its family.
    function name(text) {
      const places = [];
      for (const word of words(text)) {
        if (IS_CJK.test(word)) for (const part of word.length > 1 ? pairs(word) : [word]) places.push([part, part]);
        else if (!stop.has(word)) places.push(forms(word));
      }
      return places;
    }

    // The words of a query that say something, Chinese ones without stop words.
    function core(text) {
      return words(text).flatMap((word) => {
        if (!IS_CJK.test(word)) return stop.has(word) ? [] : [word];
        return cut.reduce((left, one) => left.replaceAll(one, " "), word).split(" ").filter(Boolean);
      });
    }

    // As [stem, head of the family], each head once.
    function query(text) {
      const found = core(text), out = new Map();
      for (const word of found.length ? found : words(text)) {
        const parts = !IS_CJK.test(word) ? [forms(word)] : (word.length > 1 ? pairs(word) : [word]).map((part) => [part, part]);
        for (const [own, head] of parts) if (!out.has(head)) out.set(head, own);
      }
      return [...out].map(([head, own]) => [own, head]);
    }

    return { fold, words, key: (text) => words(text).join(""), coreKey: (text) => core(text).join(""), indexed, name, query, head: (own) => heads.get(own) || own, isStop: (word) => stop.has(word) };
  }

  return { analyser, stem, isChinese: (text) => HAS_CJK.test(text) };
})();
if (typeof module !== "undefined") module.exports = sojournWords;
