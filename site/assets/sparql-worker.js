// Holds the graph and answers queries, away from the page, so that a long query can be stopped by ending this worker.
import init, { Store, namedNode } from "./oxigraph/web.js";

let store = null;

async function text(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  // Some servers unpack .gz files themselves.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

async function start() {
  postMessage({ state: "engine" });
  await init({ module_or_path: new URL("./oxigraph/web_bg.wasm", import.meta.url) });
  postMessage({ state: "graph" });
  const turtle = await text(new URL("../data/sojourn.ttl.gz", import.meta.url));
  postMessage({ state: "reading" });
  const whole = new Store();
  whole.load(turtle, { format: "text/turtle", lenient: true });
  store = whole;
}

const LABELS = ["http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2000/01/rdf-schema#label", "http://purl.org/dc/terms/title"];

// The name of a thing in a language, else in English, else in any.
function label(iri, lang) {
  let english = null, other = null;
  for (const property of LABELS) {
    for (const quad of store.match(namedNode(iri), namedNode(property), null, null)) {
      if (quad.object.language === lang) return quad.object.value;
      if (quad.object.language === "en") english ??= quad.object.value;
      other ??= quad.object.value;
    }
  }
  return english ?? other;
}

function plain(term) {
  return term ? { type: term.termType, value: term.value, lang: term.language || undefined } : null;
}

onmessage = async ({ data: { query, limit, lang } }) => {
  try {
    if (!store) await start();
  } catch (error) {
    return postMessage({ error: String(error.message || error) });
  }
  try {
    postMessage({ state: "running" });
    const begin = performance.now();
    const found = store.query(query);
    const time = performance.now() - begin;
    if (typeof found === "boolean" || typeof found === "string") return postMessage({ columns: ["answer"], rows: [[{ type: "Literal", value: String(found) }]], total: 1, time, labels: {} });
    const triples = found.length && !(found[0] instanceof Map);
    const columns = triples ? ["subject", "predicate", "object"] : found.length ? [...found[0].keys()] : [];
    for (const row of triples ? [] : found) for (const key of row.keys()) if (!columns.includes(key)) columns.push(key);
    const rows = found.slice(0, limit).map((row) => columns.map((name) => plain(triples ? row[name] : row.get(name))));
    const labels = {};
    for (const cell of rows.flat()) if (cell && cell.type === "NamedNode" && !(cell.value in labels)) labels[cell.value] = label(cell.value, lang);
    postMessage({ columns, rows, total: found.length, time, labels });
  } catch (error) {
    postMessage({ error: String(error.message || error), query: true });
  }
};
