// Facets of the form that lie deeper than one value: where windows lie, breaks that do not interrupt, days that do not count.
// `read` writes into a limb what the form says of them, `fill` shows what a limb says, `reveal` shows what goes with a choice.
//
//   data-path="window.each"      a value at a place of the limb; empty: not stated
//   data-length="window.offset"  a number (data-part="value") and a unit, with a comparison or a direction where there is one
//   data-state="interruptions"   not stated, stated that there is none, or stated; what is stated stands in data-of
"use strict";

const sojournFacets = (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const steps = (path) => path.split(".");

  function put(limb, path, value) {
    const [head, ...rest] = steps(path);
    if (!rest.length) {
      if (value === null) delete limb[head];
      else limb[head] = value;
      return;
    }
    if (typeof limb[head] === "string") return;
    const inner = { ...(limb[head] || {}) };
    put(inner, rest.join("."), value);
    if (Object.keys(inner).length) limb[head] = inner;
    else delete limb[head];
  }

  const at = (limb, path) => steps(path).reduce((inner, step) => (inner && typeof inner === "object" ? inner[step] : undefined), limb);
  const parsed = (control) => {
    const text = control.value.trim();
    if (!text) return null;
    if (["true", "false"].includes(text)) return text === "true";
    return control.type === "number" ? Number(text) : text;
  };
  const part = (box, name) => box.querySelector(`[data-part="${name}"]`);

  function lengthOf(box) {
    const value = parsed(part(box, "value"));
    if (value === null) return null;
    const out = { value, unit: part(box, "unit").value };
    for (const name of ["comparison", "direction"]) if (part(box, name) && part(box, name).value) out[name] = part(box, name).value;
    return out;
  }

  const checked = (name) => all(`[data-of="${name}"] input:checked`).map((box) => box.value);

  function interruptions(box) {
    const tolerated = lengthOf(box.querySelector("[data-length]"));
    const purposes = checked("interruptions");
    return tolerated || purposes.length ? { ...(tolerated ? { tolerated } : {}), ...(purposes.length ? { purposes } : {}) } : null;
  }

  const STATED = { interruptions, exempt_days: () => (checked("exempt_days").length ? checked("exempt_days") : null) };
  const of = (name) => document.querySelector(`[data-of="${name}"]`);

  function read(limb) {
    for (const control of all("[data-path]")) put(limb, control.dataset.path, parsed(control));
    for (const box of all("[data-length]")) if (box.dataset.length) put(limb, box.dataset.length, lengthOf(box));
    for (const state of all("[data-state]")) {
      const name = state.dataset.state;
      put(limb, name, state.value === "none" ? "none" : state.value ? STATED[name](of(name)) : null);
    }
  }

  function fillLength(box, found) {
    part(box, "value").value = found ? found.value : "";
    if (found) part(box, "unit").value = found.unit;
    for (const name of ["comparison", "direction"]) if (part(box, name)) part(box, name).value = (found && found[name]) || part(box, name).options[0].value;
  }

  function fill(limb) {
    for (const control of all("[data-path]")) {
      const found = at(limb, control.dataset.path);
      control.value = found === undefined || found === null || typeof found === "object" ? "" : String(found);
    }
    for (const box of all("[data-length]")) if (box.dataset.length) fillLength(box, at(limb, box.dataset.length));
    for (const state of all("[data-state]")) {
      const name = state.dataset.state, found = limb[name];
      state.value = !found ? "" : found === "none" ? "none" : "stated";
      const list = Array.isArray(found) ? found : (found && found.purposes) || [];
      for (const box of of(name).querySelectorAll("[type=checkbox]")) box.checked = list.includes(box.value);
      if (name === "interruptions") fillLength(of(name).querySelector("[data-length]"), found && found.tolerated);
    }
  }

  function reveal() {
    for (const state of all("[data-state]")) of(state.dataset.state).hidden = state.value !== "stated";
  }

  return { read, fill, reveal };
})();
