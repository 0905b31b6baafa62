// "Try a traveller": stays by date inputs or drawn on a line, rules to choose, and what each rule decides. The date inputs
// are the base; the line is another way to the same dates. Everything stands in the address.
"use strict";

(() => {
  const { words, colon, examples, element, call, later, address, setAddress, copy, download, refusal, spoken, say, onDisk, running, start } = sojournPage;
  const place = document.getElementById("traveller");
  const find = (name) => document.getElementById(`traveller-${name}`);
  const lang = place.dataset.lang;
  const DAY = 86400000, EDGE = 30, MOST = 6, TOP = 34, HEIGHT = 34;
  const number = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / DAY);
  const text = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  // As the engine writes dates in its sentences.
  const spelled = (iso) => new Date(`${iso}T00:00:00Z`).toLocaleDateString(lang === "en" ? "en-GB" : lang, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).replace(/^1 (?=.)/, lang === "fr" ? "1er " : "1 ");
  // The dates that the fields take; JavaScript itself would read 30 February as 1 March.
  const FIRST = "1950-01-01", LAST = "2089-12-31", MOST_STAYS = 60;
  const valid = (iso) => /^\d{4}-\d{2}-\d{2}$/.test(iso) && iso >= FIRST && iso <= LAST && !Number.isNaN(Date.parse(iso)) && text(number(iso)) === iso;
  // Stays as {from, to}: a date, or null (there before observation began; no later crossing).
  // The width of the line in the units that it is drawn in: as many as it has pixels, so that a phone shows all of it.
  let WIDTH = 900;
  let stays = [], chosen = [], own = null, names = Object.create(null), answers = null, asked = 0, frame = null;

  // What the person is, as far as it is stated.
  const PERSON = [...document.querySelectorAll("[data-attribute]")].map((field) => field.dataset.attribute);
  function attributes() {
    const given = PERSON.map((name) => [name, find(name).value]).filter(([, value]) => value);
    return sojournPeriods.attributes(given.length ? Object.fromEntries(given) : null);
  }

  // The last stay as it was meant and permitted, and the absence that is meant after it: [what of it is told, until when].
  const PLANS = ["intended", "permitted", "away"];
  const last = () => stays[stays.length - 1];
  const made = (name) => (stays.length ? (name === "away" ? last().to : last().from) : null);
  const plans = () => PLANS.map((name) => [name, find(name).value]).filter(([name, day]) => valid(day) && made(name) && day > made(name));

  const history_ = () => ({
    id: "traveller",
    stays: stays.map((stay) => (stay === last() ? { ...stay, ...Object.fromEntries(plans().map(([name, day]) => [`${name}_until`, day])) } : stay)),
    ...(find("status").value ? { initial_status: find("status").value } : {}),
    ...(attributes() ? { attributes: attributes() } : {}),
    ...(valid(find("until").value) ? { observed_until: find("until").value } : {}),
  });

  // -- the line ----------------------------------------------------------------------------------------------------

  const svg = (name, attributes, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  // The days that the line shows: all that is known, with room on both sides.
  function span() {
    const days = [...stays.flatMap((stay) => [stay.from, stay.to]), ...plans().map(([, day]) => day), find("until").value, find("on").value].filter((day) => day && valid(day)).map(number);
    const today = number("2020-01-01");
    const low = days.length ? Math.min(...days) : today, high = days.length ? Math.max(...days) : today + 730;
    const room = Math.max(60, Math.round((high - low) * 0.08));
    return { low: low - room, high: high + room };
  }

  const x = (day) => EDGE + ((day - frame.low) / (frame.high - frame.low)) * (WIDTH - 2 * EDGE);
  const dayAt = (event) => {
    const box = find("line").getBoundingClientRect();
    const inside = ((event.clientX - box.left) / box.width) * WIDTH;
    return Math.round(frame.low + ((inside - EDGE) / (WIDTH - 2 * EDGE)) * (frame.high - frame.low));
  };

  function ticks() {
    const years = (frame.high - frame.low) / 365.25, out = [];
    const most = (WIDTH - 2 * EDGE) / 75, step = [1, 3, 6, 12, 24, 60, 120, 240].find((months) => (years * 12) / months <= Math.max(most, 2)) || 480;
    const first = new Date(frame.low * DAY);
    for (let month = first.getUTCFullYear() * 12 + first.getUTCMonth(); ; month += 1) {
      if (month % step) continue;
      const day = Math.round(Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY);
      if (day > frame.high) return out;
      if (day >= frame.low) out.push(svg("line", { class: "sj-axis", x1: x(day), x2: x(day), y1: TOP + HEIGHT + 8, y2: TOP + HEIGHT + 16 }), svg("text", { class: "sj-muted", x: x(day), y: TOP + HEIGHT + 30, "text-anchor": "middle" }, step >= 12 ? text(day).slice(0, 4) : text(day).slice(0, 7)));
    }
  }

  function mark(day, css, label, y) {
    if (!valid(day)) return [];
    const at = x(number(day));
    return [svg("line", { class: css, x1: at, x2: at, y1: TOP - 12, y2: TOP + HEIGHT + 12 }), svg("text", { class: "sj-muted", x: at, y, "text-anchor": at > WIDTH - 120 ? "end" : at < 120 ? "start" : "middle" }, label)];
  }

  function handle(index, side) {
    const value = stays[index][side];
    if (value === null) return [];
    const label = (side === "from" ? words.start_handle : words.end_handle).replace("{}", index + 1);
    const knob = svg("rect", { class: "sj-handle", x: x(number(value)) - 6, y: TOP - 4, width: 12, height: HEIGHT + 8, rx: 4, tabindex: 0, role: "slider", "aria-label": label, "aria-valuenow": number(value), "aria-valuemin": number(FIRST), "aria-valuemax": number(LAST), "aria-valuetext": spelled(value), "data-handle": `${index}-${side}` });
    knob.addEventListener("pointerdown", (event) => { event.stopPropagation(); event.preventDefault(); knob.focus(); drag(event, (day) => move(index, side, day)); });
    knob.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -30, PageUp: 30 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(index, side, number(stays[index][side]) + step);
      changed();
    });
    return [knob];
  }

  // An end moves between its neighbours.
  function move(index, side, day) {
    const stay = stays[index], before = stays[index - 1], after = stays[index + 1];
    const low = side === "from" ? (before && before.to ? number(before.to) : number(FIRST)) : stay.from ? number(stay.from) : number(FIRST);
    const high = side === "to" ? (after && after.from ? number(after.from) : number(LAST)) : stay.to ? number(stay.to) : number(LAST);
    stay[side] = text(Math.min(Math.max(day, low), high));
    draw(true);
  }

  function drag(event, action) {
    const line = find("line");
    line.setPointerCapture(event.pointerId);
    const onMove = (moved) => action(dayAt(moved));
    const onEnd = () => {
      line.removeEventListener("pointermove", onMove);
      line.removeEventListener("pointerup", onEnd);
      line.removeEventListener("pointercancel", onEnd);
      changed();
    };
    line.addEventListener("pointermove", onMove);
    line.addEventListener("pointerup", onEnd);
    line.addEventListener("pointercancel", onEnd);
  }

  // A new stay where the pointer went down, if nobody is there yet.
  find("line").addEventListener("pointerdown", (event) => {
    const day = dayAt(event);
    const inside = stays.some((stay) => (!stay.from || number(stay.from) <= day) && (!stay.to || day <= number(stay.to)));
    if (inside || event.button) return;
    event.preventDefault();
    const index = stays.filter((stay) => stay.from && number(stay.from) < day).length + (stays[0] && !stays[0].from ? 1 : 0);
    stays.splice(index, 0, { from: text(day), to: text(day + 1) });
    draw(true);
    drag(event, (moved) => move(index, "to", moved));
  });

  function draw(sameFrame) {
    const line = find("line"), focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.handle : null;
    if (!sameFrame || !frame) frame = span();
    WIDTH = Math.round(Math.min(900, Math.max(280, line.getBoundingClientRect().width || 900)));
    line.setAttribute("viewBox", `0 0 ${WIDTH} 120`);
    const bars = stays.map((stay) => {
      const from = stay.from ? x(number(stay.from)) : 0, to = stay.to ? x(number(stay.to)) : WIDTH;
      return svg("rect", { class: `sj-stay${stay.from && stay.to ? "" : " sj-open"}`, x: from, y: TOP, width: Math.max(to - from, 2), height: HEIGHT, rx: 3 });
    });
    // What is meant, or permitted, lies ahead of the arrival and is dashed: it is no stay yet.
    const ahead = plans().flatMap(([name, day], i) => {
      const from = x(number(made(name))), to = x(number(day)), y = TOP + 1 + 11 * i, room = to < WIDTH - 150;
      return [svg("rect", { class: "sj-plan", x: from, y, width: Math.max(to - from, 2), height: 9, rx: 3 }), svg("text", { class: "sj-muted", x: room ? to + 5 : to - 5, y: y + 8, "text-anchor": room ? "start" : "end", "font-size": 10 }, words[name])];
    });
    line.replaceChildren(svg("rect", { class: "sj-ground", x: 0, y: TOP - 6, width: WIDTH, height: HEIGHT + 12 }), svg("line", { class: "sj-axis", x1: 0, x2: WIDTH, y1: TOP + HEIGHT + 12, y2: TOP + HEIGHT + 12 }), ...ticks(), ...bars, ...ahead,
      ...mark(find("until").value, "sj-limit", words.observed, 14), ...mark(find("on").value, "sj-anchor", words.stock, TOP + HEIGHT + 48), ...stays.flatMap((_, i) => [...handle(i, "from"), ...handle(i, "to")]));
    if (focused) line.querySelector(`[data-handle="${focused}"]`)?.focus();
    rows();
  }

  // -- the dates ---------------------------------------------------------------------------------------------------

  function date(index, side, label) {
    const input = element("input", { type: "date", value: stays[index][side], min: FIRST, max: LAST, "aria-label": label, "data-date": `${index}-${side}` });
    input.disabled = stays[index][side] === null;
    // A stay that begins before the one before it ends, or ends before it begins.
    const stay = stays[index], before = stays[index - 1];
    if ((side === "from" && before && before.to && stay.from && stay.from < before.to) || (side === "to" && stay.from && stay.to && stay.to < stay.from)) input.setAttribute("aria-invalid", "true");
    input.addEventListener("change", () => { if (valid(input.value)) { stays[index][side] = input.value; changed(); } });
    return input;
  }

  function open(index, side, label) {
    const box = element("input", { type: "checkbox" });
    box.checked = stays[index][side] === null;
    box.addEventListener("change", () => {
      const other = stays[index][side === "from" ? "to" : "from"];
      stays[index][side] = box.checked ? null : other ? text(number(other) + (side === "from" ? -90 : 90)) : "2020-01-01";
      changed();
    });
    return element("label", {}, box, ` ${label}`);
  }

  function rows() {
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.date : null;
    find("stays").replaceChildren(...stays.map((stay, i) => {
      const remove = element("button", { type: "button", class: "sj-copy", "aria-label": words.remove_stay.replace("{}", i + 1) }, "×");
      remove.addEventListener("click", () => { stays.splice(i, 1); changed(); find("add").focus(); });
      return element("fieldset", { class: "sj-pick sj-stay-row" }, element("legend", {}, `${words.stay} ${i + 1}`),
        element("span", {}, words.from), date(i, "from", `${words.stay} ${i + 1}: ${words.from}`), i === 0 ? open(i, "from", words.open_start) : "",
        element("span", {}, words.to), date(i, "to", `${words.stay} ${i + 1}: ${words.to}`), i === stays.length - 1 ? open(i, "to", words.open_end) : "", remove);
    }), ...(stays.length ? [] : [element("p", { class: "sj-muted" }, words.no_stays)]));
    if (focused) find("stays").querySelector(`[data-date="${focused}"]`)?.focus();
  }

  // -- the rules ---------------------------------------------------------------------------------------------------

  const isOwn = (id) => own && id === own.id;
  const title = (id) => (isOwn(id) ? id : names[id] || id);

  function chips() {
    find("rules").hidden = !chosen.length;
    find("rules").replaceChildren(...chosen.map((id) => {
      const remove = element("button", { type: "button", "aria-label": `${words.remove}${colon}${title(id)}` }, "×");
      remove.addEventListener("click", () => { chosen = chosen.filter((other) => other !== id); changed(); });
      return element("li", {}, title(id), remove);
    }));
    find("rule").disabled = chosen.length >= MOST;
  }

  function nameAll() {
    for (const group of find("rule").querySelectorAll("optgroup")) for (const option of group.children) names[option.value] = `${group.label}${colon}${option.textContent.replace(/ \([^()]*\)$/, "")}`;
  }

  // -- what they decide --------------------------------------------------------------------------------------------

  // Three kinds of open answer: time will tell; the history does not say (`decision-item-…`); the rule does not say.
  const open_ = (decision) => (decision.migration === undefined ? decision.counted : decision.migration) === null;
  const wants = (decision) => open_(decision) && !decision.decided_on && (decision.lacking || []).length > 0;
  const openWords = (decision) => (decision.decided_on ? words.not_yet : wants(decision) ? words.not_given : words.not_stated);
  // Whether a crossing is one of those that the rule is about; the others may only end the status that it gives.
  const ours = (item, decision) => (item.crossings.found.events || []).includes(decision.direction);
  const verdict = (decision) => ({ true: ["sj-conforms", words.migration], false: ["sj-open-badge", words.no_migration], null: ["sj-partly", openWords(decision)] })[String(decision.migration)];

  // Errors are told apart by their message, whose words depend on the language.
  const titled = (error, id) => error.error.messages?.title?.message === id;

  // One sentence a rule: what it decides, with the numbers.
  function sentence(item) {
    const name = title(item.id), on = find("on").value, parts = [];
    // What is not given says more than how far the days that are given go.
    const told = (decision) => (wants(decision) ? `${colon}${decision.lacking.join(", ")}` : decision.numbers ? `${colon}${decision.numbers}` : "");
    if (item.stock?.found) {
      const { counted } = item.stock.found;
      parts.push((counted === null ? words.answer_open.replace("{}", name).replace("{}", openWords(item.stock.found)) : (counted ? words.answer_counted : words.answer_not_counted).replace("{}", name).replace("{}", spelled(on))) + told(item.stock.found));
    } else if (item.crossings.found) {
      const own = item.crossings.found.decisions.filter((one) => ours(item, one)), all = own.length ? own : item.crossings.found.decisions, yes = all.find((one) => one.migration), open = all.find((one) => one.migration === null);
      const said = yes ? words.answer_yes.replace("{}", name).replace("{}", spelled(yes.crossing)) : open ? words.answer_open.replace("{}", name).replace("{}", openWords(open)) : words.answer_no.replace("{}", name);
      parts.push(said + told(yes || open || all[0] || {}));
    }
    return parts.length ? element("p", { class: "sj-answer" }, parts.map((part) => part.replace(/\.*$/, ".")).join(" ")) : null;
  }
  const status = (name) => (name === "unknown" ? words.status_unknown : words[name]);

  // A question that does not fit the rule (crossings of a rule about a date, or the reverse) has no answer, which is no fault.
  async function answer(id) {
    const rule = isOwn(id) ? own : id, given = { rule, history: history_(), lang };
    const settle = (promise) => promise.then((found) => ({ found }), (error) => ({ error }));
    const [crossings, stock] = await Promise.all([settle(call("apply", given, `decide ${id} apply`)), valid(find("on").value) ? settle(call("counted", { ...given, on: find("on").value }, `decide ${id} counted`)) : null]);
    return { id, crossings, stock };
  }

  function cell(decision, own) {
    const [css, said] = verdict(decision);
    const when = decision.decided_on ? `${decision.migration === null ? words.by : words.decided} ${spelled(decision.decided_on)}` : "";
    return element("td", {}, element("span", { class: `sj-badge ${css}` }, said), element("br"), element("small", { class: "sj-muted" }, own ? "" : `${words.other_way} `, when),
      element("details", {}, element("summary", {}, words.why), element("p", {}, say(decision.why)), decision.numbers ? element("p", { class: "sj-muted" }, say(decision.numbers)) : "", element("p", { class: "sj-muted" }, `${words.before}${colon}${status(decision.status_before)}. ${words.after}${colon}${status(decision.status_after)}.`)));
  }

  function show(found) {
    const with_ = found.filter((item) => item.crossings.found), dates = found.filter((item) => item.stock && item.stock.found);
    const out = [];
    const broken = found.map((item) => item.crossings.error).find((error) => error && titled(error, "history-no-sense"));
    find("faults").replaceChildren(...(broken ? [refusal(broken)] : []));
    if (broken) { find("results").replaceChildren(); return; }
    out.push(...found.map(sentence).filter(Boolean));
    if (with_.length && with_[0].crossings.found.decisions.length) {
      const head = element("tr", {}, element("th", { scope: "col" }, words.crossing), ...with_.map((item) => element("th", { scope: "col" }, title(item.id))));
      const lines = with_[0].crossings.found.decisions.map((first, i) => element("tr", {}, element("th", { scope: "row" }, spelled(first.crossing), element("br"), words[first.direction]), ...with_.map((item) => cell(item.crossings.found.decisions[i], ours(item, item.crossings.found.decisions[i])))));
      out.push(element("div", { class: "sj-scroll", tabindex: 0, role: "region", "aria-label": words.crossing }, element("table", { class: "sj-table sj-decisions" }, element("thead", {}, head), element("tbody", {}, ...lines))));
    }
    if (dates.length) {
      out.push(element("h3", {}, `${upper(words.on)} ${spelled(find("on").value)}`), element("ul", { class: "sj-stock" }, ...dates.map((item) => {
        const { counted, why, numbers } = item.stock.found;
        const css = { true: "sj-conforms", false: "sj-does-not", null: "sj-partly" }[String(counted)];
        return element("li", {}, element("span", { class: `sj-badge ${css}` }, { true: words.counts, false: words.counts_not, null: words.unknown }[String(counted)]), ` ${title(item.id)} `, element("p", { class: "sj-muted" }, say(why)), numbers ? element("p", { class: "sj-muted" }, say(numbers)) : "");
      })));
    }
    for (const item of found) {
      if (item.crossings.found || (item.stock && item.stock.found)) continue;
      // A rule about a date waits for the date that is asked for above.
      if (!item.stock && titled(item.crossings.error, "decision-error-date")) continue;
      const error = item.stock && item.stock.error && titled(item.crossings.error, "decision-error-date") ? item.stock.error : item.crossings.error;
      out.push(element("p", { class: "sj-note" }, `${title(item.id)}${colon}`, spoken(error)));
    }
    if (!valid(find("on").value) && found.some((item) => !item.crossings.found)) {
      const ask = element("button", { type: "button", class: "sj-copy" }, words.give_date);
      ask.addEventListener("click", () => { find("on").focus(); find("on").scrollIntoView({ block: "center" }); });
      out.unshift(element("p", { class: "sj-note" }, `${words.date_wanted} `, ask));
    }
    find("results").replaceChildren(...out);
    find("json").hidden = false;
  }

  const upper = (said) => said[0].toUpperCase() + said.slice(1);

  const decide = later(150, async () => {
    const turn = (asked += 1);
    // What was asked of the stays before and still waits is not worked on.
    sojournEngine.drop("decide ");
    try {
      if (!chosen.length) { find("results").replaceChildren(element("p", { class: "sj-muted" }, words.no_rules)); return; }
      await start();
      const found = await Promise.all(chosen.map(answer));
      if (turn !== asked) return;
      answers = found;
      show(found);
    } catch { /* the bar above says why the engine did not start */ } finally {
      if (turn === asked) place.removeAttribute("aria-busy");
    }
  });

  function changed() {
    draw();
    chips();
    setAddress({
      stays: stays.map((stay) => `${stay.from || ""}_${stay.to || ""}`).join(","), status: find("status").value, until: find("until").value, on: find("on").value,
      ...Object.fromEntries([...PLANS, ...PERSON].map((name) => [name, find(name).value])),
      periods: sojournPeriods.written(), rules: chosen.join(","), own: own && chosen.includes(own.id) ? JSON.stringify(own) : "",
    });
    if (!onDisk && (running() || stays.length)) {
      // Until the results belong to these stays: assistive software waits, and so do the tests.
      place.setAttribute("aria-busy", "true");
      decide();
    }
  }

  // -- hands on ----------------------------------------------------------------------------------------------------

  function take(example) {
    stays = structuredClone(example.stays);
    find("status").value = example.initial_status || "";
    find("until").value = example.observed_until || "";
    find("on").value = example.on || "";
    for (const name of [...PLANS, ...PERSON]) find(name).value = "";
    sojournPeriods.clear();
  }

  function fromAddress() {
    const given = address();
    // A date that cannot be read would change the story: its whole stay is left out, and the page says so.
    const pairs = (given.stays || "").split(",").filter(Boolean), readable = ([from, to, ...more]) => !more.length && [from, to].every((day) => day === "" || valid(day));
    const kept = pairs.map((pair) => pair.split("_")).filter(readable).slice(0, MOST_STAYS);
    stays = kept.map(([from, to]) => ({ from: from || null, to: to || null }));
    const unread = [[words.left_out, pairs.length - kept.length], [words.periods_left_out, sojournPeriods.read(given.periods || "")]].filter(([, number]) => number);
    find("faults").replaceChildren(...unread.map(([said, number]) => element("p", { class: "sj-banner" }, said.replace("{}", number))));
    // Most people who arrive come from abroad; whoever shares an address has said what they know.
    find("status").value = given.stays === undefined && given.status === undefined ? "non-resident" : given.status || "";
    for (const name of PERSON) find(name).value = given[name] || "";
    for (const name of ["until", "on", ...PLANS]) find(name).value = valid(given[name] || "") ? given[name] : "";
    try { own = given.own ? JSON.parse(given.own) : null; } catch { own = null; }
    if (!own || typeof own.id !== "string") own = null;
    chosen = [...new Set((given.rules || "").split(",").filter(Boolean))].slice(0, MOST);
    draw();
    chips();
    // A shared address runs: whoever opens it wants the answer.
    if (stays.length && chosen.length && !onDisk) decide();
  }

  find("add").addEventListener("click", () => {
    const before = last();
    if (before && before.to === null) before.to = before.from ? text(number(before.from) + 90) : "2020-01-01";
    const from = before ? number(before.to) + 30 : number("2019-01-01");
    stays.push({ from: text(from), to: text(from + 180) });
    changed();
  });
  find("form").addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["status", "until", "on", ...PLANS, ...PERSON]) find(name).addEventListener("change", changed);
  find("example").addEventListener("change", () => {
    const example = examples.travellers.find((item) => item.id === find("example").value);
    if (!example) return;
    take(example);
    if (!chosen.length && find("rule").options.length > 1) chosen = STARTERS.filter((id) => names[id]).slice(0, 3);
    changed();
  });
  sojournPeriods.start(valid, changed);
  find("rule").addEventListener("change", () => {
    if (find("rule").value && !chosen.includes(find("rule").value)) chosen.push(find("rule").value);
    find("rule").value = "";
    changed();
  });
  find("link").addEventListener("click", () => copy(location.href, find("said")));
  find("json").addEventListener("click", () => download("traveller.json", `${JSON.stringify({ history: history_(), decisions: answers.map((item) => ({ rule: item.id, ...(item.crossings.found || { error: item.crossings.error.error }), on_date: item.stock && item.stock.found })) }, (key, value) => (key === "told" ? undefined : value), 2)}\n`));
  document.addEventListener("engine-ready", decide);
  window.addEventListener("hashchange", fromAddress);
  new ResizeObserver(() => { if (frame && Math.abs(WIDTH - Math.min(900, find("line").getBoundingClientRect().width)) > 8) draw(true); }).observe(find("line"));
  nameAll();
  // Rules that an example traveller begins with: the first that the page offers of each kind.
  const STARTERS = (place.dataset.starters || "").split(" ");
  fromAddress();
})();
