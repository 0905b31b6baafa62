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
  const areas = [...map.querySelectorAll("a")].map((link) => ({ link, id: link.dataset.id, values: link.dataset.c.split(" "), name: link.dataset.name, at: link.dataset.at.split(" ").map(Number) }));
  const radius = Number(map.querySelector("a circle")?.getAttribute("r"));
  const unseen = [...document.querySelectorAll(".sj-unseen")];
  const colon = document.documentElement.lang === "fr" ? "\u00a0: " : ": ";
  let now = 0, here = null;

  // -- themes --------------------------------------------------------------------------------------------------------
  const legend = (id) => [...find(`legend-${id}`).querySelectorAll("li")];
  const words = (item) => item.querySelector("span").textContent;

  function show(id) {
    now = Math.max(0, themes.indexOf(id));
    const items = legend(themes[now]);
    choice.value = themes[now];
    for (const area of areas) {
      const item = items[area.values[now]];
      area.link.setAttribute("class", item.dataset.paint);
      area.link.setAttribute("aria-label", area.name + colon + words(item));
    }
    for (const span of unseen) span.textContent = `(${words(items[span.dataset.c.split(" ")[now]])})`;
    themes.forEach((theme, place) => { find(`legend-${theme}`).hidden = place !== now; });
    find("map-title").textContent = choice.selectedOptions[0].textContent;
    map.setAttribute("aria-label", choice.selectedOptions[0].textContent);
    hide();
  }

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
    const item = legend(themes[now])[area.values[now]];
    const group = themes[now].split("-")[0];
    const row = document.querySelector(`table[data-group="${group}"] tr[data-id="${area.id}"]`);
    const name = Object.assign(document.createElement("strong"), { textContent: area.name });
    tip.replaceChildren(name, document.createElement("br"), words(item));
    if (row) {
      const exact = row.cells[2].textContent.trim();
      const said = row.cells[1].textContent.trim() + (themes[now].endsWith("-length") && exact !== words(item) ? `${colon}${exact}` : "");
      tip.append(document.createElement("br"), Object.assign(document.createElement("small"), { textContent: said }));
    }
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
  find("map-controls").hidden = find("map-keys").hidden = false;
  enter([...areas].sort((a, b) => a.name.localeCompare(b.name))[0]);
  const asked = () => (location.hash.startsWith("#map-") && themes.includes(location.hash.slice(5)) ? location.hash.slice(5) : null);
  show(asked() || themes[0]);
  ground.scrollLeft = (ground.scrollWidth - ground.clientWidth) / 2;
  choice.addEventListener("change", () => { show(choice.value); history.replaceState(null, "", `#map-${choice.value}`); });
  addEventListener("hashchange", () => { if (asked()) show(asked()); });
  zoom.addEventListener("change", magnify);
  ground.addEventListener("mousemove", (event) => { const area = areaOf(event.target); if (area) tell(area, event); else hide(); });
  ground.addEventListener("mouseleave", hide);
  ground.addEventListener("focusin", (event) => { const area = areaOf(event.target); if (area) { enter(area); tell(area); } });
  ground.addEventListener("focusout", hide);
  ground.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    if (!WAYS[event.key] || !areaOf(event.target)) return;
    event.preventDefault();
    const found = next(areaOf(event.target), WAYS[event.key]);
    if (found) found.link.focus();
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
