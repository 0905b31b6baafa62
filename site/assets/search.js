// Search over names in all languages and over texts. No server: the index is a script that is loaded on first use, which
// also works from a folder on disk. What it does: fold accents and case, match whole words, beginnings and (if there is
// little else) words one or two letters away, and say what matched.
"use strict";

const sojournSearch = (() => {
  const ROLES = ["", "also called", "found by a misspelling", "national term", "code"];
  const ROLE_WEIGHT = [10, 8, 6, 9, 12];
  const KIND_WEIGHT = { term: 1.2, country: 1.3, definition: 1, framework: 1.1, rule: 0.8, instrument: 0.8, method: 1, figures: 0.8, page: 1 };
  const LANGUAGES = { en: "English", fr: "French", es: "Spanish", ru: "Russian", ar: "Arabic", zh: "Chinese" };
  // The texts of the search in the language of the page; they come with the index of that language.
  let own = {};
  const pageLanguage = () => (typeof document === "undefined" ? "en" : document.documentElement.lang);
  const edition = () => (pageLanguage() === "en" ? "" : `${pageLanguage()}/`);
  const say = (text) => own[text] || text;
  const address = (root, hit) => root + edition() + hit.url;
  const CJK = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;

  let entries = null;
  let vocabulary = []; // words in order
  let postings = null; // the places where each word stands: see `byWord`
  let byLength = []; // for each length of word: the numbers of its words, and which letters each has (a bit a letter)
  let places = null; // each name of an entry is a place, and so is its text: see `load`
  let waiting = [];

  const fold = (text) =>
    (/^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/[\u0640]/g, "").replace(/[أإآ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/ё/g, "е").replace(/ß/g, "ss"));

  // Words of a text; Chinese has no spaces, so that each pair of characters (and each single one) stands as a word.
  function tokens(text, query) { return split(fold(text), query); }

  function split(folded, query) {
    const out = [];
    for (const word of folded.match(/[\p{L}\p{N}]+/gu) || []) {
      if (!CJK.test(word)) { out.push(word.startsWith("ال") && word.length > 4 ? word.slice(2) : word); continue; }
      const characters = [...word];
      if (!query || characters.length === 1) out.push(...characters);
      for (let i = 0; i + 1 < characters.length; i++) out.push(characters[i] + characters[i + 1]);
    }
    return out;
  }

  const letters = (word) => {
    let bits = 0;
    for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
    return bits;
  };
  const count = (bits) => {
    let n = bits - ((bits >>> 1) & 0x55555555);
    n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
    return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  };

  // Preparing the index takes seconds where there is much of it: it is done in short slices, so that typing stays smooth.
  // The index comes in pieces, each a script that names how many there are and brings the next one.
  const SLICE = 8; // milliseconds
  let arrived = [], folder = null;

  function load(data, words, { piece = 1, of = 1 } = {}) {
    folder ??= "";
    if (piece === 1) { own = words || {}; arrived = []; }
    arrived.push(data);
    if (piece < of) return loadPiece(piece + 1);
    inSlices(prepare(arrived.splice(0).flat(1)));
  }

  function inSlices(steps) {
    const end = performance.now() + SLICE;
    while (performance.now() < end) if (steps.next().done) return;
    setTimeout(inSlices, 0, steps);
  }

  // Each step of this is short, however large the index. Numbers are kept in long rows and not in many small lists, which
  // would take the memory's housekeeping longer than a slice.
  function* prepare(data) {
    const known = new Map(), latest = [], inPlace = { word: [], place: [] };
    const entryOf = [], nameOf = [], weightOf = [], labels = [];
    const stand = (entry, name, weight, label, folded) => {
      const place = entryOf.length;
      entryOf.push(entry); nameOf.push(name); weightOf.push(weight); labels.push(label);
      for (const word of split(folded)) {
        let number = known.get(word);
        if (number === undefined) known.set(word, (number = known.size));
        if (latest[number] !== place) { latest[number] = place; inPlace.word.push(number); inPlace.place.push(place); }
      }
    };
    for (let entry = 0; entry < data.length; entry++) {
      const [, , names, line, text] = data[entry];
      names.forEach(([role, , name], number) => { const folded = fold(name); stand(entry, number, ROLE_WEIGHT[role], folded, folded); });
      stand(entry, -1, 1.5, "", fold(`${line} ${text}`));
      yield;
    }
    const words = yield* inOrder(known.keys()), rank = new Int32Array(words.length), lengths = [];
    for (let number = 0; number < words.length; number++) {
      const word = words[number], same = (lengths[word.length] ||= { numbers: [], letters: [] });
      rank[known.get(word)] = number;
      same.numbers.push(number);
      same.letters.push(letters(word));
      yield;
    }
    const typed = lengths.map((same) => ({ numbers: Int32Array.from(same.numbers), letters: Int32Array.from(same.letters) }));
    yield;
    const lists = yield* byWord(inPlace, rank);
    places = {
      entry: Int32Array.from(entryOf), name: Int32Array.from(nameOf), weight: Float64Array.from(weightOf), label: labels,
      // What a search works with: sums by place, best fit of the present word, how many words an entry has met.
      sum: new Float64Array(entryOf.length), now: new Float64Array(entryOf.length), met: new Uint8Array(data.length), best: new Float64Array(data.length),
    };
    [entries, vocabulary, postings, byLength] = [data, words, lists, typed];
    waiting.splice(0).forEach((go) => go());
  }

  // The places of each word, one after the other: those of word `n` stand from `start[n]` up to `start[n + 1]`.
  function* byWord(inPlace, rank) {
    const start = new Int32Array(rank.length + 1), at = new Int32Array(inPlace.word.length);
    for (let i = 0; i < at.length; i++) { start[rank[inPlace.word[i]] + 1]++; if (i % 1024 === 0) yield; }
    for (let n = 0; n < rank.length; n++) start[n + 1] += start[n];
    const next = start.slice();
    for (let i = 0; i < at.length; i++) { at[next[rank[inPlace.word[i]]]++] = inPlace.place[i]; if (i % 1024 === 0) yield; }
    return { start, at };
  }

  // Words in order, without sorting them all at once: those with the same beginning are sorted among themselves.
  function* inOrder(words) {
    const groups = new Map(), ordered = [];
    for (const word of words) {
      const start = word.slice(0, 3), group = groups.get(start);
      if (group) group.push(word); else groups.set(start, [word]);
      yield;
    }
    for (const start of [...groups.keys()].sort()) {
      for (const word of groups.get(start).sort()) ordered.push(word);
      yield;
    }
    return ordered;
  }

  function firstAtLeast(word) {
    let low = 0, high = vocabulary.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (vocabulary[middle] < word) low = middle + 1; else high = middle;
    }
    return low;
  }

  // Edit distance (a swap of neighbours counts one), given up beyond `most`.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        next.push(cost);
        if (cost < least) least = cost;
      }
      if (least > most) return most + 1;
      before = row;
      row = next;
    }
    return row[b.length];
  }

  // Words of the index (by number) that a word of the query stands for, each with how well it fits.
  function readings(word) {
    const found = new Map();
    let good = false;
    for (let i = firstAtLeast(word); i < vocabulary.length && vocabulary[i].startsWith(word); i++) {
      const fit = vocabulary[i] === word ? 1 : 0.55 + 0.3 * (word.length / vocabulary[i].length);
      found.set(i, fit);
      good ||= fit > 0.8;
      if (found.size > 200) break;
    }
    // A plural is also sought as the singular that English, French and Spanish make of it.
    const single = word.length > 4 && /[sx]$/.test(word) ? word.slice(0, -1) : "", at = firstAtLeast(single);
    if (single && vocabulary[at] === single) found.set(at, 0.9);
    const most = word.length > 7 ? 2 : word.length > 3 ? 1 : 0;
    if (!most || good || CJK.test(word)) return found;
    const own = letters(word);
    for (let length = word.length - most; length <= word.length + most; length++) {
      if (!byLength[length]) continue;
      const { numbers, letters: bits } = byLength[length];
      for (let i = 0; i < numbers.length; i++) {
        // Each step changes at most two letters, so that most words need no closer look.
        if (count(bits[i] ^ own) > 2 * most || found.has(numbers[i])) continue;
        const steps = distance(word, vocabulary[numbers[i]], most);
        if (steps <= most) found.set(numbers[i], 0.5 - 0.15 * steps);
      }
    }
    return found;
  }

  // One word of the query, the `turn`th: adds its best fit at each place to the sums, for entries that met all words before.
  function meet(word, turn, touched, alone) {
    const { entry, name, weight, sum, now, met } = places, here = [];
    // A single letter stands in nearly every text: it is sought in names only.
    const inText = !(alone && word.length === 1 && !CJK.test(word));
    for (const [number, fit] of readings(word)) {
      for (let i = postings.start[number]; i < postings.start[number + 1]; i++) {
        const place = postings.at[i], value = fit * weight[place];
        if (met[entry[place]] < turn || (name[place] < 0 && !inText)) continue;
        if (now[place] === 0) here.push(place);
        if (value > now[place]) now[place] = value;
      }
    }
    for (const place of here) {
      if (sum[place] === 0) touched.push(place);
      sum[place] += now[place];
      now[place] = 0;
      met[entry[place]] = turn + 1;
    }
  }

  function worth(place, whole, lang) {
    const label = places.label[place];
    let value = places.sum[place];
    if (places.name[place] < 0) return value;
    if (label === whole) value *= 3; else if (label.startsWith(whole)) value *= 1.5;
    value *= 0.7 + 0.3 * Math.min(1, whole.length / label.length);
    return entries[places.entry[place]][2][places.name[place]][1] === lang ? value * 1.05 : value;
  }

  function search(query, limit, lang = "en") {
    const wanted = tokens(query, true).slice(0, 200);
    if (!wanted.length || !entries) return [];
    const whole = fold(query).trim(), touched = [], { entry, name, sum, met, best } = places, at = new Map();
    wanted.forEach((word, turn) => meet(word, turn, touched, wanted.length === 1));
    for (const place of touched) {
      const owner = entry[place];
      if (met[owner] === wanted.length) {
        const value = worth(place, whole, lang);
        if (value > best[owner]) { best[owner] = value; at.set(owner, place); }
      }
    }
    const scores = [];
    for (const [owner, place] of at) scores.push([best[owner] * (KIND_WEIGHT[entries[owner][0]] || 1), owner, place]);
    for (const place of touched) { sum[place] = 0; met[entry[place]] = 0; best[entry[place]] = 0; }
    return top(scores, limit).map(([score, owner, place]) => {
      const [kind, url, labels, line, , lineLang] = entries[owner];
      return { kind, url, line, lineLang, title: labels.find((l) => l[1] === lang && l[0] === 0) || labels[0], score, match: name[place] < 0 ? null : labels[name[place]] };
    });
  }

  // The best few: what scores less than the last of them needs no sorting.
  function top(scores, limit) {
    const order = (a, b) => b[0] - a[0] || (entries[a[1]][1] < entries[b[1]][1] ? -1 : 1);
    let kept = [], least = -1;
    for (const score of scores) {
      if (score[0] < least) continue;
      kept.push(score);
      if (kept.length > 4 * limit + 64) { kept = kept.sort(order).slice(0, limit); least = kept[kept.length - 1][0]; }
    }
    return kept.sort(order).slice(0, limit);
  }

  // -- what is shown ---------------------------------------------------------------------------------------------------

  function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function why(hit) {
    if (!hit.match) return say("in the text");
    const [role, lang, label] = hit.match;
    if (label === hit.title[2]) return "";
    const parts = [say(ROLES[role]), LANGUAGES[lang] && lang !== pageLanguage() ? say(LANGUAGES[lang]) : ""].filter(Boolean).join(", ");
    return `${parts ? parts + ": " : ""}${label}`;
  }

  function show(hit) {
    const [, lang, label] = hit.title;
    const out = [element("span", { class: "sj-hit-kind" }, say(hit.kind)), element("span", { class: "sj-hit-name", lang: lang || null, dir: "auto" }, label)];
    const reason = why(hit);
    if (reason) out.push(element("span", { class: "sj-hit-why", dir: "auto" }, reason));
    if (hit.line) out.push(element("span", { class: "sj-hit-line", lang: hit.lineLang || null }, hit.line));
    return out;
  }

  function whenLoaded(root, go) {
    if (entries) return go();
    if (!waiting.includes(go)) waiting.push(go);
    if (folder !== null) return;
    folder = `${root}assets/`;
    loadPiece(1);
  }

  function loadPiece(number) {
    const name = `search-index${pageLanguage() === "en" ? "" : `-${pageLanguage()}`}${number > 1 ? `.${number}` : ""}`;
    document.body.append(element("script", { id: number > 1 ? `sj-index-${number}` : "sj-index", src: `${folder}${name}.js` }));
  }

  // The box in the header and on the home page: a combobox with a list of hits below it.
  function box(form, number) {
    const input = form.querySelector("input"), root = form.dataset.root, id = `sj-hits-${number}`;
    const list = element("ul", { class: "sj-hits", id, role: "listbox", "aria-label": say("Search results"), hidden: "" });
    form.append(list);
    for (const [key, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", id], ["aria-autocomplete", "list"]]) input.setAttribute(key, value);
    let at = -1;
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); at = -1; };
    const select = (next) => {
      const items = [...list.querySelectorAll("[role=option]")];
      if (!items.length) return;
      at = (next + items.length) % items.length;
      items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      items[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[at].id);
    };
    const open = (...items) => {
      list.setAttribute("aria-label", say("Search results"));
      list.replaceChildren(...items);
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      at = -1;
    };
    const note = (text) => element("li", { class: "sj-hits-note", role: "presentation" }, text);
    const answer = () => {
      const query = input.value.trim();
      if (!query || document.activeElement !== input) return close();
      const hits = search(query, 12, document.documentElement.lang);
      const items = hits.map((hit, i) =>
        element("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false", "data-href": address(root, hit) }, ...show(hit)));
      open(...items, ...(hits.length ? [] : [note(`${say("Nothing found. The index of terms and the list of countries may help:")} “${query}”`)]));
    };
    const update = () => {
      if (!entries && input.value.trim()) open(note(form.dataset.wait || "…"));
      whenLoaded(root, answer);
    };
    input.addEventListener("input", update);
    input.addEventListener("focus", () => { if (input.value) update(); else whenLoaded(root, answer); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); select(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)); }
      else if (event.key === "Escape") { if (list.hidden) input.blur(); close(); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.href = list.querySelectorAll("[role=option]")[at].dataset.href; }
      event.stopPropagation(); // the theme has keys of its own
    });
    list.addEventListener("mousedown", (event) => {
      const item = event.target.closest("[data-href]");
      if (item) { event.preventDefault(); location.href = item.dataset.href; }
    });
    input.addEventListener("blur", close);
  }

  // The search page: all hits as links, the query in the address.
  function page(form) {
    const input = form.querySelector("input"), results = document.getElementById("results"), root = form.dataset.root;
    const answer = () => {
      const query = input.value.trim();
      history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
      const hits = search(query, 100, document.documentElement.lang);
      results.replaceChildren(element("p", { class: "sj-muted" }, query ? `${hits.length}${hits.length === 100 ? ` ${say("or more")}` : ""} ${say("found")}` : ""),
        element("ul", {}, ...hits.map((hit) => element("li", {}, element("a", { href: address(root, hit) }, ...show(hit))))));
    };
    const update = () => whenLoaded(root, answer);
    form.addEventListener("submit", (event) => event.preventDefault());
    input.addEventListener("input", update);
    input.value = new URLSearchParams(location.search).get("q") || "";
    input.focus();
    if (input.value) update();
  }

  function start() {
    document.querySelectorAll("form.sj-search").forEach((form, i) => (form.classList.contains("sj-search-page") ? page(form) : box(form, i)));
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if ((event.key === "/" && !typing && plain) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey)) {
        const input = document.querySelector("form.sj-search-page input") || document.querySelector(".md-header form.sj-search input");
        if (!input) return;
        event.preventDefault();
        input.focus();
        input.select();
      }
    });
    // Copy buttons appear where copying works.
    if (navigator.clipboard) document.querySelectorAll(".sj-copy[data-copy]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const copy = document.getElementById(button.dataset.copy).cloneNode(true);
        copy.querySelectorAll("button").forEach((inner) => inner.remove());
        await navigator.clipboard.writeText(copy.textContent.trim());
        button.textContent = button.dataset.done;
      });
    });
  }

  if (typeof document !== "undefined") start();
  return { load, search, tokens, whenLoaded, ready: (root) => whenLoaded(root, () => {}) };
})();
if (typeof module !== "undefined") module.exports = sojournSearch;
