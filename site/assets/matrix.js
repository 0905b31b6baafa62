// The matrix of countries on the comparability page: how the main definitions of a region's countries relate, pair by pair.
// The choice stands in the address: #region/concept. The relations were worked out by the engine when the site was built.
"use strict";

(async () => {
  const place = document.getElementById("matrix");
  if (!place) return;
  const element = sojournElement, fill = sojournFill, root = place.dataset.root;
  const { page: texts, relations: told, chooser } = JSON.parse(document.getElementById("matrix-texts").textContent);
  const lands = new Map(chooser.lands.map(([id, name, countries]) => [id, { name, countries }])), concepts = new Map(chooser.concepts);
  const status = element("p", { role: "status", class: "sj-muted" }), table = element("div", {});
  let known = null, turn = 0;
  if (!lands.size) { place.replaceChildren(element("p", {}, texts.none)); return; }

  const picker = (id, label, options) => {
    const select = element("select", { id }, options.map(([value, text]) => element("option", { value }, text)));
    return [element("label", { for: id }, label), select];
  };
  const [landLabel, land] = picker("matrix-land", texts.lands, [...lands].map(([id, { name }]) => [id, name]));
  const [conceptLabel, concept] = picker("matrix-concept", texts.concept, chooser.concepts);
  place.replaceChildren(element("p", { class: "sj-pick" }, landLabel, land, conceptLabel, concept), status, table);

  const main = (country, wanted) => (known.countries[country].of[wanted] || []).find((id) => !known.rules[id].to);
  const open = (found) => found.relation === "undetermined";
  const name = (found) => (open(found) ? found.alike : found.relation);

  // Countries that count the same people, as far as stated, next to each other; the largest groups first.
  function grouped(found, size) {
    const groups = [];
    for (let i = 0; i < size; i++) {
      const group = groups.find((members) => members.every((j) => name(found[i][j]) === "equal"));
      if (group) group.push(i); else groups.push([i]);
    }
    return groups.sort((a, b) => b.length - a.length || a[0] - b[0]);
  }

  function cell(found, a, b) {
    const text = `${told.signs[name(found)]}${open(found) && found.alike !== "undetermined" ? told.open_sign : ""}`;
    const words = `${known.countries[known.rules[a].of].name} – ${known.countries[known.rules[b].of].name}: ${told.short[name(found)]}${open(found) && found.alike !== "undetermined" ? `, ${told.open_word}` : ""}`;
    return element("td", {}, element("a", { href: `${place.dataset.compare}#${a},${b}`, class: `sj-sign sj-r-${name(found)}${open(found) ? " sj-r-open" : ""}`, title: words, "aria-label": words }, text));
  }

  async function draw() {
    const mine = ++turn, { name: landName, countries } = lands.get(land.value), wanted = concept.value;
    status.textContent = texts.loading;
    try {
      known = known || await sojournRelations.start(root, place.dataset.lang);
      const there = countries.filter((country) => main(country, wanted)), missing = countries.filter((country) => !main(country, wanted));
      const label = (country) => known.countries[country].name, ids = there.map((country) => main(country, wanted));
      if (ids.length < 2) { status.textContent = ""; return table.replaceChildren(element("p", {}, texts.none)); }
      const found = await Promise.all(ids.map((a) => Promise.all(ids.map((b) => sojournRelations.pair(a, b)))));
      if (mine !== turn) return;
      status.textContent = "";
      const groups = grouped(found, ids.length), order = groups.flat(), title = fill(texts.caption, landName, concepts.get(wanted));
      const button = element("button", { type: "button", class: "sj-copy" }, texts.csv);
      const said = (one) => one.relation + (open(one) ? ` (${told.open_word}: ${one.alike})` : "");
      button.addEventListener("click", () => sojournCsv.save(sojournCsv.name(landName, wanted), [[texts.id, "id", ...order.map((i) => label(there[i]))], ...order.map((i) => [label(there[i]), ids[i], ...order.map((j) => (i === j ? "" : said(found[i][j])))]), ...sojournCsv.about(told.about, title)]));
      const large = groups.filter((group) => group.length > 1), alone = groups.filter((group) => group.length === 1).flat();
      table.replaceChildren(
        element("div", { class: "sj-scroll sj-tall", tabindex: "0", role: "region", "aria-label": title }, element("table", { class: "sj-table sj-stick sj-relations sj-lands" },
          element("thead", {}, element("tr", {}, element("td", {}), order.map((i) => element("th", { scope: "col" }, element("abbr", { title: label(there[i]) }, there[i]))))),
          element("tbody", {}, order.map((i) => element("tr", {}, element("th", { scope: "row" }, label(there[i]), " ", element("span", { class: "sj-muted" }, there[i])), order.map((j) => (i === j ? element("td", { class: "sj-diagonal" }) : cell(found[i][j], ids[i], ids[j])))))))),
        element("p", { class: "sj-downloads" }, button),
        ...(large.length ? [element("p", {}, texts.groups), element("ul", {}, large.map((group) => element("li", {}, group.map((i) => label(there[i])).join(", "), group.length <= known.most ? [" · ", element("a", { href: `${place.dataset.compare}#${group.map((i) => ids[i]).join(",")}` }, texts.go)] : "")))] : []),
        ...(alone.length ? [element("p", {}, fill(texts.alone, alone.map((i) => label(there[i])).join(", ")))] : []),
        ...(missing.length ? [element("p", { class: "sj-muted" }, fill(texts.missing, missing.map(label).join(", ")))] : []));
    } catch (error) { if (mine === turn) status.textContent = fill(texts.failed, error.message); }
  }

  // The address chooses, also by a link of the table above; the matrix then comes into view.
  function read() {
    const [id, wanted] = decodeURIComponent(location.hash.slice(1)).split("/");
    if (!lands.has(id) || !concepts.has(wanted)) return false;
    land.value = id;
    concept.value = wanted;
    draw();
    document.getElementById("pairs").scrollIntoView();
    return true;
  }

  for (const select of [land, concept]) select.addEventListener("change", () => { history.replaceState(null, "", `#${land.value}/${concept.value}`); draw(); });
  window.addEventListener("hashchange", read);
  if (!read()) new IntersectionObserver((seen, watcher) => { if (seen.some((one) => one.isIntersecting)) { watcher.disconnect(); draw(); } }, { rootMargin: "400px" }).observe(place);
})();
