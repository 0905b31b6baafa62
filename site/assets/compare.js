// The compare page: two to six countries, definitions or reference rules; may their figures be compared, what differs, how do
// the rules relate and who shows it. The choice stands in the address: #id,id,id, or #NOR,SWE/immigration for countries.
"use strict";

(async () => {
  const place = document.getElementById("compare"), element = sojournElement, fill = sojournFill;
  const { page: texts, relations: told } = JSON.parse(document.getElementById("compare-texts").textContent);
  const starts = document.getElementById("compare-starts");
  // What stands between a label and its value, which differs by language.
  const colon = texts.labelled.split(/\{\w+\}/)[1];
  const root = place.dataset.root, lang = place.dataset.lang;
  let known, chooser, concepts, turn = 0, picked = null;
  let state = { items: [], concept: null, missing: [] };

  const status = element("p", { role: "status", class: "sj-muted" }, texts.loading);
  const chosenList = element("div", {}), results = element("div", {});
  place.replaceChildren(status);
  try { known = await sojournRelations.start(root, lang); } catch (error) { status.textContent = fill(texts.failed, error.message); return; }
  concepts = Object.fromEntries([...known.targets, ...known.concepts]);

  // -- names -----------------------------------------------------------------------------------------------------------

  const rule = (id) => known.rules[id];
  const holder = (id) => (rule(id).kind === "rule" ? known.frameworks[rule(id).of] : known.countries[rule(id).of].name);
  const full = (id) => `${holder(id)}${colon}${rule(id).name}`;
  const address = (id) => place.dataset[rule(id).kind].replace("ID", encodeURIComponent(id));
  const link = (id, text) => element("a", { href: address(id), lang: text ? null : rule(id).lang }, text || rule(id).name);
  // As short as can be told apart among those chosen.
  const short = (id, among) => (among.filter((other) => rule(other).of === rule(id).of).length > 1 ? full(id) : holder(id));
  const sentence = (text, names) => text.replace(/\{([ab])\}/g, (_, side) => names[side]);
  const shortNames = (found, among) => ({ a: short(found.names.a, among), b: short(found.names.b, among) });
  const begun = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  // A sentence of the engine: in the page's language, or English and marked so.
  const words = (text, names) => (Array.isArray(text) ? element("span", { lang: text[0] }, begun(sentence(text[1], names))) : begun(sentence(text, names)));

  // -- the choice ------------------------------------------------------------------------------------------------------

  const country = (id) => Object.prototype.hasOwnProperty.call(known.countries, id);
  const inForce = (ids) => { const now = ids.filter((id) => !rule(id).to); return now.length ? now : ids; };
  const ofCountry = (id, concept) => inForce(known.countries[id].of[concept] || []);

  function read() {
    let text = location.hash.slice(1);
    try { text = decodeURIComponent(text); } catch { /* not encoded: as it is */ }
    const [list, concept, pair] = text.split("/");
    picked = pair || null;
    const items = [...new Set(list.split(",").map((item) => item.trim()).filter(Boolean))];
    const here = items.filter((item) => country(item) || Object.prototype.hasOwnProperty.call(known.rules, item));
    state = { items: here.slice(0, known.most), concept: concepts[concept] ? concept : null, missing: items.filter((item) => !here.includes(item)) };
  }

  const written = (items, concept) => `#${items.map(encodeURIComponent).join(",")}${concept && items.some(country) ? `/${concept}` : picked ? "/" : ""}${picked ? `/${picked}` : ""}`;

  function set(items, concept = state.concept) {
    state = { items, concept, missing: [] };
    picked = null;
    // Each choice is a step that "back" undoes.
    history.pushState(null, "", items.length ? written(items, concept) : location.pathname + location.search);
    draw();
  }

  // What is compared for countries: as chosen, else what the other parts are about, else what most of the countries define.
  function conceptNow() {
    const lands = state.items.filter(country), others = state.items.filter((id) => !country(id));
    const has = (concept) => lands.filter((id) => ofCountry(id, concept).length).length;
    if (state.concept) return state.concept;
    const wanted = others.map((id) => rule(id).concept).find((concept) => has(concept));
    return wanted || known.concepts.map(([concept]) => concept).reduce((best, concept) => (has(concept) > has(best) ? concept : best));
  }

  // One definition for each country: from the same kind of data source if they all have one, else the main one of each.
  function lined(lands, concept) {
    const lists = lands.map((id) => ofCountry(id, concept)).filter((ids) => ids.length);
    const kinds = lists.length > 1 ? [...new Set(lists[0].map((id) => rule(id).by))].filter((kind) => lists.every((ids) => ids.some((id) => rule(id).by === kind))) : [];
    const first = (ids, kind) => ids.findIndex((id) => kind === undefined || rule(id).by === kind);
    const kind = kinds.sort((a, b) => lists.reduce((sum, ids) => sum + first(ids, a) - first(ids, b), 0))[0];
    return Object.fromEntries(lands.map((id) => { const ids = ofCountry(id, concept); return [id, ids.length ? ids[first(ids, kind)] : null]; }));
  }

  // -- what is chosen, as a list ---------------------------------------------------------------------------------------

  function chosen(concept, main) {
    const remove = (item, name) => {
      const button = element("button", { type: "button", "aria-label": fill(texts.remove, name) }, "×");
      button.addEventListener("click", () => { set(state.items.filter((other) => other !== item)); chooser.input.focus(); });
      return button;
    };
    const parts = state.items.map((item) => {
      if (!country(item)) return element("li", {}, element("span", {}, `${holder(item)}${colon}`, element("span", { lang: rule(item).lang }, rule(item).name)), remove(item, full(item)));
      const name = known.countries[item].name;
      const select = element("select", { "aria-label": fill(texts.definition_of, name) });
      for (const [key, label] of known.concepts) {
        const ids = known.countries[item].of[key] || [];
        if (ids.length) select.append(element("optgroup", { label }, ids.map((id) => element("option", { value: id, selected: id === main[item] }, `${rule(id).name} (${[known.kinds[rule(id).by], rule(id).to && fill(texts.ended, rule(id).to)].filter(Boolean).join(", ")})`))));
      }
      if (!main[item]) select.prepend(element("option", { value: "", selected: true }, "–"));
      select.addEventListener("change", () => { if (select.value) set([...new Set(state.items.map((other) => (other === item ? select.value : other)))]); });
      return element("li", {}, element("span", {}, name), select, remove(item, name));
    });
    if (!parts.length) return [];
    const out = [element("ul", { class: "sj-chosen", "aria-label": texts.chosen }, parts)];
    if (state.items.some(country)) {
      const select = element("select", { id: "compare-concept" }, known.concepts.filter(([key]) => state.items.some((id) => country(id) && known.countries[id].of[key]))
        .map(([key, label]) => element("option", { value: key, selected: key === concept }, label)));
      select.addEventListener("change", () => { set(state.items, select.value); document.getElementById("compare-concept").focus(); });
      out.push(element("p", { class: "sj-pick" }, element("label", { for: "compare-concept" }, texts.counted), select));
    }
    for (const item of state.items.filter((id) => country(id) && !main[id])) out.push(element("p", { class: "sj-banner", role: "note" }, fill(texts.none_of, known.countries[item].name, concepts[concept])));
    if (state.missing.length) out.push(element("p", { class: "sj-banner", role: "note" }, fill(texts.unknown_id, state.missing.join(", "))));
    return out;
  }

  // -- relations in words ----------------------------------------------------------------------------------------------

  const open = (found) => found.relation === "undetermined";
  const name = (found) => (open(found) ? found.alike : found.relation);
  const answer = (found) => (open(found) ? told.open[found.alike] : told.sure[found.relation]);
  // The answer in one word: where the verdict is sure although the relation is not, it goes by the verdict.
  const DIFFERENT = ["shorter", "longer", "same-length", "other-evidence"], APART = ["another-test", "another-thing"];
  function headline(found) {
    const [kind, certain] = found.verdict || [];
    if (open(found) && kind === "no-minimum") return told.open.undetermined[0];
    if (open(found) && certain && DIFFERENT.includes(kind)) return told.sure.overlapping[0];
    if (open(found) && APART.includes(kind)) return told.sure.incomparable[0];
    return answer(found)[0];
  }
  // The relation in a sentence, with what it means for figures; not said again where the answer in short has said it.
  const SAYING = ["same", "option", "part", "narrower", "broader", "same-length"];
  const repeated = (found) => Boolean(found.short) && (SAYING.includes((found.verdict || [])[0]) || found.plans === name(found));
  function longer(found) {
    if (open(found)) return found.short ? "" : answer(found)[1];
    return [repeated(found) ? "" : answer(found)[1], answer(found)[2]].filter(Boolean).join(" ");
  }
  const signText = (found) => `${told.signs[name(found)]}${open(found) && found.alike !== "undetermined" ? told.open_sign : ""}`;
  const sign = (found) => element("span", { class: `sj-sign sj-r-${name(found)}${open(found) ? " sj-r-open" : ""}`, "aria-hidden": "true" }, signText(found));
  // The verdict on the pair, as it stands on all pages; seen from the other side a direction turns.
  const TURNED = { shorter: "longer", longer: "shorter", narrower: "broader", broader: "narrower" };
  function badge(found) {
    const [kind, certain, said] = found.verdict || [];
    if (!kind) return "";
    const turned = found.names.a !== found.a && TURNED[kind];
    const text = turned ? told.verdicts[turned] + (certain ? "" : `, ${told.open_word}`) : said;
    return element("span", { class: `sj-badge sj-v-${turned || kind}${certain ? "" : " sj-stated"}` }, Array.isArray(text) ? text[1] : text);
  }
  const inWords = (found) => told.short[name(found)] + (open(found) && found.alike !== "undetermined" ? `, ${told.open_word}` : "");

  // -- what speaks for care --------------------------------------------------------------------------------------------

  function cares(ids, parts, found) {
    const out = [], list = (values) => [...new Set(values)].join(" / "), nations = ids.filter((id) => rule(id).kind === "definition");
    if (new Set(nations.map((id) => rule(id).concept)).size > 1) out.push(fill(texts.care_concept, list(nations.map((id) => concepts[rule(id).concept]))));
    nations.forEach((a, i) => nations.slice(i + 1).forEach((b) => {
      if ((rule(a).to && rule(b).from && rule(a).to < rule(b).from) || (rule(b).to && rule(a).from && rule(b).to < rule(a).from)) out.push(fill(texts.care_period, full(a), full(b)));
    }));
    if (new Set(nations.map((id) => rule(id).by)).size > 1) out.push(fill(texts.care_kind, list(nations.map((id) => known.kinds[rule(id).by] || "?"))));
    for (const id of nations) {
      if (rule(id).unsure) out.push(fill(texts.care_unsure, full(id)));
      if (rule(id).against) out.push([`${fill(texts.care_against, full(id))} `, ...rule(id).against.map((other, i) => [i ? ", " : "", link(other)]).flat()]);
    }
    // What the answer takes for granted; of more than two, each pair says it below.
    if (ids.length === 2 && found[0]) for (const text of found[0].assumptions) out.push([`${texts.assumed}${colon}`, words(text, shortNames(found[0], ids))]);
    const equal = ids.length === 2 && found.length === 1 && found[0] && found[0].relation === "equal";
    const silent = known.facets.filter(([key]) => ids.every((id) => (parts[id].facets[key] || []).some(([, , state]) => state === "unknown"))).map(([, label]) => label.toLowerCase());
    if (equal && silent.length) out.push(fill(texts.care_silent, silent.join(", ")));
    return out;
  }

  function verdict(ids, parts, found, pairs) {
    const care = cares(ids, parts, found), out = [element("h2", { id: "answer" }, texts.question)];
    if (ids.length === 2) {
      const one = found[0];
      if (!one) out.push(element("p", {}, missing(pairs[0])));
      else {
        const names = { a: short(one.a, ids), b: short(one.b, ids) };
        out.push(element("p", { class: "sj-answer" }, sign(one), " ", element("strong", {}, `${headline(one)}.`), " ", badge(one), " ", one.short ? sentence(one.short, shortNames(one, ids)) : "", " ", sentence(longer(one), names)));
        if (one.relation === "incomparable" && one.reason) out.push(element("p", {}, words(one.reason, shortNames(one, ids)), "."));
      }
    } else {
      const counts = new Map();
      for (const one of found) { const key = one ? headline(one) : texts.not_worked.split(":")[0]; counts.set(key, [(counts.get(key) || [0])[0] + 1, one]); }
      out.push(element("p", {}, fill(texts.several, pairs.length)), element("ul", { class: "sj-counts" }, [...counts].map(([key, [number, one]]) => element("li", {}, one ? sign(one) : "", ` ${number} × ${key}`))));
      const alike = (a, b) => a === b || found.some((one) => one && name(one) === "equal" && [one.a, one.b].includes(a) && [one.a, one.b].includes(b));
      const groups = [];
      for (const id of ids) { const group = groups.find((members) => members.every((other) => alike(id, other))); if (group) group.push(id); else groups.push([id]); }
      const large = groups.filter((group) => group.length > 1);
      if (large.length) out.push(element("p", {}, texts.groups), element("ul", {}, large.map((group) => element("li", {}, group.map(full).join("; ")))));
      if (found.some((one) => !one || one.relation !== "equal")) out.push(element("p", { class: "sj-muted" }, large.length ? texts.apart : texts.see_cells));
    }
    if (care.length) out.push(element("p", { class: "sj-label" }, texts.care), element("ul", {}, care.map((line) => element("li", {}, line))));
    out.push(element("p", { class: "sj-muted" }, `${texts.rule_only} `, element("a", { href: place.dataset.methods }, texts.methods)));
    return element("section", { class: "sj-card sj-verdict-card", "aria-labelledby": "answer" }, out);
  }

  // -- countries: what there is to compare -----------------------------------------------------------------------------

  // Definitions of one concept side by side: the main line, then the others by kind of source.
  function lines(lands, concept, main) {
    const rest = new Map(lands.map((id) => [id, ofCountry(id, concept).filter((other) => other !== main[id])]));
    const out = [lands.map((id) => main[id])];
    for (const land of lands) {
      while (rest.get(land).length) {
        const first = rest.get(land).shift();
        out.push(lands.map((id) => {
          if (id === land) return first;
          const at = rest.get(id).findIndex((other) => rule(other).by === rule(first).by);
          return at < 0 ? null : rest.get(id).splice(at, 1)[0];
        }));
      }
    }
    return out;
  }

  async function offer(lands) {
    const rows = [], ended = [];
    for (const [concept, label] of known.concepts) {
      for (const id of lands) ended.push(...(known.countries[id].of[concept] || []).filter((other) => !ofCountry(id, concept).includes(other)));
      if (!lands.some((id) => ofCountry(id, concept).length)) continue;
      for (const [n, line] of lines(lands, concept, lined(lands, concept)).entries()) {
        const both = line.filter(Boolean);
        const found = lands.length === 2 && both.length === 2 ? await sojournRelations.pair(...both) : null;
        rows.push(element("tr", {}, element("th", { scope: "row" }, n ? element("span", { class: "sj-hidden" }, label) : label),
          line.map((id, i) => element("td", of(lands[i]), id ? [link(id), element("br", {}), element("span", { class: "sj-muted" }, [known.kinds[rule(id).by], rule(id).to && fill(texts.ended, rule(id).to)].filter(Boolean).join(", "))] : element("span", { class: "sj-muted" }, texts.offer_none))),
          lands.length === 2 ? element("td", {}, found ? [sign(found), " ", headline(found), " ", badge(found)] : "") : null,
          element("td", { class: "sj-go" }, both.length > 1 ? element("a", { href: written(both) }, texts.offer_go, element("span", { class: "sj-hidden" }, ` ${both.map(full).join(", ")}`)) : "")));
      }
    }
    const head = element("tr", {}, element("th", { scope: "col" }, texts.counted), lands.map((id) => element("th", { scope: "col" }, known.countries[id].name)), lands.length === 2 ? element("th", { scope: "col" }, texts.answer) : null, element("td", {}));
    return element("details", { class: "sj-facets", open: true, id: "offer" }, element("summary", {}, texts.offer), element("p", { class: "sj-muted" }, texts.offer_note),
      scrolled(texts.offer, element("table", { class: "sj-table sj-stick sj-stack" }, element("thead", {}, head), element("tbody", {}, rows))),
      ended.length ? element("p", { class: "sj-muted" }, fill(texts.offer_ended, ended.length)) : null);
  }

  // On a phone each cell says whose it is.
  const of = (id) => ({ "data-label": `${rule(id) ? holder(id) : known.countries[id].name}${colon}` });
  const scrolled = (label, table) => element("div", { class: "sj-scroll", tabindex: "0", role: "region", "aria-label": label }, table);

  // -- facets side by side ---------------------------------------------------------------------------------------------

  // The values of a facet; parts of a combined rule that agree are said once.
  function values(part, key) {
    const found = part.facets[key] || [];
    return found.length > 1 && found.every((line) => line[1] === found[0][1]) ? [["", found[0][1], found[0][2]]] : found;
  }
  const said = (part, key) => values(part, key).map(([limb, text, mode]) => (limb ? `${limb}: ` : "") + (mode === "unknown" ? texts.not_stated : text)).join("\n");

  // Facets by how the chosen stand to each other: they differ, a source is silent, or all say the same.
  function sorted(ids, parts) {
    const out = { differ: [], open: [], same: [] };
    for (const [key, label] of known.facets) {
      const stated = ids.map((id) => said(parts[id], key));
      if (stated.every((text) => !text)) continue;
      const silent = ids.map((id) => values(parts[id], key).some(([, , mode]) => mode === "unknown"));
      const loud = new Set(stated.filter((_, i) => !silent[i]));
      out[loud.size > 1 ? "differ" : silent.some(Boolean) ? "open" : "same"].push([key, label]);
    }
    return out;
  }

  function cell(part, key, css, id) {
    const node = element("td", { class: css, ...of(id) }), lines = values(part, key);
    if (!lines.length) node.append(element("span", { class: "sj-muted", title: texts.no_matter }, "–", element("span", { class: "sj-hidden" }, texts.no_matter)));
    lines.forEach(([limb, text, mode], i) => {
      if (i) node.append(element("br", {}));
      if (limb) node.append(element("span", { class: "sj-muted" }, `${limb} `));
      node.append(mode === "unknown" ? element("span", { class: "sj-silent" }, texts.not_stated) : element("span", { class: mode === "none" ? "sj-none" : null }, text));
    });
    return node;
  }

  function facetTable(ids, parts) {
    const groups = sorted(ids, parts), row = (label, cells) => element("tr", {}, element("th", { scope: "row" }, label), cells);
    const body = (kind, css) => groups[kind].length ? element("tbody", { class: `sj-part-${kind}` }, element("tr", { class: "sj-part" }, element("th", { scope: "rowgroup", colspan: ids.length + 1 }, `${texts[kind]} (${groups[kind].length})`)),
      groups[kind].map(([key, label]) => row(label, ids.map((id) => cell(parts[id], key, css, id))))) : null;
    const same = body("same");
    const table = element("table", { class: "sj-table sj-compare sj-stick sj-stack" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, texts.facet), ids.map((id) => element("th", { scope: "col" }, element("span", { class: "sj-muted" }, holder(id)), element("br", {}), link(id))))),
      element("tbody", {}, row(texts.counted, ids.map((id) => element("td", of(id), concepts[rule(id).concept]))), row(texts.words, ids.map((id) => element("td", of(id), parts[id].words)))),
      body("differ", "sj-differs"), body("open"), same,
      element("tbody", { class: "sj-part-about" }, element("tr", { class: "sj-part" }, element("th", { scope: "rowgroup", colspan: ids.length + 1 }, texts.about)),
        aboutRows(ids, parts).map(([label, cells]) => row(label, cells.map((text, i) => element("td", of(ids[i]), text)))),
        row(texts.source, ids.map((id) => element("td", of(id), parts[id].sources.map((text, i) => [i ? element("br", {}) : "", text]), element("br", {}), element("a", { href: `${address(id)}#source` }, texts.source, element("span", { class: "sj-hidden" }, `: ${full(id)}`)))))));
    const out = [element("h2", { id: "facets" }, texts.facets)];
    if (same) {
      const button = element("button", { type: "button", class: "sj-copy", "aria-expanded": "false" }, fill(texts.show_same, groups.same.length));
      same.classList.add("sj-folded");
      same.querySelector("th").append(button);
      button.addEventListener("click", () => {
        const folded = same.classList.toggle("sj-folded");
        button.setAttribute("aria-expanded", String(!folded));
        button.textContent = folded ? fill(texts.show_same, groups.same.length) : texts.hide_same;
      });
    }
    if (ids.some((id) => Object.values(parts[id].facets).some((found) => found.some(([limb]) => limb)))) out.push(element("p", { class: "sj-muted" }, texts.limb_note));
    return [...out, scrolled(texts.facets, table)];
  }

  // Facts by label, in the order of the first that has them.
  function aboutRows(ids, parts) {
    const labels = [...new Set(ids.flatMap((id) => parts[id].facts.map(([label]) => label)))];
    return labels.map((label) => [label, ids.map((id) => (parts[id].facts.find(([own]) => own === label) || [label, "–"])[1])]);
  }

  // -- relations -------------------------------------------------------------------------------------------------------

  function matrix(ids, found, show) {
    const there = (a, b) => found.find((one) => one && one.a === a && one.b === b) || null;
    const back = (a, b) => { const one = there(b, a); return one && { ...one, a, b, relation: known.mirrored[one.relation] || one.relation, alike: known.mirrored[one.alike] || one.alike }; };
    const cells = (a) => ids.map((b) => {
      if (a === b) return element("td", { class: "sj-diagonal sj-nothing" });
      const one = there(a, b) || back(a, b);
      const button = element("button", { type: "button", class: "sj-cell", "aria-pressed": "false", "data-pair": `${a},${b}` }, one ? [sign(one), element("span", {}, inWords(one))] : [element("span", { class: "sj-sign sj-r-undetermined", "aria-hidden": "true" }, "…"), texts.why]);
      button.addEventListener("click", () => show(a, b, button));
      return element("td", { "data-label": `${short(b, ids)}${colon}` }, button);
    });
    return [element("p", { class: "sj-muted" }, texts.matrix_note), scrolled(texts.relations, element("table", { class: "sj-table sj-stick sj-relations sj-stack" },
      element("thead", {}, element("tr", {}, element("td", {}), ids.map((id) => element("th", { scope: "col" }, short(id, ids))))),
      element("tbody", {}, ids.map((id) => element("tr", {}, element("th", { scope: "row" }, link(id, short(id, ids))), cells(id))))))];
  }

  // The figure of a traveller, drawn by the build; names and sentence are put in as text.
  function traveller(person, label, names, id) {
    const out = element("figure", { class: "sj-traveller" }, element("p", { class: "sj-label" }, label)), caption = sentence(person.words, names);
    if (person.figure) {
      const holderNode = document.createElement("template");
      holderNode.innerHTML = person.figure;
      const svg = holderNode.content.firstElementChild, title = svg.querySelector("title");
      title.id = `${id}-t`;
      title.textContent = caption;
      svg.setAttribute("aria-labelledby", title.id);
      for (const part of svg.querySelectorAll("tspan")) {
        const text = sentence(part.textContent, names);
        part.textContent = text.length < 40 ? text : `${text.slice(0, 38).trimEnd()}…`;
      }
      out.append(svg);
    }
    out.append(element("figcaption", {}, caption));
    return out;
  }

  function detail(found, ids) {
    const names = shortNames(found, ids), one = short(found.a, ids), other = short(found.b, ids);
    // Of two, the answer at the top has said it.
    const out = ids.length === 2 ? [] : [element("h3", {}, fill(texts.pair, one, other)), element("p", {}, sign(found), " ", badge(found), " ", element("span", { class: "sj-relation" }, found.short ? sentence(found.short, names) : sentence(answer(found)[1], { a: one, b: other })))];
    const line = (label, text) => out.push(element("p", {}, `${label}${colon}`, text));
    if (open(found) && found.possible.length > 1) line(texts.still, found.possible.map((relation) => told.short[relation]).join(", "));
    if (found.plans && found.plans !== found.alike) line(texts.plans, told.short[found.plans]);
    if (found.reason && !open(found) && ids.length > 2) line(texts.why, words(found.reason, names));
    if (found.dates) out.push(element("p", {}, `${texts.dates} `, Object.entries(found.dates).map(([relation, number]) => `${told.short[relation]}: ${fill(texts.dates_of, number)}`).join("; "), "."));
    const people = found.people.map((person, i) => [person, [fill(texts.only, one), fill(texts.only, other), texts.both][i]]).filter(([person]) => person);
    if (people.length) out.push(element("h4", {}, texts.shows), element("div", { class: "sj-people" }, people.map(([person, label], i) => traveller(person, label, names, `sj-person-${i}`))));
    const asks = (list) => element("ul", { class: "sj-questions" }, list.map(({ question, of }) => element("li", {}, element("strong", {}, fill(texts.asked_of, short(of, ids))), colon, words(question, names))));
    const matter = found.unknown.filter((item) => item.matters), idle = found.unknown.filter((item) => !item.matters);
    if (matter.length) out.push(element("h4", {}, texts.asked), asks(matter));
    if (found.assumptions.length && ids.length > 2) out.push(element("details", {}, element("summary", {}, `${texts.assumed} (${found.assumptions.length})`), element("ul", {}, found.assumptions.map((text) => element("li", {}, words(text, names))))));
    if (idle.length) out.push(element("details", {}, element("summary", {}, `${texts.open_without} (${idle.length})`), asks(idle)));
    return out.length ? [...out, element("p", { class: "sj-muted" }, texts.found_by)] : [];
  }

  // A pair that was not worked out when the site was built: by the engine in the browser, where there is a server.
  function missing([a, b]) {
    const command = element("code", {}, `sojourn compare ${a} ${b}`);
    if (!("engine" in place.dataset)) return element("span", {}, `${texts.no_engine} `, command);
    if (location.protocol === "file:") return element("span", {}, `${texts.disk} `, element("code", {}, "python3 -m http.server"), ` ${texts.disk_open} `, element("code", {}, `http://localhost:8000/compare.html#${a},${b}`), `. ${texts.disk_or} `, command);
    const button = element("button", { type: "button", class: "sj-run" }, texts.work), state = element("span", { role: "status", class: "sj-muted" });
    button.addEventListener("click", async () => {
      button.disabled = true;
      state.textContent = texts.working;
      const say = ({ loaded, total }) => { if (total) state.textContent = `${texts.working} ${Math.round((100 * loaded) / total)} %`; };
      try { await sojournRelations.work(a, b, say); draw(); } catch (error) {
        button.disabled = false;
        const told = (error.error && error.error.told) || error.error || { title: error.message };
        const reason = error.kind === "start" ? texts.engine_start : [told.title, told.detail].filter(Boolean).flat().join(". ");
        state.replaceChildren(`${fill(texts.engine_failed, reason)} ${texts.disk_or} `, command);
      }
    });
    return element("span", {}, `${texts.not_worked} `, button, " ", state);
  }

  function relations(ids, found, pairs) {
    const box = element("div", { id: "pair", class: "sj-pair" });
    const show = async (a, b, button, byHand = true) => {
      if (byHand) {
        picked = `${a},${b}`;
        history.replaceState(null, "", written(state.items, state.concept));
      }
      results.querySelectorAll(".sj-cell").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      const one = await sojournRelations.pair(a, b);
      box.replaceChildren(...(one ? detail(one, ids) : ids.length === 2 ? [] : [element("h3", {}, fill(texts.pair, short(a, ids), short(b, ids))), element("p", {}, missing([a, b]))]));
    };
    if (ids.length === 2 && !(found[0] && detail(found[0], ids).length)) return [];
    const out = [element("h2", { id: "relations" }, texts.relations)];
    if (ids.length > 2) out.push(...matrix(ids, found, show));
    const pair = picked ? picked.split(",") : [], [a, b] = pair.length === 2 && pair[0] !== pair[1] && pair.every((id) => ids.includes(id)) ? pair : pairs[0];
    out.push(box);
    queueMicrotask(() => show(a, b, results.querySelector(`[data-pair="${a},${b}"]`), false));
    return out;
  }

  // -- taking along ----------------------------------------------------------------------------------------------------

  function csv(ids, parts, found) {
    const groups = sorted(ids, parts), there = (a, b) => found.find((one) => one && one.a === a && one.b === b);
    const turned = (a, b) => { const one = there(a, b); if (one) return one; const other = there(b, a); return other && { relation: known.mirrored[other.relation] || other.relation, alike: known.mirrored[other.alike] || other.alike }; };
    const rows = [["", ...ids.map(full)], ["id", ...ids], [texts.counted, ...ids.map((id) => concepts[rule(id).concept])], [texts.words, ...ids.map((id) => parts[id].words)]];
    for (const kind of ["differ", "open", "same"]) for (const [key, label] of groups[kind]) rows.push([label, ...ids.map((id) => said(parts[id], key))]);
    for (const [label, cells] of aboutRows(ids, parts)) rows.push([label, ...cells]);
    rows.push([texts.source, ...ids.map((id) => parts[id].sources.join("; "))]);
    for (const b of ids) rows.push([`${texts.relations}${colon}${full(b)}`, ...ids.map((a) => { const one = a === b ? null : turned(a, b); return one ? one.relation + (open(one) ? ` (${told.open_word}: ${one.alike})` : "") : ""; })]);
    for (const one of found.filter(Boolean)) rows.push([`${fill(texts.pair, full(one.a), full(one.b))}${colon}`, `${headline(one)}. ${sentence(one.short || answer(one)[1], shortNames(one, ids))}`]);
    return [...rows, ...sojournCsv.about(told.about, ids.map(full).join(" · "))];
  }

  // The same for a report: the answers, the facets as a table, sources, link and day, as Markdown.
  function markdown(ids, parts, found) {
    const groups = sorted(ids, parts), cell = (text) => String(text).replace(/\|/g, "\\|").replace(/\s+/g, " ");
    const row = (cells) => `| ${cells.map(cell).join(" | ")} |`;
    const rows = ["differ", "open"].flatMap((kind) => groups[kind].map(([key, label]) => row([label, ...ids.map((id) => said(parts[id], key))])));
    const answers = found.filter(Boolean).map((one) => `- **${headline(one)}.** ${sentence(one.short || answer(one)[1], shortNames(one, ids))}`);
    const sources = ids.map((id) => `- ${full(id)}: ${parts[id].sources.join("; ")}`);
    return [`## ${ids.map(full).join(" · ")}`, answers.join("\n"), [row(["", ...ids.map(full)]), row(["---", ...ids.map(() => "---")]), ...rows, ...aboutRows(ids, parts).map(([label, cells]) => row([label, ...cells]))].join("\n"),
      `${texts.source}:\n${sources.join("\n")}`, `${place.dataset.cite} ${location.href} (${new Date().toISOString().slice(0, 10)})`].join("\n\n");
  }

  function actions(ids, parts, found) {
    const button = (label, go) => { const node = element("button", { type: "button", class: "sj-copy" }, label); node.addEventListener("click", go); return node; };
    const box = element("span", {});
    const copy = button(texts.copy, async () => {
      try { await navigator.clipboard.writeText(location.href); copy.textContent = texts.copied; }
      catch { const field = element("input", { type: "text", readonly: true, value: location.href, "aria-label": texts.link }); box.replaceChildren(field); field.select(); }
    });
    const save = button(texts.csv, () => sojournCsv.save(sojournCsv.name(...ids.map((id) => (rule(id).kind === "rule" ? id : holder(id))), rule(ids[0]).concept), csv(ids, parts, found)));
    const report = button(texts.report, async () => {
      const text = markdown(ids, parts, found);
      try { await navigator.clipboard.writeText(text); report.textContent = texts.copied; }
      catch { box.replaceChildren(element("textarea", { readonly: true, "aria-label": texts.report }, text)); }
    });
    return element("p", { class: "sj-pick sj-actions" }, copy, report, box, save, button(texts.print, () => window.print()), button(texts.clear, () => { set([], null); chooser.input.focus(); }));
  }

  // -- the page --------------------------------------------------------------------------------------------------------

  async function draw() {
    const mine = ++turn, lands = state.items.filter(country), concept = lands.length ? conceptNow() : null;
    const main = lands.length ? lined(lands, concept) : {};
    const ids = [...new Set(state.items.map((item) => (country(item) ? main[item] : item)).filter(Boolean))];
    chosenList.replaceChildren(...chosen(concept, main));
    chooser.refresh();
    if (starts) starts.hidden = ids.length > 1;
    status.textContent = ids.length === 1 ? texts.more : "";
    if (ids.length < 2 && lands.length < 2) return results.replaceChildren();
    try {
      const pairs = ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b]));
      const [found, list, offered] = await Promise.all([Promise.all(pairs.map(([a, b]) => sojournRelations.pair(a, b))), Promise.all(ids.map(sojournRelations.details)), lands.length > 1 ? offer(lands) : null]);
      if (mine !== turn) return; // something else was chosen meanwhile
      const parts = Object.fromEntries(ids.map((id, i) => [id, list[i]]));
      results.replaceChildren(...(ids.length > 1 ? [verdict(ids, parts, found, pairs), actions(ids, parts, found)] : []), ...(offered ? [offered] : []),
        ...(ids.length > 1 ? [...facetTable(ids, parts), ...relations(ids, found, pairs)] : []));
    } catch (error) { if (mine === turn) status.textContent = fill(texts.failed, error.message); }
  }

  // The definition that reference rules have to fit: the first that is chosen, or that stands for the first country.
  function counted() {
    const definition = state.items.find((id) => !country(id) && rule(id).kind === "definition");
    if (definition) return { definition, concept: rule(definition).concept };
    const lands = state.items.filter(country), concept = lands.length ? conceptNow() : null;
    const main = lands.length ? lined(lands, concept) : {};
    return { definition: Object.values(main).find(Boolean), concept };
  }

  // One more: the rule of a framework that the classification found to fit best is looked up when it is asked for.
  async function add(id) {
    if (!id.startsWith(sojournBest)) return set([...state.items, id]);
    const framework = id.slice(sojournBest.length), { definition } = counted();
    try {
      const best = (await sojournRelations.group(framework)).best[definition];
      if (best) set([...new Set([...state.items, best])]);
    } catch (error) { status.textContent = fill(texts.failed, error.message); }
  }

  chooser = sojournChooser({ known, texts, root, lang, chosen: () => state.items, counted, add });
  place.replaceChildren(chooser.box, chosenList, status, results);
  window.addEventListener("hashchange", () => { read(); draw(); });
  read();
  draw();
})();
