// Completion in the editor: keywords, prefixes, classes and properties with what they mean, variables of the query, and entries
// of the glossary by any of their names (through the site's search). A list below the text; arrows, Enter, Escape.
"use strict";

// `text` is the text area, `list` an empty list, `words` [prefixed name, what it means], `search` finds entries by name.
// eslint-disable-next-line no-unused-vars
function sojournComplete(text, list, { words, prefixes, base, search, entryHint }) {
  const KEYWORDS = ("SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GROUP BY ORDER BY DESC LIMIT OFFSET HAVING COUNT GROUP_CONCAT " +
    "SAMPLE ASK CONSTRUCT DESCRIBE EXISTS NOT EXISTS PREFIX LANG STR BOUND COALESCE IF CONTAINS REGEX LCASE").split(" ");
  const MOST = 10;
  let at = -1, shown = [], from = 0;

  const fold = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  // The word before the caret; words may be written in any script, since entries are found by names in all languages.
  function word() {
    const before = text.value.slice(0, text.selectionStart);
    const found = before.match(/[?$]?[\p{L}\p{M}\p{N}_:-]*$/u)[0];
    return { found, start: before.length - found.length, comment: /#[^\n<>]*$/.test(before) || /"[^"\n]*$/.test(before) };
  }

  function offers(found) {
    const wanted = fold(found), out = [];
    if (/^[?$]/.test(found)) {
      const names = new Set(text.value.match(/[?$][\p{L}\p{N}_]+/gu));
      names.delete(found);
      return [...names].filter((name) => fold(name).startsWith(wanted)).map((name) => ({ insert: name, name, about: "" }));
    }
    if (found.length < 2) return out;
    for (const name of new Set(KEYWORDS)) if (fold(name).startsWith(wanted)) out.push({ insert: name, name, about: "" });
    for (const name of Object.keys(prefixes)) if (fold(name).startsWith(wanted) && !found.includes(":")) out.push({ insert: `${name}:`, name: `${name}:`, about: prefixes[name] });
    const near = [];
    for (const [name, about] of words) {
      const local = fold(name.split(":")[1] || name);
      if (fold(name).startsWith(wanted) || (!found.includes(":") && local.startsWith(wanted))) out.push({ insert: name, name, about });
      else if (!found.includes(":") && wanted.length > 2 && (local.includes(wanted) || fold(about).includes(wanted))) near.push({ insert: name, name, about });
    }
    if (wanted.length > 2 && !found.includes(":")) {
      for (const hit of search(found, 5)) {
        const path = hit.url.match(/^(\w+)\/([\w-]+)\.html(?:#([\w-]+))?$/);
        if (!path) continue;
        const iri = path[3] && hit.kind === "instrument" ? `${base}instrument/${path[3]}` : `${base}${path[1]}/${path[2]}`;
        out.push({ insert: `<${iri}>`, name: hit.title[2], about: `${hit.kind} · ${entryHint}` });
      }
    }
    return [...out, ...near];
  }

  function close() {
    list.hidden = true;
    at = -1;
    text.removeAttribute("aria-activedescendant");
  }

  function choose(next) {
    at = (next + shown.length) % shown.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    text.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function take(offer) {
    const end = text.selectionStart;
    text.setRangeText(offer.insert, from, end, "end");
    close();
    text.focus();
    text.dispatchEvent(new Event("change"));
  }

  function update(asked) {
    const { found, start, comment } = word();
    shown = comment && !asked ? [] : offers(found).filter((offer) => offer.insert !== found).slice(0, MOST);
    if (!shown.length) return close();
    from = start;
    list.replaceChildren(...shown.map((offer, i) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.id = `sparql-offer-${i}`;
      const name = Object.assign(document.createElement("span"), { className: "sj-hit-name", textContent: offer.name });
      name.dir = "auto";
      item.append(name, Object.assign(document.createElement("span"), { className: "sj-hit-line", textContent: offer.about }));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(offer); });
      return item;
    }));
    list.hidden = false;
    at = -1;
    if (asked) choose(0);
  }

  text.addEventListener("input", () => update(false));
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); return update(true); }
    if (list.hidden) return;
    const moves = {
      ArrowDown: () => choose(at + 1),
      ArrowUp: () => choose(at < 0 ? shown.length - 1 : at - 1),
      Escape: close,
    };
    if (moves[event.key]) moves[event.key]();
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0 && !event.ctrlKey && !event.metaKey) take(shown[at]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}
