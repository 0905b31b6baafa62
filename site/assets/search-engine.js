// The search itself: the index prepared in short slices, and the order of what matches. The order is that of
// tools/sojourn/lookup/search.py (SQLite's `bm25` over names, context and texts, then names); the numbers come with the index.
// tests/lookup/test_search_parity.py holds the two together. Loaded with the index on first use.
"use strict";

const sojournSearchEngine = (() => {
  const SLICE = 8; // milliseconds
  // The places of an entry of the index; what is left out at the end is empty.
  const [KIND, ID, WEIGHT, NAMES, CONTEXT, LINE, OTHERS, HEAD, URL, LINE_LANG] = Array(10).keys();

  // Which letters a word has, a bit a letter (letters may share one), and how many bits are set.
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

  // Steps between two words (a swap of neighbours counts one), given up beyond `most`.
  function distance(a, b, most) {
    let before = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const below = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(row[j] + 1, below[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        below.push(cost);
        if (cost < least) least = cost;
      }
      if (least > most) return most + 1;
      before = row;
      row = below;
    }
    return row[b.length];
  }

  function inSlices(steps, ready) {
    const end = performance.now() + SLICE;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return ready(step.value);
      if (performance.now() > end) return void setTimeout(inSlices, 0, steps, ready);
    }
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

  // `entries` as the scripts of the index hold them; `given`: numbers, tables, contexts. Each step of this is short, however large
  // the index. Numbers are kept in long rows and not in many small lists, which would keep the memory's housekeeping busy.
  function* prepare(entries, given) {
    const analyser = sojournWords.analyser(given.tables), known = new Map(), [inNames, inContext, inTexts] = given.numbers.columns;
    const postings = { word: [], entry: [], value: [] }, sizes = new Float64Array(entries.length), keys = new Map(), shared = {};
    const number = (word) => {
      let found = known.get(word);
      if (found === undefined) known.set(word, (found = known.size));
      return found;
    };
    for (const [key, text] of Object.entries(given.contexts)) { shared[key] = analyser.indexed(text).map(number); yield; }
    const keep = (key, entry) => {
      const found = keys.get(key);
      if (!found) keys.set(key, [entry]); else if (found[found.length - 1] !== entry) found.push(entry);
    };
    const values = new Map();
    for (let entry = 0; entry < entries.length; entry++) {
      const [, id, , names = [], context = [], line = "", others = ""] = entries[entry];
      values.clear();
      let size = 0;
      const add = (word, value) => { values.set(word, (values.get(word) || 0) + value); size++; };
      for (const [, , name] of names) {
        const found = analyser.indexed(name), key = analyser.key(name);
        for (const word of found) add(number(word), inNames);
        if (key) keep(key, entry);
      }
      keep(analyser.key(id), entry);
      for (const key of context) for (const word of shared[key] || []) add(word, inContext);
      for (const text of [line, others]) if (text) for (const word of analyser.indexed(text)) add(number(word), inTexts);
      for (const [word, value] of values) {
        postings.word.push(word); postings.entry.push(entry); postings.value.push(value);
      }
      sizes[entry] = size;
      yield;
    }
    return yield* arranged(entries, given, analyser, known, postings, sizes, keys);
  }

  function* arranged(entries, given, analyser, known, postings, sizes, keys) {
    const words = yield* inOrder(known.keys()), rank = new Int32Array(words.length), lengths = [];
    for (let at = 0; at < words.length; at++) {
      const same = (lengths[words[at].length] ||= { numbers: [], letters: [] });
      rank[known.get(words[at])] = at;
      same.numbers.push(at);
      same.letters.push(letters(words[at]));
      yield;
    }
    const size = postings.word.length, start = new Int32Array(words.length + 1);
    const entry = new Int32Array(size), value = new Float32Array(size);
    for (let i = 0; i < size; i++) { start[rank[postings.word[i]] + 1]++; if (i % 1024 === 0) yield; }
    for (let n = 0; n < words.length; n++) start[n + 1] += start[n];
    const next = start.slice();
    for (let i = 0; i < size; i++) {
      const place = next[rank[postings.word[i]]]++;
      entry[place] = postings.entry[i]; value[place] = postings.value[i];
      if (i % 1024 === 0) yield;
    }
    // Pages stand last and are sought, but do not count: how rare a word is, is a matter of the registry.
    let counted = entries.length, total = 0;
    while (counted && entries[counted - 1][KIND] === "page") counted--;
    for (let i = 0; i < counted; i++) total += sizes[i];
    const row = () => new Float64Array(entries.length);
    return {
      entries, analyser, words, lengths, start, entry, value, keys, counted, sizes, average: total / Math.max(counted, 1), numbers: given.numbers,
      places: new Map(), score: row(), share: row(), frequency: row(), mark: new Int32Array(entries.length), turn: 0,
    };
  }

  function firstAtLeast(words, word) {
    let low = 0, high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < word) low = middle + 1; else high = middle;
    }
    return low;
  }

  function nearest(index, word) {
    let most = word.length > 7 ? 2 : word.length > 3 ? 1 : 0, near = [];
    if (!most) return near;
    const own = letters(word);
    for (let length = word.length - 2; length <= word.length + 2; length++) {
      const { numbers, letters: bits } = index.lengths[length] || { numbers: [] };
      for (let i = 0; i < numbers.length; i++) {
        // Each step changes at most two letters, so that most words need no closer look.
        if (Math.abs(length - word.length) > most || count(bits[i] ^ own) > 2 * most) continue;
        const other = index.words[numbers[i]], steps = distance(word, other, most);
        if (steps < most) { near = [other]; most = steps; } else if (steps === most) near.push(other);
      }
    }
    return near.sort();
  }

  // What a word of the query stands for: phrases, each a range of words of the index.
  function group(index, own, word, last) {
    const { words } = index, chinese = sojournWords.isChinese(word), at = firstAtLeast(words, word);
    const here = words[at] === word, phrase = (one) => { const from = firstAtLeast(words, one); return [from, from + 1]; };
    const whole = here ? [phrase(word)] : [], fitting = new Set(here ? [word] : []);
    if (chinese || !(last || !here)) return { own, fitting, begins: null, phrases: whole };
    let end = at;
    while (end < words.length && words[end].startsWith(word)) end++;
    if (end > at) return { own, fitting, begins: word, phrases: [...whole, [at, end]] };
    const near = [...new Set(nearest(index, word).flatMap((one) => [one, index.analyser.head(one)]))].filter((one) => words[firstAtLeast(words, one)] === one);
    return { own, fitting: new Set(near), begins: null, phrases: near.map(phrase) };
  }

  // Adds what `bm25` gives for one phrase; notes which entries the group has met.
  function meet(index, found, [from, to], touched, first) {
    const { entry, start, frequency, score, sizes, average, counted, numbers } = index, here = [];
    let hits = 0;
    for (let place = start[from]; place < start[to]; place++) {
      const owner = entry[place];
      if (!frequency[owner]) { here.push(owner); if (owner < counted) hits++; }
      frequency[owner] += index.value[place];
    }
    const idf = Math.max(Math.log((counted - hits + 0.5) / (hits + 0.5)), 1e-6), { k1, b } = numbers;
    for (const owner of here) {
      const f = frequency[owner];
      score[owner] += (idf * (f * (k1 + 1))) / (f + k1 * (1 - b + (b * sizes[owner]) / average));
      frequency[owner] = 0;
      if (index.mark[owner] !== found.turn) {
        // First met in this search, or by this word.
        if (index.mark[owner] < first) touched.push(owner);
        index.mark[owner] = found.turn;
        found.met.push(owner);
      }
    }
  }

  function rarity(index, found) {
    let hits = 0;
    for (const owner of found.met) if (owner < index.counted) hits++;
    if (!found.met.length) return index.numbers.unknown;
    return Math.max(Math.log((index.counted - hits + 0.5) / (hits + 0.5)), index.numbers.common);
  }

  // Places of a name: [stem, head] of each word that says something.
  function placesOf(index, number) {
    let found = index.places.get(number);
    if (!found) index.places.set(number, (found = (index.entries[number][NAMES] || []).map(([, , name]) => [index.analyser.key(name), index.analyser.name(name)])));
    return found;
  }

  // Which words of a query a place of a name answers, a bit a word: any word of the family, and the word itself.
  function masksOf(asked, place) {
    let found = asked.masks.get(place);
    if (!found) {
      const [own, head] = place;
      found = [0, 0];
      asked.groups.forEach((one, at) => {
        if (one.fitting.has(own) || one.fitting.has(head) || (one.begins !== null && own.startsWith(one.begins))) found[0] |= 1 << at;
        if (one.own === own) found[1] |= 1 << at;
      });
      asked.masks.set(place, found);
    }
    return found;
  }

  // How well a name answers the query, 0 to 1.
  function worth(index, key, places, asked) {
    if (asked.keys.has(key)) return 1;
    const { begin, part, kin } = index.numbers;
    let most = 0, met = 0, all = 0, same = 0;
    for (const one of asked.keys) if (key.startsWith(one)) most = Math.max(most, one.length / key.length);
    const value = most ? begin[0] + begin[1] * most : 0;
    for (const place of places) {
      const [fit, own] = masksOf(asked, place);
      if (fit) met++;
      all |= fit;
      same |= own;
    }
    if (!met) return value;
    let share = 0;
    asked.groups.forEach((found, at) => { if (all & (1 << at)) share += found.rarity; });
    const own = count(same) / asked.groups.length;
    return Math.max(value, (share / asked.whole) ** 2 * (part[0] + (part[1] * met) / places.length) * (1 - kin + kin * own));
  }

  function hit(index, number, asked, lang) {
    const { numbers } = index, entry = index.entries[number], places = placesOf(index, number);
    let best = 0, match = null;
    for (let at = 0; at < places.length; at++) {
      const name = entry[NAMES][at], most = numbers.roles[name[0]] * (name[1] === lang ? numbers.language : 1);
      if (most <= best) continue;
      const value = most * worth(index, places[at][0], places[at][1], asked);
      if (value > best) { best = value; match = name; }
    }
    if (best < 1 && asked.keys.has(index.analyser.key(entry[ID]))) { best = 1; match = "id"; }
    const score = Math.round(entry[WEIGHT] * (index.score[number] + numbers.name * best) * 1000) / 1000;
    return { number, score, match };
  }

  // The best few: what scores less than the last of them needs no sorting.
  function top(numbers, scores, limit) {
    const order = (a, b) => scores[b] - scores[a] || a - b;
    let kept = [], least = -1, last = 0;
    for (const number of numbers) {
      if (scores[number] < least || (scores[number] === least && number > last)) continue;
      kept.push(number);
      if (kept.length > 4 * limit + 64) { kept = kept.sort(order).slice(0, limit); last = kept[kept.length - 1]; least = scores[last]; }
    }
    return kept.sort(order).slice(0, limit);
  }

  // The best hits, of some kinds of entry alone where `kinds` names them.
  function search(index, text, limit, lang, kinds) {
    const { analyser, numbers, score, share } = index, query = analyser.query(text).slice(0, numbers.words), touched = [], first = index.turn + 1;
    const groups = query.map(([own, word], at) => ({ ...group(index, own, word, at === query.length - 1), met: [] }));
    for (const found of groups) {
      found.turn = ++index.turn;
      for (const phrase of found.phrases) meet(index, found, phrase, touched, first);
      found.rarity = rarity(index, found);
      for (const owner of found.met) share[owner] += found.rarity;
    }
    const whole = groups.reduce((sum, found) => sum + found.rarity, 0), wanted = (number) => !kinds || kinds.includes(index.entries[number][KIND]);
    for (const owner of touched) score[owner] *= (share[owner] / whole) ** 2;
    const keys = new Set([analyser.key(text), analyser.coreKey(text)].filter(Boolean)), asked = { groups, keys, whole, masks: new Map() }, out = [];
    if (touched.length || keys.size) {
      const found = new Set(top(kinds ? touched.filter(wanted) : touched, score, numbers.candidates));
      for (const key of keys) for (const number of index.keys.get(key) || []) if (wanted(number)) found.add(number);
      for (const number of found) out.push(hit(index, number, asked, lang));
    }
    for (const owner of touched) { score[owner] = 0; share[owner] = 0; }
    const name = (number) => `${index.entries[number][KIND]}/${index.entries[number][ID]}`;
    out.sort((a, b) => b.score - a.score || (name(a.number) < name(b.number) ? -1 : 1));
    return out.slice(0, limit).map((one) => told(index, one, lang));
  }

  // A hit as pages show it.
  function told(index, { number, score, match }, lang) {
    const entry = index.entries[number], names = entry[NAMES] || [];
    const title = names.find((name) => name[1] === lang && name[0] === 0) || names[0] || [0, "", entry[ID]];
    return {
      kind: entry[KIND], id: entry[ID], url: entry[URL] || `${entry[KIND]}/${entry[ID]}.html`, head: entry[HEAD] || "", line: entry[LINE] || "",
      lineLang: entry[LINE_LANG] || "", title, score, match: match === "id" ? title : match,
    };
  }

  // The countries whose names stand in a text, in order: two words are tried before one.
  function countries(index, text) {
    const words = index.analyser.words(text), out = [];
    for (let at = 0; at < words.length; at++)
      for (const size of [3, 2, 1]) {
        const key = words.slice(at, at + size).join("");
        const found = (index.keys.get(key) || []).find((number) => index.entries[number][KIND] === "country");
        if (found === undefined || key.length < 2 || (size === 1 && index.analyser.isStop(key))) continue;
        out.push(index.entries[found]);
        at += size - 1;
        break;
      }
    return [...new Set(out)];
  }

  return { start: (entries, given, ready) => inSlices(prepare(entries, given), ready), search, countries };
})();
if (typeof module !== "undefined") module.exports = sojournSearchEngine;
