// The SPARQL page: a menu of questions, an editor, and a table of results with names and links. The query stands in the
// address (#id of an example, or #q=...). The engine runs in a worker that Stop ends.
"use strict";

(() => {
  const place = document.getElementById("sparql");
  const find = (name) => document.getElementById(`sparql-${name}`);
  const { queries, prefixes, words } = JSON.parse(find("data").textContent);
  const LIMIT = 1000;
  const LISTS = { source: "bibliography.html#", instrument: "data-sources.html#", code: "codes.html#" };
  const PAGES = ["term", "country", "definition", "framework", "rule"];
  let worker = null, last = null;

  // Lines of prefixes that the query uses and does not declare.
  function complete(query) {
    const missing = Object.keys(prefixes).filter((name) => new RegExp(`(^|[^\\w:])${name}:`).test(query) && !new RegExp(`PREFIX\\s+${name}:`, "i").test(query));
    return missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("") + query;
  }

  function address(iri) {
    if (!iri.startsWith(place.dataset.base)) return /^https?:/.test(iri) ? iri : null;
    const [kind, ...rest] = iri.slice(place.dataset.base.length).split("/");
    if (PAGES.includes(kind) && rest.length === 1) return `${place.dataset.root}${kind}/${rest[0]}.html`;
    return LISTS[kind] ? `${place.dataset.root}${LISTS[kind]}${rest.join("-")}` : null;
  }

  function cell(term, labels) {
    const td = document.createElement("td");
    if (!term) return td;
    const link = term.type === "NamedNode" ? address(term.value) : null;
    const node = link ? Object.assign(document.createElement("a"), { href: link, rel: "noopener noreferrer" }) : document.createElement("span");
    node.textContent = labels[term.value] || (term.value.startsWith(place.dataset.base) ? term.value.slice(place.dataset.base.length) : term.value);
    if (term.lang) { node.lang = term.lang; node.dir = "auto"; }
    if (term.type === "NamedNode") node.title = term.value;
    td.append(node);
    return td;
  }

  function show(answer) {
    last = answer;
    const table = document.createElement("table");
    table.className = "sj-table";
    const head = table.createTHead().insertRow();
    for (const name of answer.columns) head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: name.replace(/_/g, " ") }));
    const body = table.createTBody();
    for (const row of answer.rows) body.insertRow().append(...row.map((term) => cell(term, answer.labels)));
    find("results").replaceChildren(table);
    find("csv").hidden = !answer.rows.length;
    const cut = answer.total > answer.rows.length ? `, ${own("the first {} are shown", answer.rows.length)}` : "";
    say(own(answer.total === 1 ? "{} row in {} ms" : "{} rows in {} ms", answer.total, Math.round(answer.time)) + cut);
  }

  // A text in the language of the page, its places filled.
  const own = (text, ...values) => (words[text] || text).replace(/\{\}/g, () => values.shift());
  const say = (text) => { find("state").textContent = text; };
  const busy = (on) => { find("run").disabled = on; find("stop").disabled = !on; };

  function run() {
    const query = find("text").value;
    const example = queries.find((item) => item.text.trim() === query.trim());
    history.replaceState(null, "", example ? `#${example.id}` : `#q=${encodeURIComponent(query)}`);
    if (!worker) {
      worker = new Worker(`${place.dataset.top}assets/sparql-worker.js`, { type: "module" });
      worker.onmessage = ({ data }) => {
        if (data.state) return say(`${own(data.state)} …`);
        busy(false);
        if (data.error) { find("results").replaceChildren(); say(data.error); } else show(data);
      };
      worker.onerror = (event) => { busy(false); say(`${own("The engine did not start.")} ${event.message || ""}`); worker = null; };
    }
    busy(true);
    say(`${own("starting")} …`);
    worker.postMessage({ query: complete(query), limit: LIMIT, lang: document.documentElement.lang });
  }

  function stop() {
    if (worker) worker.terminate();
    worker = null;
    busy(false);
    say(own("stopped; the next run loads the graph again"));
  }

  function csv() {
    const quote = (text) => {
      const safe = /^[=+\-@]/.test(text) ? `'${text}` : text; // no spreadsheet takes it for a formula
      return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
    };
    const lines = [last.columns, ...last.rows.map((row) => row.map((term) => (term ? term.value : "")))].map((row) => row.map(quote).join(","));
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([lines.join("\r\n")], { type: "text/csv" })), download: "sojourn-query.csv" });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function choose(id) {
    const item = queries.find((query) => query.id === id);
    if (!item) return;
    find("menu").value = id;
    find("text").value = item.text;
    find("note").textContent = item.note;
  }

  const asked = decodeURIComponent(location.hash.slice(1));
  if (queries.length) choose(queries.some((item) => item.id === asked) ? asked : queries[0].id);
  if (asked.startsWith("q=")) find("text").value = asked.slice(2);
  find("menu").addEventListener("change", () => { choose(find("menu").value); if (location.protocol !== "file:") run(); });
  find("stop").addEventListener("click", stop);
  find("csv").addEventListener("click", csv);
  if (location.protocol === "file:") {
    find("disk").hidden = false;
    find("run").disabled = true;
    say("");
    return;
  }
  find("run").addEventListener("click", run);
  find("text").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(); });
})();
