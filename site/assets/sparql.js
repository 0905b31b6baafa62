// The SPARQL page: a menu of questions, an editor with completion, and a table of results with names and links. The query stands
// in the address (#id of an example, or #q=...). The engine runs in a worker that Stop ends; where the site has a live endpoint
// (one setting), that is asked first if it is on this host, else when the engine cannot run here.
"use strict";

(() => {
  const place = document.getElementById("sparql");
  const find = (name) => document.getElementById(`sparql-${name}`);
  const { queries, prefixes, words, endpoint, texts } = JSON.parse(find("data").textContent);
  const root = place.dataset.root, top = place.dataset.top, base = place.dataset.base;
  const PAGES = ["term", "country", "definition", "framework", "rule"];
  const LISTS = { source: "bibliography.html#", instrument: "data-sources.html#", method: "methods.html#", figure: "numbers.html#" };
  const live = endpoint ? new URL(endpoint, new URL(top, location.href)) : null;
  const liveFirst = Boolean(live) && live.origin === location.origin && location.protocol !== "file:";
  // How long a query may run in this page: then it is stopped, with a hint. `data-seconds` of the page's part says otherwise.
  const seconds = () => Number(place.dataset.seconds || 30);
  let worker = null, last = null, asking = null, clock = 0;

  const text = (name, ...given) => given.reduce((out, item) => out.replace("{}", item), texts[name]);
  const say = (words) => { find("state").textContent = words; };
  const busy = (on) => { find("run").disabled = on; find("stop").disabled = !on; };

  // Lines of prefixes that the query uses and does not declare.
  function missing(query) {
    const names = Object.keys(prefixes).filter((name) => new RegExp(`(^|[^\\w:])${name}:`).test(query) && !new RegExp(`PREFIX\\s+${name}:`, "i").test(query));
    return names.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`);
  }

  // The query with texts, addresses and comments blanked out, letter for letter.
  const bare = (query) => query.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, (found) => " ".repeat(found.length));

  // The first prefix that is used, not declared and not known: its name and where it stands.
  function unknownPrefix(query) {
    const text = bare(query), declared = new Set([...text.matchAll(/PREFIX\s+([\w.-]*):/gi)].map((found) => found[1]));
    for (const found of text.matchAll(/(^|[^\w?$:.@-])([A-Za-z][\w.-]*):/g)) {
      const name = found[2];
      if (declared.has(name) || name in prefixes || name === "_") continue;
      const before = query.slice(0, found.index + found[1].length).split("\n");
      return { name, line: before.length, column: before[before.length - 1].length + 1 };
    }
    return null;
  }

  // -- results ---------------------------------------------------------------------------------------------------------

  // The page, or the place in a page, of an identifier; what has none of its own is found with what it belongs to.
  function address(iri) {
    if (!iri.startsWith(base)) return /^https?:/.test(iri) ? iri : null;
    const path = iri.slice(base.length);
    if (path.startsWith("ns#")) return `${top}ns.html${path.slice(2)}`;
    const [kind, id, code] = path.split("/");
    if (!id) return null;
    if (PAGES.includes(kind)) return `${root}${kind}/${id}.html`;
    if (kind === "code") return `${root}codes.html#${id}${code && code !== "label" ? `-${code}` : ""}`;
    return LISTS[kind] ? root + LISTS[kind] + id : null;
  }

  function cell(term, labels) {
    const td = document.createElement("td");
    if (!term) return td;
    const link = term.type === "NamedNode" ? address(term.value) : null;
    const node = link ? Object.assign(document.createElement("a"), { href: link, rel: "noopener noreferrer" }) : document.createElement("span");
    node.textContent = labels[term.value] || (term.value.startsWith(base) ? term.value.slice(base.length) : term.value);
    if (term.lang) { node.lang = term.lang; node.dir = "auto"; }
    if (term.type === "NamedNode") node.title = term.value;
    td.append(node);
    return td;
  }

  const isNumber = (words) => words === "" || /^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(words);

  // Rows by one column, up and then down: numbers by size, words by the alphabet, what is empty last.
  function sort(body, head, column) {
    const th = head.cells[column], way = th.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const value = (row) => row.cells[column].textContent, numbers = [...body.rows].every((row) => isNumber(value(row)));
    const order = (a, b) => (numbers ? Number(a) - Number(b) : a.localeCompare(b, undefined, { numeric: true }));
    const rows = [...body.rows].sort((a, b) => (!value(a) || !value(b) ? Number(!value(a)) - Number(!value(b)) : way * order(value(a), value(b))));
    for (const other of head.cells) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    body.append(...rows);
  }

  function show(answer, where) {
    last = answer;
    const table = document.createElement("table");
    table.className = "sj-table";
    const head = table.createTHead().insertRow(), body = table.createTBody();
    answer.columns.forEach((name, column) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "sj-sort", textContent: name.replace(/_/g, " ") });
      const th = Object.assign(document.createElement("th"), { scope: "col" });
      button.addEventListener("click", () => sort(body, head, column));
      th.append(button);
      head.append(th);
    });
    for (const row of answer.rows) body.insertRow().append(...row.map((term) => cell(term, answer.labels)));
    answer.columns.forEach((_, column) => {
      if (body.rows.length && [...body.rows].every((row) => isNumber(row.cells[column].textContent))) for (const row of body.rows) row.cells[column].classList.add("sj-number");
    });
    find("results").replaceChildren(table);
    find("csv").hidden = !answer.rows.length;
    const cut = answer.total > answer.rows.length ? ` ${text("cut", answer.rows.length)}` : "";
    say(`${text(answer.total === 1 ? "row" : "rows", answer.total, Math.round(answer.time))}${cut} ${where}`);
  }

  // The message of the parser, with the place in the query as it stands in the editor.
  function fail(message, added) {
    find("results").replaceChildren();
    find("csv").hidden = true;
    const found = message.match(/\b(\d+):(\d+)\b/) || message.match(/line (\d+)(?:,? column (\d+))?/i);
    const line = found ? Number(found[1]) - added : 0;
    if (line < 1) return say(message);
    const lines = find("text").value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    say(`${text("line", line, found[2] || 1)} ${message.replace(/^(error )?at \d+:\d+:? */, "")}`);
    const go = Object.assign(document.createElement("button"), { type: "button", className: "sj-copy", textContent: text("go", line) });
    go.addEventListener("click", () => {
      find("text").focus();
      find("text").setSelectionRange(start, start + (lines[line - 1] || "").length);
    });
    find("state").append(" ", go);
  }

  // -- the two engines -------------------------------------------------------------------------------------------------

  // The engine in this page. It answers, or rejects: with `query` if the query is wrong, else because it cannot run.
  function here(query, limit) {
    return new Promise((resolve, reject) => {
      if (location.protocol === "file:") return reject(new Error(text("disk")));
      worker ||= new Worker(`${top}assets/sparql-worker.js`, { type: "module" });
      asking = () => reject(new DOMException("", "AbortError"));
      worker.onmessage = ({ data }) => {
        if (data.state === "running") clock = setTimeout(() => {
          worker?.terminate();
          worker = null;
          reject(Object.assign(new Error(text("limit", seconds())), { query: true }));
        }, seconds() * 1000);
        if (data.state) return say(`${texts[data.state] || data.state} …`);
        clearTimeout(clock);
        if (data.error) reject(Object.assign(new Error(data.error), { query: data.query })); else resolve(data);
      };
      worker.onerror = (event) => { worker = null; reject(new Error(`${text("unstarted")} ${event.message || ""}`)); };
      worker.postMessage({ query, limit, lang: document.documentElement.lang });
    });
  }

  async function ask(query, accept) {
    const stop = new AbortController();
    asking = () => stop.abort();
    const answer = await fetch(live, { method: "POST", headers: { Accept: accept, "Content-Type": "application/sparql-query" }, body: query, signal: stop.signal });
    const body = await answer.text();
    if (answer.status === 400) throw Object.assign(new Error(body.trim().slice(0, 500)), { query: true });
    if (!answer.ok) throw new Error(`${live.href}: ${answer.status}`);
    return [answer.headers.get("Content-Type") || "", body];
  }

  const TYPES = { uri: "NamedNode", literal: "Literal", "typed-literal": "Literal", bnode: "BlankNode" };
  const plain = (term) => term && { type: TYPES[term.type], value: term.value, lang: term["xml:lang"] };

  async function there(query, limit) {
    say(`${text("asking", live.host)} …`);
    const begin = performance.now();
    const [type, body] = await ask(query, "application/sparql-results+json, application/n-triples;q=0.9");
    const time = performance.now() - begin;
    if (!/json/.test(type)) {
      const lines = body.split("\n").filter((line) => line && !line.startsWith("#"));
      return { columns: ["triple"], rows: lines.slice(0, limit).map((value) => [{ type: "Literal", value }]), total: lines.length, time, labels: {} };
    }
    const { head, results, boolean } = JSON.parse(body);
    if (boolean !== undefined) return { columns: ["answer"], rows: [[{ type: "Literal", value: String(boolean) }]], total: 1, time, labels: {} };
    const rows = results.bindings.slice(0, limit).map((row) => head.vars.map((name) => plain(row[name])));
    return { columns: head.vars, rows, total: results.bindings.length, time, labels: await names(rows.flat()) };
  }

  async function names(cells) {
    const wanted = [...new Set(cells.filter((term) => term && term.type === "NamedNode" && term.value.startsWith(base)).map((term) => `<${term.value}>`))].slice(0, 2000);
    if (!wanted.length) return {};
    const query = `SELECT ?s (MIN(?l) AS ?label) WHERE { VALUES ?s { ${wanted.join(" ")} } ?s <http://www.w3.org/2004/02/skos/core#prefLabel>|<http://www.w3.org/2000/01/rdf-schema#label>|<http://purl.org/dc/terms/title> ?l FILTER(LANG(?l) IN ("en", "")) } GROUP BY ?s`;
    const [, body] = await ask(query, "application/sparql-results+json");
    return Object.fromEntries(JSON.parse(body).results.bindings.filter((row) => row.label).map((row) => [row.s.value, row.label.value]));
  }

  // -- actions ---------------------------------------------------------------------------------------------------------

  async function run() {
    const query = find("text").value;
    const example = queries.find((item) => item.text.trim() === query.trim());
    history.replaceState(null, "", example ? `#${example.id}` : `#q=${encodeURIComponent(query)}`);
    const lines = missing(query), whole = lines.join("") + query, limit = Number(find("limit").value);
    const engines = [[here, text("here")], ...(live ? [[there, text("there", live.host)]] : [])];
    if (liveFirst) engines.reverse();
    // What was found before is no answer to this.
    find("results").replaceChildren();
    find("csv").hidden = true;
    const unknown = unknownPrefix(query);
    if (unknown) return fail(`at ${unknown.line}:${unknown.column}: ${text("prefix", unknown.name, Object.keys(prefixes).join(", "))}`, 0);
    busy(true);
    say("…");
    const problems = [];
    for (const [engine, where] of engines) {
      try {
        show(await engine(whole, limit), [where, ...problems].join(" "));
        problems.length = 0;
        break;
      } catch (error) {
        if (error.name === "AbortError") { problems.length = 0; break; }
        if (error.query) { problems.length = 0; fail(error.message, lines.length); break; }
        problems.push(text("instead", error.message));
      }
    }
    if (problems.length) { find("results").replaceChildren(); say(problems.join(" ")); }
    busy(false);
  }

  function stop() {
    clearTimeout(clock);
    if (asking) asking();
    if (worker) worker.terminate();
    worker = null;
    busy(false);
    say(text("stopped"));
  }

  const csv = () => sojournCsv.save("sojourn-query", [last.columns, ...last.rows.map((row) => row.map((term) => (term ? term.value : "")))], "");

  function choose(id) {
    const item = queries.find((query) => query.id === id);
    if (!item) return;
    find("menu").value = id;
    find("text").value = item.text;
    find("note").textContent = item.note;
  }

  const asked = decodeURIComponent(location.hash.slice(1));
  if (queries.length) choose(queries.some((item) => item.id === asked) ? asked : queries[0].id);
  if (asked.startsWith("q=")) { find("text").value = asked.slice(2); find("note").textContent = ""; }
  const able = location.protocol !== "file:" || live;
  find("menu").addEventListener("change", () => { choose(find("menu").value); if (able) run(); });
  find("prefix").addEventListener("change", () => {
    const name = find("prefix").value, box = find("text");
    const line = `PREFIX ${name}: <${prefixes[name]}>\n`;
    if (name && !box.value.includes(line)) box.value = line + box.value;
    find("prefix").value = "";
    box.focus();
  });
  find("stop").addEventListener("click", stop);
  find("csv").addEventListener("click", csv);
  const search = (words, limit) => (typeof sojournSearch === "undefined" ? [] : sojournSearch.search(words, limit));
  find("text").addEventListener("focus", () => { if (typeof sojournSearch !== "undefined") sojournSearch.ready(top); }, { once: true });
  sojournComplete(find("text"), find("offers"), { words, prefixes, base, search, entryHint: text("entry") });
  find("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
    event.stopPropagation(); // the page has keys of its own
  });
  find("run").addEventListener("click", run);
  if (!able) {
    find("disk").hidden = false;
    find("run").disabled = true;
    say("");
  } else if (queries.some((item) => item.id === asked)) run(); // a link to a question asks for its answer
})();
