// The search boxes: a list of hits below the box in the header and on the home page, and the page of all hits. No server: the
// search itself (search-words.js, search-engine.js) and its index are scripts that are loaded on first use, also from disk.
"use strict";

const sojournSearch = (() => {
  const ROLES = ["", "also called", "also called", "national term", "name in its own language", "also sought as", "its people", "code"];
  const LANGUAGES = { en: "English", fr: "French", es: "Spanish", ru: "Russian", ar: "Arabic", zh: "Chinese" };
  // The texts of the search in the language of the page; they come with the index of that language.
  let own = {};
  const pageLanguage = () => (typeof document === "undefined" ? "en" : document.documentElement.lang);
  const edition = () => (pageLanguage() === "en" ? "" : `${pageLanguage()}/`);
  const say = (text) => own[text] || text;
  const address = (root, hit) => root + edition() + hit.url;

  let index = null, waiting = [], arrived = [], given = {}, folder = null;

  // The index comes in pieces, each a script that says how many there are and brings the next one; the first brings what all need.
  function load(data, head = {}, { piece = 1, of = 1 } = {}) {
    folder ??= "";
    if (piece === 1) { given = head; own = head.words || {}; arrived = []; index = null; }
    arrived.push(data);
    if (piece < of) return bring(name(piece + 1), { id: `sj-index-${piece + 1}` });
    sojournSearchEngine.start(arrived.splice(0).flat(1), given, (found) => {
      index = found;
      waiting.splice(0).forEach((go) => go());
    });
  }

  const search = (query, limit, lang = "en", kinds = null) => (index ? sojournSearchEngine.search(index, query, limit, lang, kinds) : []);

  // The comparison that a query asks for: two countries or more, and no more than five.
  function comparison(query) {
    if (!index) return null;
    const found = sojournSearchEngine.countries(index, query), lang = pageLanguage();
    if (found.length < 2 || found.length > 5) return null;
    const names = found.map(([, id, , labels]) => (labels.find((label) => label[1] === lang && label[0] === 0) || labels[0] || [0, "", id])[2]);
    const title = say("Compare {}").replace("{}", `${names.slice(0, -1).join(", ")} ${say("and")} ${names[names.length - 1]}`);
    return { kind: "page", url: `compare.html#${found.map(([, id]) => id).join(",")}`, title: [0, pageLanguage(), title], match: [0, "", title], head: "", line: "", lineLang: "" };
  }

  function hits(query, limit) {
    const direct = comparison(query), found = search(query, limit, pageLanguage());
    return direct ? [direct, ...found].slice(0, limit) : found;
  }

  // Where to go on where nothing was found.
  const WAYS = [["terms.html", "All terms from A to Z"], ["countries.html", "All countries"], ["hierarchy.html", "Terms by domain"], ["contribute.html", "Tell us what is missing"]];

  // -- what is shown ---------------------------------------------------------------------------------------------------

  function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function why(hit) {
    if (!hit.match) return hit.line ? "" : say("in the text");
    const [role, lang, label] = hit.match;
    if (label === hit.title[2]) return "";
    const parts = [say(ROLES[role]), LANGUAGES[lang] && lang !== pageLanguage() ? say(LANGUAGES[lang]) : ""].filter(Boolean).join(", ");
    return `${parts ? parts + ": " : ""}${label}`;
  }

  const short = (text) => (text.length > 220 ? `${text.slice(0, text.lastIndexOf(" ", 200))} …` : text);

  function show(hit) {
    const [, lang, label] = hit.title;
    const out = [element("span", { class: "sj-hit-kind" }, say(hit.kind)), element("span", { class: "sj-hit-name", lang: lang || null, dir: "auto" }, label)];
    const reason = why(hit);
    if (reason) out.push(element("span", { class: "sj-hit-why", dir: "auto" }, reason));
    if (hit.head || hit.line) out.push(element("span", { class: "sj-hit-line" }, hit.head, element("span", { lang: hit.lineLang || null }, short(hit.line))));
    return out;
  }

  function whenLoaded(root, go) {
    if (index) return go();
    if (!waiting.includes(go)) waiting.push(go);
    if (folder !== null) return;
    folder = `${root}assets/`;
    for (const script of ["search-words", "search-engine"]) bring(script, {});
    bring(name(1), { id: "sj-index" });
  }

  const name = (piece) => `search-index${pageLanguage() === "en" ? "" : `-${pageLanguage()}`}${piece > 1 ? `.${piece}` : ""}`;

  // Scripts run in the order in which they are asked for.
  function bring(script, attributes) {
    const node = element("script", { ...attributes, src: `${folder}${script}.js` });
    node.async = false;
    document.body.append(node);
  }

  // The box in the header and on the home page: a combobox with a list of hits below it.
  function box(form, number) {
    const input = form.querySelector("input"), root = form.dataset.root, id = `sj-hits-${number}`;
    const list = element("ul", { class: "sj-hits", id, role: "listbox", "aria-label": say("Search results"), hidden: "" });
    form.append(list);
    for (const [key, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", id], ["aria-autocomplete", "list"]]) input.setAttribute(key, value);
    let at = -1;
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); at = -1; };
    const select = (next) => {
      const items = [...list.querySelectorAll("[role=option]")];
      if (!items.length) return;
      at = (next + items.length) % items.length;
      items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      items[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[at].id);
    };
    const open = (...items) => {
      list.setAttribute("aria-label", say("Search results"));
      list.replaceChildren(...items);
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      at = -1;
    };
    const note = (text) => element("li", { class: "sj-hits-note", role: "presentation" }, text);
    const answer = () => {
      const query = input.value.trim();
      if (!query || document.activeElement !== input) return close();
      const found = hits(query, 12), option = (href, i, ...parts) => element("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false", "data-href": href }, ...parts);
      if (found.length) return open(...found.map((hit, i) => option(address(root, hit), i, ...show(hit))));
      open(note(`${say("Nothing found for")} “${query}”. ${say("Perhaps one of these helps:")}`), ...WAYS.map(([url, text], i) => option(root + edition() + url, i, element("span", { class: "sj-hit-name" }, say(text)))));
    };
    const update = () => {
      if (!index && input.value.trim()) open(note(form.dataset.wait || "…"));
      whenLoaded(root, answer);
    };
    input.addEventListener("input", update);
    input.addEventListener("focus", () => { if (input.value) update(); else whenLoaded(root, answer); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); select(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)); }
      else if (event.key === "Escape") { if (list.hidden) input.blur(); close(); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.href = list.querySelectorAll("[role=option]")[at].dataset.href; }
      event.stopPropagation(); // the theme has keys of its own
    });
    list.addEventListener("mousedown", (event) => {
      const item = event.target.closest("[data-href]");
      if (item) { event.preventDefault(); location.href = item.dataset.href; }
    });
    input.addEventListener("blur", close);
  }

  // The search page: all hits as links, the query in the address.
  function page(form) {
    const input = form.querySelector("input"), results = document.getElementById("results"), root = form.dataset.root;
    const answer = () => {
      const query = input.value.trim();
      history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
      const found = hits(query, 100), number = `${found.length}${found.length === 100 ? ` ${say("or more")}` : ""} ${say("found")}`;
      const line = found.length ? number : `${say("Nothing found for")} “${query}”. ${say("Perhaps one of these helps:")}`;
      const items = found.length ? found.map((hit) => element("a", { href: address(root, hit) }, ...show(hit))) : WAYS.map(([url, text]) => element("a", { href: root + edition() + url }, say(text)));
      results.replaceChildren(...(query ? [element("p", { class: "sj-muted" }, line), element("ul", {}, ...items.map((item) => element("li", {}, item)))] : []));
    };
    const update = () => whenLoaded(root, answer);
    form.addEventListener("submit", (event) => event.preventDefault());
    input.addEventListener("input", update);
    input.value = new URLSearchParams(location.search).get("q") || "";
    input.focus();
    if (input.value) update();
  }

  function start() {
    document.querySelectorAll("form.sj-search").forEach((form, i) => (form.classList.contains("sj-search-page") ? page(form) : box(form, i)));
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if ((event.key === "/" && !typing && plain) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey)) {
        const input = document.querySelector("form.sj-search-page input") || document.querySelector(".md-header form.sj-search input");
        if (!input) return;
        event.preventDefault();
        input.focus();
        input.select();
      }
    });
    // Copy buttons appear where copying works.
    if (navigator.clipboard) document.querySelectorAll(".sj-copy[data-copy]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const copy = document.getElementById(button.dataset.copy).cloneNode(true);
        copy.querySelectorAll("button").forEach((inner) => inner.remove());
        await navigator.clipboard.writeText(copy.textContent.trim());
        button.textContent = button.dataset.done;
      });
    });
    // A report carries the day on which it was taken; what is formatted goes to the clipboard as HTML and as text.
    document.querySelectorAll(".sj-today").forEach((place) => { place.textContent = `(${new Date().toISOString().slice(0, 10)})`; });
    if (navigator.clipboard && typeof ClipboardItem !== "undefined") document.querySelectorAll(".sj-copy[data-copy-html]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const parts = document.querySelectorAll(`h1, .sj-definition, #in-short > p:first-child, #${button.dataset.copyHtml}`);
        const text = Array.from(parts, (part) => part.innerText.trim()).join("\n\n");
        const html = Array.from(parts, (part) => part.outerHTML).join("");
        const as = (value, type) => new Blob([value], { type });
        await navigator.clipboard.write([new ClipboardItem({ "text/html": as(html, "text/html"), "text/plain": as(text, "text/plain") })]);
        button.textContent = button.dataset.done;
      });
    });
    document.querySelectorAll(".sj-copy[data-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => print());
    });
  }

  if (typeof document !== "undefined") start();
  return { load, search, hits, whenLoaded, given: () => given, ready: (root) => whenLoaded(root, () => {}) };
})();
if (typeof module !== "undefined") module.exports = sojournSearch;
