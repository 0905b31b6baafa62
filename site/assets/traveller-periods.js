// What a person is for a time only: a permit from one day to another, another citizenship from a day on, days in a group.
// Each period is a row: what of the person, its value, the first and the last day (empty: always before, always after).
"use strict";

const sojournPeriods = (() => {
  const { words, element } = sojournPage;
  const MOST = 20, GROUP = "group";
  const place = document.getElementById("traveller-periods");
  const values = (name) => [...document.getElementById(`traveller-${name}`).options].filter((option) => option.value);
  const names = [...document.querySelectorAll("[data-attribute]")].map((field) => field.dataset.attribute);
  const kinds = document.getElementById(`traveller-${GROUP}`) ? [...names, GROUP] : names;
  const label = (name) => document.querySelector(`label[for="traveller-${name}"]`)?.textContent || words.period_group;
  let rows = [], changed = () => {}, valid = () => false;

  const whole = (row) => Boolean(row.name && row.value);
  const turned = (row) => Boolean(row.from && row.to && row.to < row.from);
  const key = (row) => (row.name === GROUP ? [`${GROUP}:${row.value}`, "yes"] : [row.name, row.value]);

  // The attributes as a history has them: by periods if there are any, what is stated without one being so at all times.
  function attributes(fixed) {
    const given = rows.filter(whole).map((row) => ({ ...(row.from ? { from: row.from } : {}), ...(row.to ? { to: row.to } : {}), [key(row)[0]]: key(row)[1] }));
    return given.length ? [...(fixed ? [fixed] : []), ...given] : fixed;
  }

  const written = () => rows.filter(whole).map((row) => [row.name, row.value, row.from, row.to].join(".")).join(",");

  // What an address holds; how many of its periods cannot be read.
  function read(text) {
    const parts = text.split(",").filter(Boolean).map((part) => part.split("."));
    const known = ([name, value, from, to, ...more]) => !more.length && kinds.includes(name) && values(name).some((option) => option.value === value) && [from, to].every((day) => day === "" || valid(day));
    const kept = parts.filter(known).slice(0, MOST);
    rows = kept.map(([name, value, from, to]) => ({ name, value, from, to }));
    draw();
    return parts.length - kept.length;
  }

  function select(row, side, options, title) {
    const box = element("select", { "aria-label": title, "data-period": `${rows.indexOf(row)}-${side}` }, element("option", { value: "" }, "…"), ...options);
    box.value = row[side];
    box.addEventListener("change", () => { row[side] = box.value; if (side === "name") row.value = ""; again(); });
    return box;
  }

  function date(row, side, title) {
    const { min, max } = document.getElementById("traveller-on");
    const input = element("input", { type: "date", value: row[side], min, max, "aria-label": title, "data-period": `${rows.indexOf(row)}-${side}` });
    if (turned(row)) input.setAttribute("aria-invalid", "true");
    input.addEventListener("change", () => { if (input.value === "" || valid(input.value)) { row[side] = input.value; again(); } });
    return input;
  }

  const again = () => { draw(); changed(); };

  function draw() {
    const focused = document.activeElement?.dataset?.period;
    place.replaceChildren(...rows.map((row, i) => {
      const name = words.period.replace("{}", i + 1), remove = element("button", { type: "button", class: "sj-copy", "aria-label": words.remove_period.replace("{}", i + 1) }, "×");
      remove.addEventListener("click", () => { rows.splice(i, 1); again(); document.getElementById("traveller-add-period").focus(); });
      const what = kinds.map((kind) => element("option", { value: kind }, label(kind)));
      const of = row.name ? values(row.name).map((option) => element("option", { value: option.value }, option.textContent)) : [];
      return element("fieldset", { class: "sj-pick sj-stay-row" }, element("legend", {}, name),
        select(row, "name", what, `${name}: ${words.period_what}`), select(row, "value", of, `${name}: ${words.period_value}`),
        element("span", {}, words.period_from), date(row, "from", `${name}: ${words.period_from}`), element("span", {}, words.to), date(row, "to", `${name}: ${words.to}`), remove);
    }));
    if (rows.length) document.getElementById("traveller-timed").open = true;
    if (focused) place.querySelector(`[data-period="${focused}"]`)?.focus();
    document.getElementById("traveller-add-period").disabled = rows.length >= MOST;
  }

  function clear() { rows = []; draw(); }

  // `isDay` tells whether a text is a date that the page takes; `action` follows a change.
  function start(isDay, action) {
    valid = isDay;
    changed = action;
    document.getElementById("traveller-add-period").addEventListener("click", () => {
      rows.push({ name: "", value: "", from: "", to: "" });
      draw();
      place.lastElementChild.querySelector("select").focus();
    });
  }

  return { attributes, written, read, clear, start };
})();
