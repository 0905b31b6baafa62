// The registry's definitions and reference rules with the relations of their pairs, loaded as scripts when asked for (which
// also works from a folder on disk). Every relation comes from the engine: worked out when the site was built, or, for a pair
// that was not, by the same engine in the browser. Nothing here decides anything.
"use strict";

const sojournRelations = (() => {
  let known = null; // the index
  let root = "./", edition = "en";
  const waiting = new Map(); // script address -> promise
  const groups = new Map(), parts = new Map(), worked = new Map();

  function script(address) {
    if (!waiting.has(address)) {
      waiting.set(address, new Promise((resolve, reject) => {
        const node = document.createElement("script");
        node.src = address;
        node.addEventListener("load", resolve);
        node.addEventListener("error", () => { waiting.delete(address); reject(new Error(address)); });
        document.body.append(node);
      }));
    }
    return waiting.get(address);
  }

  async function start(given, lang) {
    root = given;
    edition = lang;
    await script(`${root}assets/compare/${edition}/index.js`);
    return known;
  }

  const kind = (id) => known.rules[id].kind;
  const mirror = (relation) => known.mirrored[relation] || relation;

  // The facets and sources of an entry; they come with all entries of its country or framework.
  async function details(id) {
    const holder = known.rules[id].of;
    if (!parts.has(holder)) await script(`${root}assets/compare/${edition}/${holder}.js`);
    return parts.get(holder)[id];
  }

  // The file that holds the relation of a pair; null if the pair was not worked out when the site was built.
  function holder(a, b) {
    const one = known.rules[a], other = known.rules[b];
    if (one.kind === other.kind) {
      const name = one.kind === "rule" ? "rule" : one.concept === other.concept ? one.concept : null;
      return known.related.includes(name) ? name : null;
    }
    return one.kind === "rule" ? one.of : other.of;
  }

  async function group(name) {
    if (!groups.has(name)) await script(`${root}assets/relations/${edition}/${name}.js`);
    return groups.get(name);
  }

  // A result with its sentences and travellers, seen from `a`; `names` says who is meant by {a} and {b} in sentences.
  function told(found, data, a, b, swapped) {
    const turn = (relation) => (swapped ? mirror(relation) : relation);
    const person = (place) => place === null || place === undefined ? null : { figure: data.figures[data.people[place][0]], words: data.people[place][1] };
    const people = (found.people || [null, null, null]).map(person);
    if (swapped) [people[0], people[1]] = [people[1], people[0]];
    const dates = found.dates && Object.fromEntries(Object.entries(found.dates).map(([name, number]) => [turn(name), number]));
    return {
      a, b, names: swapped ? { a: b, b: a } : { a, b }, people, dates,
      relation: turn(found.relation), alike: turn(found.alike || found.relation), possible: (found.possible || []).map(turn),
      plans: found.plans ? turn(found.plans) : null, verdict: found.verdict || null,
      // In one or two sentences, with {a} and {b} for the two.
      short: found.short === undefined ? "" : data.texts[found.short],
      reason: found.reason === undefined ? "" : data.texts[found.reason],
      assumptions: (found.assumptions || []).map((place) => data.texts[place]),
      unknown: (found.unknown || []).map(([text, side, matters]) => ({ question: data.texts[text], of: swapped === (side === "a") ? b : a, matters: Boolean(matters) })),
    };
  }

  // Of what a group holds, the block that a row or a definition stands in; blocks are known by what they begin with.
  const block = (name, starts, wanted) => group(`${name}-${starts.findLastIndex((start) => start <= wanted)}`);

  async function within(name, data, a, b) {
    const i = data.number[a], j = data.number[b];
    const low = Math.min(i, j), high = Math.max(i, j);
    const rows = await block(name, data.starts, high);
    return told(rows.results[rows.pairs[(high * (high + 1)) / 2 + low - rows.begin]], rows, a, b, i > j);
  }

  // The relation of a pair; null if only the engine in the browser can tell.
  async function pair(a, b) {
    if (worked.has(`${a} ${b}`)) return worked.get(`${a} ${b}`);
    const name = holder(a, b);
    if (!name) return null;
    const data = await group(name);
    if (data.number) return within(name, data, a, b);
    const [definition, rule] = kind(a) === "definition" ? [a, b] : [b, a];
    if (!data.definitions.length || definition < data.definitions[0]) return null;
    const found = await block(name, data.definitions, definition), place = (found.rows[definition] || {})[rule];
    return place === undefined ? null : told(found.results[place], found, a, b, definition !== a);
  }

  // The same engine in the browser, for a pair that was not worked out when the site was built.
  async function work(a, b, say) {
    await script(`${root}assets/engine.js`);
    await sojournEngine.start(say);
    const found = await sojournEngine.call("pair", { a, b, lang: edition });
    worked.set(`${a} ${b}`, told(found.result, found, a, b, false));
    return worked.get(`${a} ${b}`);
  }

  return {
    start, details, pair, work, group, script,
    index: (data) => { known = data; },
    detailed: (name, data) => parts.set(name, data),
    load: (name, data) => groups.set(name, data),
  };
})();
