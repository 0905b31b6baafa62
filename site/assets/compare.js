// The compare page: choose two to six definitions or reference rules and see them facet by facet, the differences first.
// The choice stands in the address (#id,id,id). The data is a script that only this page loads.
"use strict";

const sojournCompare = (() => {
  const MOST = 6;
  const place = document.getElementById("compare");
  let data = null;
  let chosen = decodeURIComponent(location.hash.slice(1)).split(",").filter(Boolean).slice(0, MOST);

  function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) node.setAttribute(key, value);
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  const title = (id) => `${data.rules[id].group}: ${data.rules[id].name}`;
  const address = (id) => `${place.dataset.root}${data.rules[id].kind}/${id}.html`;

  function load(given) {
    data = given;
    chosen = chosen.filter((id) => data.rules[id]);
    draw();
    window.addEventListener("hashchange", () => {
      chosen = decodeURIComponent(location.hash.slice(1)).split(",").filter((id) => data.rules[id]).slice(0, MOST);
      draw();
    });
  }

  function set(next) {
    chosen = next;
    history.replaceState(null, "", `#${chosen.join(",")}`);
    draw();
  }

  // One list, in groups: what is counted, then countries and frameworks by name.
  function picker() {
    const groups = new Map();
    for (const [id, rule] of Object.entries(data.rules)) {
      const key = `${rule.kind === "rule" ? "Reference rules" : "Definitions"}: ${rule.concept}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(id);
    }
    const select = element("select", { "aria-label": "Add a definition or a reference rule" }, element("option", { value: "" }, "Add a definition or a reference rule …"));
    for (const key of [...groups.keys()].sort()) {
      const ids = groups.get(key).sort((a, b) => title(a).localeCompare(title(b), "en"));
      select.append(element("optgroup", { label: key }, ...ids.filter((id) => !chosen.includes(id)).map((id) => element("option", { value: id }, title(id)))));
    }
    select.disabled = chosen.length >= MOST;
    select.addEventListener("change", () => { if (select.value) set([...chosen, select.value]); });
    return element("p", { class: "sj-pick" }, select);
  }

  function picked() {
    return element("ul", { class: "sj-chosen" }, ...chosen.map((id) => {
      const remove = element("button", { type: "button", "aria-label": `Remove ${title(id)}` }, "×");
      remove.addEventListener("click", () => set(chosen.filter((other) => other !== id)));
      return element("li", {}, title(id), remove);
    }));
  }

  // The values of a facet in a rule; parts of a combined rule that agree are said once.
  function values(id, key) {
    const lines = data.rules[id].facets[key] || [];
    return lines.length > 1 && lines.every((line) => line[1] === lines[0][1]) ? [["", lines[0][1], lines[0][2]]] : lines;
  }

  const words = (id, key) => values(id, key).map(([limb, text]) => (limb ? `${limb}: ` : "") + text).join("\n");

  function table() {
    const names = Object.fromEntries(data.names);
    const keys = data.names.map(([key]) => key).filter((key) => chosen.some((id) => words(id, key)));
    const differs = (key) => new Set(chosen.map((id) => words(id, key))).size > 1;
    const ordered = [...keys.filter(differs), ...keys.filter((key) => !differs(key))];
    const head = element("tr", {}, element("th", { scope: "col" }, "Facet"),
      ...chosen.map((id) => element("th", { scope: "col" }, element("span", { class: "sj-muted" }, data.rules[id].group), element("br", {}), element("a", { href: address(id) }, data.rules[id].name))));
    const text = element("tr", {}, element("th", { scope: "row" }, "In words"), ...chosen.map((id) => element("td", {}, data.rules[id].text)));
    const rows = ordered.map((key) => element("tr", {}, element("th", { scope: "row" }, names[key]),
      ...chosen.map((id) => {
        const cell = element("td", { class: differs(key) ? "sj-differs" : null });
        const lines = values(id, key);
        if (!lines.length) cell.append(element("span", { class: "sj-muted" }, "–"));
        lines.forEach(([limb, value, state], i) => {
          if (i) cell.append(element("br", {}));
          if (limb) cell.append(element("span", { class: "sj-muted" }, `${limb} `));
          cell.append(element("span", { class: state === "known" ? null : "sj-unknown" }, value));
        });
        return cell;
      })));
    const same = ordered.filter((key) => !differs(key)).length;
    return [element("p", { class: "sj-muted" }, `${ordered.length - same} facets differ, ${same} are the same. A number before a value is the part of a combined rule that it belongs to.`),
      element("div", { class: "sj-scroll" }, element("table", { class: "sj-table sj-compare" }, element("thead", {}, head), element("tbody", {}, text, ...rows)))];
  }

  // What the build has decided: definitions against those reference rules that are among the chosen, or the best known.
  function relations() {
    const lines = [];
    for (const id of chosen) for (const result of data.rules[id].results || []) {
      if (chosen.includes(result.rule)) lines.push(element("li", {}, `${title(id)} is ${result.relation} than or to ${title(result.rule)} (${result.conformance}).`.replace(
        /is (\w+) than or to/, (_, relation) => ({ narrower: "is narrower than", broader: "is broader than", equal: "counts the same as", overlapping: "overlaps with", disjoint: "has nobody in common with", incomparable: "cannot be compared with", undetermined: "stands in no decided relation to" })[relation] || relation)));
    }
    return lines.length ? [element("h2", {}, "Relations"), element("ul", {}, ...lines)] : [];
  }

  function draw() {
    if (!chosen.length) {
      const start = ["nzl-obm-arrival", "aus-nom-arrival", "un-2021-immigrant-b"].filter((id) => data.rules[id]);
      const example = element("p", {}, "For example: ", element("a", { href: `#${start.join(",")}` }, start.map((id) => data.rules[id].group).join(", ")));
      place.replaceChildren(picker(), start.length > 1 ? example : "");
      return;
    }
    const one = chosen.length === 1 ? [element("p", { class: "sj-muted" }, "Add at least one more.")] : [];
    place.replaceChildren(picked(), picker(), ...one, ...(chosen.length > 1 ? [...table(), ...relations()] : []));
  }

  const script = element("script", { src: `${place.dataset.root}assets/compare-data.js` });
  queueMicrotask(() => document.body.append(script));
  return { load };
})();
