// Choosing countries, definitions and reference rules: a combobox with a list of suggestions in groups (WAI-ARIA's pattern,
// the focus stays in the box), over the search index of the site: all names in all languages, typing errors included.
"use strict";

const sojournElement = (name, attributes, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
};

// Texts of the page with their places filled in, in order.
const sojournFill = (text, ...values) => values.reduce((out, value) => out.replace("{}", () => value), text);

// What stands before a framework for "its rule that fits best".
const sojournBest = "best:";

// `known` is the index, `texts` are those of the page; `chosen()` gives what is chosen, `counted()` the definition and the
// concept that reference rules have to fit, `add(id)` takes one more.
function sojournChooser({ known, texts, root, lang, chosen, counted, add }) {
  const element = sojournElement, LIST = "sj-choose-list", BEST = sojournBest;
  const input = element("input", { id: "sj-choose", type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": LIST, "aria-autocomplete": "list",
    "aria-describedby": "sj-choose-hint", autocomplete: "off", autocapitalize: "off", spellcheck: "false", placeholder: texts.placeholder });
  const list = element("div", { id: LIST, role: "listbox", "aria-label": texts.suggestions, class: "sj-choose-list", hidden: true });
  const note = element("p", { class: "sj-muted sj-choose-hint", id: "sj-choose-hint" }, texts.hint);
  const box = element("div", { class: "sj-choose" }, element("label", { for: "sj-choose" }, texts.add), element("div", { class: "sj-choose-box" }, input, list), note);
  let at = -1;

  const holder = (id) => { const rule = known.rules[id]; return rule.kind === "rule" ? known.frameworks[rule.of] : known.countries[rule.of].name; };
  const concepts = Object.fromEntries(known.concepts);
  const targets = Object.fromEntries(known.targets);
  const count = (country) => Object.values(known.countries[country].of).reduce((sum, ids) => sum + ids.length, 0);

  // Rules that decide what the chosen definition counts, whole rules before their parts; the others only where nothing is chosen.
  function fittingRules(ids) {
    const concept = counted().concept, targets = concept && known.fits[concept];
    const place = (id) => { const at = targets ? targets.indexOf(known.rules[id].concept) : 0; return at < 0 ? targets.length : at; };
    const fit = targets ? ids.filter((id) => targets.includes(known.rules[id].concept)) : [];
    return (fit.length ? fit : ids).map((id, at) => [id, Boolean(known.rules[id].part), place(id), at])
      .sort((a, b) => a[1] - b[1] || a[2] - b[2] || a[3] - b[3]).map(([id]) => id);
  }

  // Frameworks that the words name: with all their rules, and the one that fits best as an entry of its own.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  function named(query) {
    const words = plain(query);
    return words.length < 2 ? [] : Object.keys(known.frameworks).filter((id) => plain(known.frameworks[id]).startsWith(words) || words.startsWith(plain(known.frameworks[id])));
  }
  const rulesOf = (framework) => Object.keys(known.rules).filter((id) => known.rules[id].kind === "rule" && known.rules[id].of === framework);

  // Countries, then definitions by what is counted, then reference rules; rules first where the words name a framework.
  function grouped(ids, query) {
    const free = (id) => !chosen().includes(id), frameworks = named(query).slice(0, 4), { definition, concept } = counted();
    if (frameworks.length) {
      const rules = frameworks.flatMap((framework) => {
        const found = fittingRules(rulesOf(framework).filter(free));
        const fits = concept && found.some((id) => known.fits[concept].includes(known.rules[id].concept));
        return definition && fits && found.length > 1 ? [`${BEST}${framework}`, ...found] : found;
      });
      return [[texts.rules, rules], ...grouped(ids.filter((id) => !rules.includes(id)), "")].filter(([, found]) => found.length);
    }
    const groups = [[texts.countries, ids.filter((id) => known.countries[id])]];
    for (const [concept, label] of known.concepts) groups.push([`${texts.definitions}: ${label}`, ids.filter((id) => known.rules[id] && known.rules[id].kind === "definition" && known.rules[id].concept === concept)]);
    groups.push([texts.rules, fittingRules(ids.filter((id) => known.rules[id] && known.rules[id].kind === "rule"))]);
    return groups.filter(([, found]) => found.length);
  }

  function option(id) {
    const node = element("div", { role: "option", "aria-selected": "false", "data-id": id });
    if (id.startsWith(BEST)) return node.append(`${known.frameworks[id.slice(BEST.length)]}: `, element("span", { class: "sj-hit-name" }, texts.best)), node;
    if (known.countries[id]) return node.append(element("span", { class: "sj-hit-name" }, known.countries[id].name), " ", element("span", { class: "sj-muted" }, sojournFill(texts.number, count(id)))), node;
    const rule = known.rules[id], about = [rule.kind === "rule" ? targets[rule.concept] : known.kinds[rule.by], rule.to ? sojournFill(texts.ended, rule.to) : ""].filter(Boolean).join(" · ");
    node.append(`${holder(id)}: `, element("span", { class: "sj-hit-name", lang: rule.lang, dir: "auto" }, rule.name), " ", element("span", { class: "sj-muted" }, about));
    return node;
  }

  // What fits the words: hits of the site's search; a country brings its definitions with it.
  function fitting(query) {
    const free = (id) => !chosen().includes(id);
    if (!query) return Object.keys(known.countries).filter((id) => free(id) && count(id));
    const hits = sojournSearch.search(query, 200, lang, ["country", "definition", "rule"])
      .map((hit) => hit.id).filter((id) => known.countries[id] ? count(id) : known.rules[id]);
    const countries = hits.filter((id) => known.countries[id]);
    const own = countries.length && countries.length <= 2 ? countries.flatMap((id) => Object.values(known.countries[id].of).flat()) : [];
    return [...new Set([...countries.slice(0, 8), ...own, ...hits])].filter(free).slice(0, 40);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  }

  function open() {
    sojournSearch.whenLoaded(root, () => {
      if (document.activeElement !== input) return;
      const query = input.value.trim(), groups = grouped(fitting(query), query);
      list.replaceChildren(...groups.map(([label, ids]) => element("div", { role: "group", "aria-label": label }, element("div", { class: "sj-choose-group", "aria-hidden": "true" }, label), ids.map(option))));
      list.querySelectorAll("[role=option]").forEach((node, place) => { node.id = `${LIST}-${place}`; });
      note.textContent = groups.length ? texts.hint : `${texts.nothing} “${query}”.`;
      at = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !groups.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      if (query && groups.length) move(0);
    });
  }

  function move(next) {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    at = (next + options.length) % options.length;
    options.forEach((node, place) => node.setAttribute("aria-selected", String(place === at)));
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  function take(node) {
    input.value = "";
    close();
    add(node.dataset.id);
  }

  input.addEventListener("input", open);
  input.addEventListener("click", () => { if (list.hidden) open(); });
  input.addEventListener("focus", () => sojournSearch.whenLoaded(root, () => {}));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open(); else move(at < 0 ? (event.key === "ArrowDown" ? 0 : -1) : at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(list.querySelectorAll("[role=option]")[at]); }
    else if (event.key === "Escape") { if (list.hidden) input.value = ""; close(); }
    event.stopPropagation(); // the theme has keys of its own
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the focus stays in the box
    const node = event.target.closest("[role=option]");
    if (node) take(node);
  });
  return {
    box, input,
    refresh: () => {
      input.disabled = chosen().length >= known.most;
      note.textContent = input.disabled ? texts.full : texts.hint;
    },
  };
}
