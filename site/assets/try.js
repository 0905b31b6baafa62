// "Try your definition": a form of facets and the same rule as text, kept in step; the engine tells the rule back in words
// and as a figure at every change, and holds it against the frameworks when asked. The rule stands in the address.
"use strict";

(() => {
  const { words, colon, examples, element, figure, call, known, later, address, setAddress, encode, copy, download, faults, refusal, say, onDisk } = sojournPage;
  const place = document.getElementById("try");
  const find = (name) => document.getElementById(`try-${name}`);
  const field = (name) => document.getElementById(`f-${name}`);
  const FACETS = [...document.querySelectorAll("[data-facet]")].map((node) => node.dataset.facet).filter((name) => !name.includes("."));
  const ORDER = ["event", "measure", "threshold", "upper_bound", "accumulation", "window", "interruptions", "exempt_days", "weights", "basis", "prior", "day_convention", "month_end", "ends", "level", "criterion", "recall", "population"];
  const COMBINE = ["any", "all", "not", "ref"];
  const lang = place.dataset.lang;
  let concept = null, rule = {}, part = [], parts = [], report = null, asked = 0, runs = 0;

  // -- the rule and the form ---------------------------------------------------------------------------------------

  const ownOf = (table, key) => (Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined);
  const isLimb = (item) => !COMBINE.some((key) => key in item);
  const at = (path) => path.reduce((inner, step) => inner[step], rule);

  function limbsOf(item, path = []) {
    if (isLimb(item)) return [path];
    for (const key of ["any", "all"]) if (item[key]) return item[key].flatMap((inner, i) => limbsOf(inner, [...path, key, i]));
    return item.not ? limbsOf(item.not, [...path, "not"]) : [];
  }

  function put(path, limb) {
    if (!path.length) { rule = limb; return; }
    at(path.slice(0, -1))[path[path.length - 1]] = limb;
  }

  function readBound(name) {
    const state = field(`${name}-state`).value;
    if (!state) return null;
    if (state === "none") return "none";
    if (state.startsWith("share")) return { value: field(`${name}-part`).value, unit: "share", comparison: state.slice(5) };
    const value = Number(field(`${name}-value`).value);
    return { value: Number.isInteger(value) ? value : 0, unit: field(`${name}-unit`).value, ...(state === "?" ? {} : { comparison: state }) };
  }

  function readWindow() {
    const state = field("window-state").value;
    if (!state) return null;
    if (state === "none") return "none";
    const length = state === "length" ? { value: Number(field("window-value").value), unit: field("window-unit").value } : {};
    const out = { ...length };
    for (const key of ["anchor", "direction"]) if (field(`window-${key}`).value) out[key] = field(`window-${key}`).value;
    return Object.keys(out).length ? out : null;
  }

  function readPopulation() {
    const out = {};
    const base = document.querySelector("[data-facet='population.base']").value;
    if (base) out.base = base;
    for (const key of ["includes", "excludes"]) {
      const groups = [...document.querySelectorAll(`[data-group='${key}']:checked`)].map((box) => box.value);
      if (groups.length) out[key] = groups;
    }
    for (const box of document.querySelectorAll("[data-requires]:checked")) {
      out.requires ??= {};
      (out.requires[box.dataset.requires] ??= []).push(box.value);
    }
    return Object.keys(out).length ? out : null;
  }

  // The form as a limb; what the form does not show (weights, a recall period, names) stays as it was.
  function readForm() {
    const before = parts.length ? at(part) : {};
    const found = { ...before };
    for (const name of FACETS) found[name] = field(name).value || null;
    found.threshold = readBound("threshold");
    found.upper_bound = readBound("upper_bound");
    found.window = readWindow();
    found.population = readPopulation();
    sojournFacets.read(found);
    const keys = [...Object.keys(found).filter((key) => !ORDER.includes(key)), ...ORDER];
    return Object.fromEntries(keys.filter((key) => found[key] !== null && found[key] !== undefined).map((key) => [key, found[key]]));
  }

  // A number field takes numbers only; what is none cannot be shown in the form.
  function counted(number) {
    if (!Number.isInteger(number)) throw new TypeError("no whole number");
    return number;
  }

  function fillBound(name, value) {
    const share = value && value.unit === "share";
    field(`${name}-state`).value = !value ? "" : value === "none" ? "none" : share ? `share${value.comparison}` : value.comparison || "?";
    if (share) field(`${name}-part`).value = value.value;
    else if (value && value !== "none") {
      field(`${name}-value`).value = counted(value.value);
      field(`${name}-unit`).value = value.unit;
    }
  }

  function fillForm() {
    parts = limbsOf(rule);
    if (!parts.some((path) => path.join() === part.join())) part = parts[0] || [];
    find("combined").hidden = parts.length < 1 || (parts.length === 1 && !parts[0].length);
    find("composed").hidden = parts.length > 0;
    find("facets").hidden = !parts.length;
    find("part").replaceChildren(...parts.map((path, i) => element("option", { value: i, selected: path.join() === part.join() }, `${i + 1}${path.length ? ` (${path.map((step) => (typeof step === "number" ? step + 1 : step)).join(" ")})` : ""}`)));
    field("concept").value = concept || "";
    const limb = parts.length ? at(part) : {};
    for (const name of FACETS) field(name).value = limb[name] || "";
    fillBound("threshold", limb.threshold);
    fillBound("upper_bound", limb.upper_bound);
    const frame = limb.window;
    field("window-state").value = !frame ? "" : frame === "none" ? "none" : frame.value ? "length" : "side";
    if (frame && frame !== "none") {
      if (frame.value) { field("window-value").value = counted(frame.value); field("window-unit").value = frame.unit; }
      for (const key of ["anchor", "direction"]) field(`window-${key}`).value = frame[key] || "";
    }
    sojournFacets.fill(limb);
    const people = limb.population || {};
    document.querySelector("[data-facet='population.base']").value = people.base || "";
    for (const box of document.querySelectorAll("[data-group]")) box.checked = (people[box.dataset.group] || []).includes(box.value);
    for (const box of document.querySelectorAll("[data-requires]")) box.checked = ((people.requires || {})[box.dataset.requires] || []).includes(box.value);
    reveal();
  }

  // Number and unit are asked for where there is a length.
  function reveal() {
    for (const name of ["threshold", "upper_bound"]) {
      const state = field(`${name}-state`).value;
      field(`${name}-more`).hidden = ["", "none"].includes(state) || state.startsWith("share");
      field(`${name}-share`).hidden = !state.startsWith("share");
    }
    sojournFacets.reveal();
    const state = field("window-state").value;
    field("window-length").hidden = state !== "length";
    field("window-more").hidden = !["length", "side"].includes(state);
  }

  // -- what the engine says of it ----------------------------------------------------------------------------------

  const whole = () => ({ id: field("id").value || "my-definition", ...(concept ? { concept } : {}), ...rule });

  function keep() {
    find("traveller").href = `traveller.html#rules=${encode(whole().id)}&own=${encode(JSON.stringify(whole()))}`;
    setAddress({ rule: Object.keys(rule).length || concept ? JSON.stringify(whole()) : "", framework: find("framework").value });
  }

  function show(found) {
    const limbs = found.limbs || [];
    const never = found.contradictions || [];
    find("faults").replaceChildren(...faults(found.findings), ...never.map((item) => element("p", { class: "sj-banner" },
      element("strong", {}, words.never), item.whole ? "" : ` (${words.part} ${item.path.map((step) => (typeof step === "number" ? step + 1 : step)).join(" ")})`, colon, say(item.reason), ".")));
    // A rule that cannot be read has no words, and those of the last one would pass for its own.
    find("words").hidden = !found.words;
    if (!found.words) return;
    const silent = limbs.length === 1 ? limbs[0].silent : [];
    find("words").replaceChildren(
      element("p", { class: "sj-definition" }, found.words),
      ...limbs.map((limb) => [
        limbs.length > 1 && limb.figure ? element("p", { class: "sj-muted" }, limb.words) : "",
        ...limb.groups.map((line) => element("p", { class: "sj-groups" }, line)),
        limb.figure ? figure(limb.figure) : "",
      ]).flat(),
      silent.length ? element("p", { class: "sj-muted" }, `${words.silent}${colon}${silent.map(({ name }) => name[0].toLowerCase() + name.slice(1)).join(", ")}.`) : "");
  }

  // The page is busy as long as the words do not yet belong to the rule: assistive software waits, and so do the tests.
  let pending = 0;
  function working(change) {
    pending += change;
    if (pending) place.setAttribute("aria-busy", "true");
    else place.removeAttribute("aria-busy");
  }

  async function ask(given, then) {
    const number = (asked += 1);
    working(1);
    try {
      const found = await call("describe", { ...given, lang }, "describe");
      if (number !== asked) return;
      then(found);
      show(found);
    } catch (error) {
      if (number === asked && !["stopped", "outdated"].includes(error.kind)) find("faults").replaceChildren(refusal(error));
    } finally {
      working(-1);
    }
  }

  // What was found, or is being looked for, is about another rule than the one that stands here now.
  const stale = () => {
    if (!report && !find("run").disabled) return;
    runs += 1;
    sojournEngine.drop("report");
    idle();
    report = null;
    find("results").replaceChildren();
    find("json").hidden = true;
    find("state").textContent = "";
  };

  // A change in the form: the text follows.
  function fromForm() {
    reveal();
    if (parts.length) put(part, readForm());
    parts = limbsOf(rule);
    concept = field("concept").value || null;
    changed();
  }

  function changed() {
    stale();
    keep();
    if (onDisk) { find("text").value = JSON.stringify(whole(), null, 1); return; }
    ask({ rule: whole() }, (found) => { if (found.yaml !== undefined) find("text").value = found.yaml; });
  }

  // A change in the text: the form follows, once the text can be read.
  let typing = false;
  const read = later(400, () => {
    typing = false;
    working(-1);
    stale();
    ask({ text: find("text").value }, (found) => {
      if (found.findings.length) return;
      ({ rule, concept } = found);
      field("id").value = found.id;
      fillForm();
      keep();
    });
  });

  function fromText() {
    if (!typing) working(1);
    typing = true;
    read();
  }

  // A definition as a value; what the form cannot hold goes into the text, where the engine says what is wrong with it.
  function take(given) {
    try {
      const { id, concept: counts, rule: inner, label, ...rest } = given;
      concept = counts || null;
      rule = structuredClone(inner || rest);
      part = [];
      fillForm();
      field("id").value = id || "my-definition";
    } catch {
      takeText(JSON.stringify(given, null, 1));
      return;
    }
    changed();
  }

  function takeText(text) {
    rule = {};
    concept = null;
    fillForm();
    find("text").value = text;
    fromText();
  }

  async function from(id) {
    const example = examples.rules.find((item) => item.id === id);
    if (example) return take(example);
    const found = ownOf((await known()).rules, id);
    if (found) take({ id: `my-${id}`.slice(0, 100), concept: found.concept || found.counts, rule: found.rule });
    else find("faults").replaceChildren(element("p", { class: "sj-banner" }, words.unknown_rule.replace("{}", id)));
    return null;
  }

  // -- against the frameworks --------------------------------------------------------------------------------------

  // The verdict in a few words: what holds as far as stated is drawn with a dashed line.
  const badge = ({ verdict }) => element("span", { class: `sj-badge sj-v-${verdict.kind}${verdict.certain ? "" : " sj-stated"}`, title: verdict.why || "" }, say(verdict.words));
  const upper = (text) => text[0].toUpperCase() + text.slice(1);
  // A reason as a sentence of its own.
  const ended = (text) => say(Array.isArray(text) ? [text[0], ended(text[1])] : `${upper(text)}${/[.?]$/.test(text) ? "" : "."}`);
  const local = (texts) => texts[lang] || texts.en || Object.values(texts)[0] || "";

  function sentence(result) {
    // What is not decided is told by what is still possible: the verdict stands above.
    const open = result.relation === "undetermined" && result.possible.length > 1;
    const said = [open ? "" : `${upper(words.relation[result.relation] || result.relation)}.`];
    if (result.possible.length > 1) said.push(`${words.possible}${colon}${result.possible.map((name) => words.short[name] || name).join(", ")}.`);
    if (result.relation === "undetermined" && result.alike && result.alike !== "undetermined") said.push(`${words.alike}${colon}${words.relation[result.alike] || result.alike}.`);
    if (result.if_plans_come_true && result.if_plans_come_true !== (result.alike || result.relation)) said.push(`${words.plans}${colon}${words.relation[result.if_plans_come_true] || result.if_plans_come_true}.`);
    if (!result.start_dates.same_for_all) said.push(words.dates);
    return element("p", {}, element("span", { class: "sj-relation" }, said[0]), ` ${said.slice(1).join(" ")} `,
      result.reason ? [ended(result.reason), " "] : "",
      result.mapping ? element("span", { class: "sj-muted" }, `${words.mapping}${colon}skos:${result.mapping}`) : "");
  }

  function differences(found) {
    if (!found.length) return "";
    const head = element("tr", {}, ...[words.facet, words.ours, words.reference, words.effect].map((text) => element("th", { scope: "col" }, text)));
    const about = (item, i) => (item.test && String(item.test) !== String(i && found[i - 1].test) ? element("tr", {}, element("td", { class: "sj-muted", colspan: 4 }, `${words.test}${colon}`, say(item.test))) : "");
    const rows = found.flatMap((item, i) => [about(item, i), element("tr", {}, element("th", { scope: "row" }, item.facet), [["theirs", words.ours], ["reference", words.reference], ["effect", words.effect]].map(([side, label]) => element("td", { "data-label": label + colon }, say(item[side]))))]).filter(Boolean);
    return element("div", { class: "sj-scroll" }, element("table", { class: "sj-table sj-differences" }, element("thead", {}, head), element("tbody", {}, ...rows)));
  }

  function people(found) {
    if (!found.length) return "";
    return [element("p", { class: "sj-label" }, found[0].agreed ? words.both : words.differ),
      ...found.map((person) => element("figure", { class: "sj-traveller" }, figure(person.figure), element("figcaption", {}, `${person.words} `, say(person.reason))))];
  }

  const link = (result) => element("a", { href: `${place.dataset.top}rule/${result.reference}.html` }, local(result.name));

  // How an answer was found: a step, and the steps that it rests on.
  const steps = (step) => [element("p", {}, step.text), step.parts ? element("ol", {}, ...step.parts.map((part) => element("li", {}, ...steps(part)))) : ""];

  // A framework: one line with the answer, and all of it when it is opened.
  function card({ framework, name, best, others }, i) {
    const rows = others.map((other) => element("tr", {}, element("th", { scope: "row" }, link(other)), element("td", {}, badge(other)), element("td", {}, words.short[other.relation] || other.relation, other.reason ? [colon, say(other.reason)] : "")));
    return element("details", { class: "sj-card", "data-framework": framework, open: !i },
      element("summary", {}, element("strong", {}, local(name)), " ", badge(best)),
      element("p", { class: "sj-sentence" }, say(best.in_short[lang] || best.in_short.en)),
      element("p", {}, `${upper(words.held)}${colon}`, link(best), " (", element("a", { href: `${place.dataset.root}framework/${framework}.html` }, local(name)), ")"),
      sentence(best), differences(best.differences), people(best.travellers),
      best.questions.length ? [element("p", { class: "sj-label" }, words.ask), element("ul", { class: "sj-questions" }, ...best.questions.map((text) => element("li", {}, say(text))))] : "",
      element("details", {}, element("summary", {}, words.how), element("div", { class: "sj-trace" }, ...steps(best.trace_tree)), ...best.assumptions.map((line) => element("p", { class: "sj-muted" }, say(line)))),
      rows.length ? element("details", { class: "sj-verdict" }, element("summary", {}, `${words.others} (${rows.length})`), element("div", { class: "sj-scroll" }, element("table", { class: "sj-table" }, element("tbody", {}, ...rows)))) : "");
  }

  function results(found) {
    const apart = (item) => item.best.verdict.kind === "another-thing";
    const close = found.frameworks.filter((item) => !apart(item)), far = found.frameworks.filter(apart);
    const table = far.map((item) => element("tr", {}, element("th", { scope: "row" }, local(item.name)), element("td", {}, link(item.best)), element("td", {}, badge(item.best)), element("td", {}, item.best.reason ? ended(item.best.reason) : words.short[item.best.relation])));
    find("results").replaceChildren(
      ...(found.frameworks.length ? [] : [element("p", { class: "sj-muted" }, words.none)]), ...close.map(card),
      ...(table.length ? [element("details", { class: "sj-verdict", open: !close.length }, element("summary", {}, `${words.apart} (${table.length})`), element("div", { class: "sj-scroll" }, element("table", { class: "sj-table" }, element("tbody", {}, ...table))))] : []));
  }

  // What must be said before anything can be held against the recommendations.
  function lacking() {
    if (!concept) return [words.no_concept, field("concept")];
    return Object.keys(rule).length ? null : [words.no_facet, field("event")];
  }

  async function run() {
    keep();
    const lack = lacking();
    for (const old of find("form").querySelectorAll(".sj-banner")) old.remove();
    if (lack) {
      const note = element("p", { class: "sj-banner", role: "alert" }, lack[0]);
      find("results").replaceChildren();
      find("state").textContent = "";
      // Beside the field that is missing; where the form cannot show the definition, beside the text.
      if (lack[1].offsetParent) {
        lack[1].after(note);
        lack[1].addEventListener("change", () => note.remove(), { once: true });
        lack[1].focus();
      } else find("faults").replaceChildren(note);
      return;
    }
    const begin = performance.now(), number = (runs += 1);
    find("run").disabled = true;
    find("stop").hidden = false;
    find("state").textContent = words.working;
    try {
      const found = await call("report", { rule: whole(), framework: find("framework").value || null, ours: words.ours, lang }, "report");
      if (number !== runs) return;
      report = found;
      results(report);
      find("json").hidden = false;
      find("state").textContent = words.seconds.replace("{}", ((performance.now() - begin) / 1000).toLocaleString(lang, { maximumFractionDigits: 1 }));
    } catch (error) {
      if (number !== runs) return;
      find("results").replaceChildren(refusal(error));
      find("state").textContent = "";
    }
    idle();
  }

  function idle() {
    find("run").disabled = false;
    find("stop").hidden = true;
  }

  // -- hands on ----------------------------------------------------------------------------------------------------

  find("form").addEventListener("change", (event) => { if (event.target !== find("part")) fromForm(); });
  find("form").addEventListener("submit", (event) => event.preventDefault());
  find("part").addEventListener("change", () => { part = parts[Number(find("part").value)]; fillForm(); });
  field("id").addEventListener("change", changed);
  find("text").addEventListener("input", fromText);
  find("from").addEventListener("change", () => { if (find("from").value) from(find("from").value); else take({}); });
  find("out").addEventListener("click", async () => { const found = await call("describe", { rule: whole(), write_out: true }); take({ id: found.id, concept: found.concept, rule: found.rule }); });
  find("run").addEventListener("click", run);
  find("stop").addEventListener("click", () => { sojournEngine.stop(); });
  find("framework").addEventListener("change", keep);
  find("json").addEventListener("click", () => download(`${field("id").value || "my-definition"}.json`, `${JSON.stringify(report.classification, null, 2)}\n`));
  find("copy").addEventListener("click", () => copy(find("text").value, find("said")));
  find("entry").addEventListener("click", async () => {
    try { copy((await call("entry", { rule: whole() })).text, find("said")); } catch (error) { find("faults").replaceChildren(refusal(error)); }
  });
  find("link").addEventListener("click", () => { keep(); copy(location.href, find("said")); });
  document.addEventListener("engine-ready", changed);

  async function open() {
    const given = address();
    if (given.framework) find("framework").value = given.framework;
    if (onDisk) {
      for (const name of ["run", "entry"]) find(name).disabled = true;
      find("from").disabled = true;
    }
    if (given.rule) {
      let found;
      try { found = JSON.parse(given.rule); } catch { takeText(given.rule); return; }
      take(found);
      // Whoever is sent a definition is sent its answer, too.
      if (!onDisk) await run();
    } else if (given.from && !onDisk) {
      find("from").value = given.from;
      working(1);
      try { await from(given.from); } catch (error) { find("faults").replaceChildren(refusal(error)); }
      working(-1);
    } else fillForm();
  }
  window.addEventListener("hashchange", open);
  open();
})();
