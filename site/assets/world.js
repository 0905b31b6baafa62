// The world map: one drawing whose colours follow the chosen theme. The class of each country in every theme stands on its
// link (data-c), the words and colours in the legends. The map is one tab stop; arrow keys go to the next country.
"use strict";

(() => {
  const find = (id) => document.getElementById(id);
  document.querySelectorAll("table.sj-sortable").forEach(sortable);
  const map = find("sj-map");
  if (!map) return;

  const choice = find("map-theme"), zoom = find("map-zoom"), tip = find("map-tip");
  const themes = [...choice.options].map((option) => option.value);
  const areas = [...map.querySelectorAll("a")].map((link) => ({ link, id: link.dataset.id, values: link.dataset.c.split(" "), past: (link.dataset.past || "").split(" "), over: link.querySelector(".past"), name: link.dataset.name, at: link.dataset.at.split(" ").map(Number) }));
  const radius = Number(map.querySelector("a circle")?.getAttribute("r"));
  const unseen = [...document.querySelectorAll(".sj-unseen")];
  const past_words = map.dataset.pastWords, open_words = map.dataset.openWords;
  const colon = document.documentElement.lang === "fr" ? "\u00a0: " : ": ";
  let now = 0, here = null, only = "", touched = false;

  // -- themes --------------------------------------------------------------------------------------------------------
  const legend = (id) => [...find(`legend-${id}`).querySelectorAll("li")];
  const words = (item) => item.querySelector("span").textContent;

  const group = () => themes[now].split("-")[0];
  const rows = () => [...document.querySelectorAll(`table[data-group="${group()}"] tbody tr`)];
  const chosen = () => legend(themes[now]).findIndex((item) => item.dataset.class === only);

  function show(id, wanted = "") {
    now = Math.max(0, themes.indexOf(id));
    const items = legend(themes[now]);
    only = items.some((item) => item.dataset.class === wanted) ? wanted : "";
    choice.value = themes[now];
    for (const area of areas) {
      const item = items[area.values[now]], past = area.past.includes(group());
      area.link.setAttribute("class", item.dataset.paint);
      area.link.classList.toggle("sj-dim", Boolean(only) && item.dataset.class !== only);
      area.link.setAttribute("aria-label", area.name + colon + words(item) + (past && !only ? `, ${past_words}` : ""));
      area.over?.toggleAttribute("hidden", !past);
    }
    for (const span of unseen) span.textContent = `(${words(items[span.dataset.c.split(" ")[now]])})`;
    themes.forEach((theme, place) => { find(`legend-${theme}`).hidden = place !== now; });
    for (const button of document.querySelectorAll(".sj-legend button")) button.setAttribute("aria-pressed", String(Boolean(only) && button.closest("li").dataset.class === only));
    map.setAttribute("aria-label", choice.selectedOptions[0].textContent);
    answer(items);
    cite();
    hide();
  }

  // The title that answers, the countries of a chosen class, and the table that shows them alone.
  function answer(items) {
    const place = chosen(), title = choice.selectedOptions[0].textContent;
    find("map-title").textContent = place < 0 ? title : items[place].dataset.answer;
    const most = items.filter((item) => item.dataset.class !== "absent").sort((a, b) => count(b) - count(a)).slice(0, 3);
    const found = [...areas, ...unseen.map((span) => ({ id: span.dataset.id, values: span.dataset.c.split(" "), name: span.previousElementSibling.textContent, link: span.previousElementSibling }))];
    const inside = found.filter((area) => Number(area.values[now]) === place).sort((a, b) => a.name.localeCompare(b.name));
    const links = inside.flatMap((area, i) => [i ? ", " : "", Object.assign(document.createElement("a"), { href: area.link.getAttribute("href"), textContent: area.name }), years(area.id)]);
    find("map-answer").replaceChildren(...(place < 0 ? most.map((item) => `${item.dataset.answer}. `) : [`${title}${colon}`, ...links, "."]));
    find("map-all").hidden = place < 0;
    const names = new Set(inside.map((area) => area.id));
    for (const row of rows()) row.hidden = place >= 0 && !names.has(row.dataset.id);
    for (const row of document.querySelectorAll("table[data-group] tbody tr")) if (!rows().includes(row)) row.hidden = false;
    const folded = rows()[0]?.closest("details");
    if (folded && place >= 0) folded.open = true;
  }
  const count = (item) => Number(item.querySelector(".sj-count").textContent);
  const rowOf = (id) => rows().find((row) => row.dataset.id === id);
  // From when until when the rule of a row is in force, as the row itself says.
  function valid(row) {
    const said = (cell) => cell?.textContent.trim() || "";
    return { since: said(row?.cells[row.cells.length - 2]), until: said(row?.cells[1].querySelector(".sj-date")) };
  }
  function years(id) {
    const { since, until } = valid(rowOf(id));
    return until ? ` (${since ? `${since.slice(0, 4)}–` : "– "}${until.slice(0, 4)})` : "";
  }

  // The address keeps theme, class and part of the world: #map-residents-length/six/150
  const address = () => `#map-${[themes[now], only, zoom.selectedOptions[0].dataset.region].join("/").replace(/\/+$/, "")}`;
  const keep = () => history.replaceState(null, "", address());

  // -- the part of the world -------------------------------------------------------------------------------------------
  // Circles and borders grow less than the map does, so that small countries come apart.
  function magnify() {
    const width = Number(zoom.value.split(" ")[2]), scale = width / Number(zoom.options[0].value.split(" ")[2]);
    map.setAttribute("viewBox", zoom.value);
    map.style.setProperty("--sj-border", scale.toFixed(3));
    map.querySelectorAll("#sj-hatch, #sj-dots").forEach((pattern) => pattern.setAttribute("patternTransform", `scale(${scale.toFixed(3)}) rotate(45)`));
    map.querySelectorAll("a circle").forEach((circle) => circle.setAttribute("r", (radius * Math.sqrt(scale)).toFixed(1)));
    hide();
  }

  // -- what a country is -----------------------------------------------------------------------------------------------
  function tell(area, point) {
    const item = legend(themes[now])[area.values[now]], row = rowOf(area.id), small = (...parts) => {
      const node = document.createElement("small");
      node.append(...parts);
      tip.append(document.createElement("br"), node);
    };
    tip.replaceChildren(Object.assign(document.createElement("strong"), { textContent: area.name }), document.createElement("br"), words(item));
    if (row) {
      const exact = row.cells[2].textContent.trim(), name = row.cells[1].querySelector("a").textContent.trim();
      small(name + (themes[now].endsWith("-length") && exact !== words(item) ? `${colon}${exact}` : ""));
      const { since, until } = valid(row), when = since || until ? `${since || "…"} – ${until}`.trim() : "";
      const source = row.cells[row.cells.length - 1].textContent.trim();
      if (when || source) small([when, source].filter(Boolean).join(" · "));
    }
    // A finger has no hovering: the first tap tells, and this leads on.
    tip.classList.toggle("sj-tapped", touched);
    if (touched) small(Object.assign(document.createElement("a"), { href: area.link.getAttribute("href"), textContent: open_words }));
    tip.hidden = false;
    // Beside the pointer, or beside the country that has the focus; never outside the map's box.
    const box = tip.parentElement.getBoundingClientRect(), at = new DOMPoint(...area.at).matrixTransform(map.getScreenCTM());
    const x = (point ? point.clientX : at.x) - box.left, y = (point ? point.clientY : at.y) - box.top;
    const gap = point ? 16 : 24, below = y + gap + tip.offsetHeight <= box.height;
    tip.style.left = `${tip.parentElement.scrollLeft + Math.max(0, Math.min(x - tip.offsetWidth / 2, box.width - tip.offsetWidth))}px`;
    tip.style.top = `${Math.max(0, below ? y + gap : y - gap - tip.offsetHeight)}px`;
  }
  const hide = () => { tip.hidden = true; };
  const areaOf = (node) => areas.find((area) => area.link === node.closest("a"));

  // -- keyboard --------------------------------------------------------------------------------------------------------
  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  // The nearest country in a direction; what lies to the side counts as further away.
  function next(area, [dx, dy]) {
    const [x, y] = area.at;
    let best = null, least = Infinity;
    for (const other of areas) {
      if (other === area) continue;
      const [ox, oy] = other.at, along = (ox - x) * dx + (oy - y) * dy, aside = Math.abs((ox - x) * dy + (oy - y) * dx);
      if (along > 1 && along >= aside * 0.5 && along + 1.2 * aside < least) { best = other; least = along + 1.2 * aside; }
    }
    return best;
  }

  function enter(area) {
    if (here) here.link.setAttribute("tabindex", "-1");
    here = area;
    here.link.setAttribute("tabindex", "0");
  }

  // Listening is done on the box: browsers make a drawing that listens for focus a tab stop of its own.
  const ground = map.parentElement;

  // -- start -----------------------------------------------------------------------------------------------------------
  for (const area of areas) area.link.querySelector("title").remove();
  for (const item of document.querySelectorAll(".sj-legend li")) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.setAttribute("aria-pressed", "false");
    button.append(...item.childNodes);
    item.append(button);
    button.addEventListener("click", () => { show(themes[now], only === item.dataset.class ? "" : item.dataset.class); keep(); });
  }
  find("map-take").hidden = false;
  find("map-all").addEventListener("click", () => { show(themes[now]); keep(); });
  find("map-controls").hidden = find("map-keys").hidden = false;
  enter([...areas].sort((a, b) => a.name.localeCompare(b.name))[0]);
  // What the address asks for, if it asks for a map.
  function asked() {
    const [theme, wanted, region] = location.hash.startsWith("#map-") ? location.hash.slice(5).split("/") : [];
    if (!themes.includes(theme)) return false;
    zoom.value = ([...zoom.options].find((option) => option.dataset.region === region) || zoom.options[0]).value;
    magnify();
    show(theme, wanted);
    return true;
  }
  if (!asked()) show(themes[0]);
  ground.scrollLeft = (ground.scrollWidth - ground.clientWidth) / 2;
  choice.addEventListener("change", () => { show(choice.value); keep(); });
  addEventListener("hashchange", asked);
  zoom.addEventListener("change", () => { magnify(); keep(); });
  ground.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; }, true);
  ground.addEventListener("click", (event) => {
    const area = areaOf(event.target);
    if (!touched || !area) return;
    event.preventDefault();
    enter(area);
    tell(area);
  });
  ground.addEventListener("mousemove", (event) => { if (touched) return; const area = areaOf(event.target); if (area) tell(area, event); else hide(); });
  ground.addEventListener("mouseleave", () => { if (!touched) hide(); });
  ground.addEventListener("focusin", (event) => { const area = areaOf(event.target); if (area) { enter(area); tell(area); } });
  ground.addEventListener("focusout", () => { if (!touched) hide(); });
  ground.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    if (!WAYS[event.key] || !areaOf(event.target)) return;
    event.preventDefault();
    const found = next(areaOf(event.target), WAYS[event.key]);
    if (found) found.link.focus();
  });

  // -- download --------------------------------------------------------------------------------------------------------
  function said() { return find("map-title").textContent; }
  function cite() {
    const { work, version, licence } = find("map-cite").dataset, here = location.href.split("#")[0] + address();
    find("map-cite").textContent = `“${said()}”. ${work}, version ${version}. ${licence}. ${here}`;
  }

  // The drawing as it is shown, with title, legend and where it comes from, on a sheet of its own with its colours written in.
  function sheet() {
    const items = legend(themes[now]), [, , width, height] = map.getAttribute("viewBox").split(" ").map(Number);
    const scale = 1600 / width, top = 70, foot = top + height * scale + 40, line = 34, tall = foot + line * (Math.ceil(items.length / 2) + 1) + 40;
    const paint = (node) => { const style = getComputedStyle(node); return [style.fill.replace(/"/g, "'"), style.stroke, parseFloat(style.strokeWidth) || 0]; };
    const copy = map.cloneNode(true), from = [map, ...map.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
    from.forEach((node, i) => {
      if (!/^(path|circle|rect)$/.test(node.localName)) return;
      const [fill, stroke, size] = paint(node), dim = node.closest(".sj-dim");
      const shown = { fill, stroke, "stroke-width": size, opacity: dim ? 0.2 : 1, display: node.closest("[hidden]") ? "none" : "inline" };
      for (const [name, value] of Object.entries(shown)) to[i].setAttribute(name, value);
    });
    for (const [name, value] of [["x", 0], ["y", top], ["width", 1600], ["height", height * scale], ["xmlns", "http://www.w3.org/2000/svg"]]) copy.setAttribute(name, value);
    copy.removeAttribute("class");
    const text = (x, y, size, words, weight = 400) => `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size}" font-weight="${weight}" fill="#20292e">${escaped(words)}</text>`;
    const keys = items.map((item, i) => {
      const x = 20 + 800 * (i % 2), y = foot + line * Math.floor(i / 2), key = item.querySelector("rect");
      return `<rect x="${x}" y="${y - 20}" width="40" height="24" stroke="#667" fill="${paint(key)[0].replace("-key", "")}"/>${text(x + 54, y, 22, `${words(item)} (${count(item)})`)}`;
    });
    const drawn = new XMLSerializer().serializeToString(copy), { shapes } = find("map-cite").dataset;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 ${tall}" width="1600" height="${tall}"><rect width="1600" height="${tall}" fill="#fff"/>${text(20, 46, 30, said(), 600)}${drawn}${keys.join("")}${text(20, tall - 44, 16, find("map-cite").textContent)}${text(20, tall - 20, 16, shapes)}</svg>`;
  }
  function escaped(text) { return text.replace(/&/g, "&amp;").replace(/</g, "&lt;"); }

  function save(name, url) {
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
  }
  function name(ending) { return `sojourn-map-${address().slice(5).replace(/\//g, "-")}.${ending}`; }

  function png() {
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      save(name("png"), canvas.toDataURL("image/png"));
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sheet())}`;
  }

  // One line a country that is shown.
  function csv() {
    const items = legend(themes[now]), head = ["code", "country", said(), "definition", "since", "until", "source"];
    const lines = areas.filter((area) => !only || items[area.values[now]].dataset.class === only).map((area) => {
      const row = rowOf(area.id), definition = row?.cells[1].querySelector("a").getAttribute("href").replace(/^.*\/|\.html$/g, "") || "";
      return [area.id, area.name, words(items[area.values[now]]), definition, valid(row).since, valid(row).until, row?.cells[row.cells.length - 1].textContent.trim() || ""];
    });
    return [head, ...lines];
  }

  find("map-take").addEventListener("click", async (event) => {
    const button = event.target.closest("[data-take]"), kind = button?.dataset.take, whole = location.href.split("#")[0] + address();
    if (kind === "png") png();
    if (kind === "svg") save(name("svg"), `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sheet())}`);
    if (kind === "csv") sojournCsv.save(name("csv").replace(/\.csv$/, ""), csv(), "");
    if (kind !== "link" && kind !== "cite") return;
    await navigator.clipboard?.writeText(kind === "link" ? whole : find("map-cite").textContent);
    button.textContent = button.dataset.done;
  });

  // -- tables ----------------------------------------------------------------------------------------------------------
  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    const key = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const compare = (a, b) => (isNaN(a) || isNaN(b) ? a.localeCompare(b, document.documentElement.lang) : a - b);
    heads.forEach((head, column) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "sj-sort", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down === 1 ? "ascending" : "descending");
        const rows = [...table.tBodies[0].rows].map((row, place) => ({ row, place }));
        rows.sort((a, b) => down * compare(key(a.row, column), key(b.row, column)) || a.place - b.place);
        table.tBodies[0].append(...rows.map(({ row }) => row));
      });
    });
  }
})();
