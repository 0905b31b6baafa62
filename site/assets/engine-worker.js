// Python with the package itself, away from the page: loads once, then answers calls one after the other.
// Messages in: {start}, {id, method, arguments}; out: {progress}, {ready}, {failed}, {id, result}, {id, error}.
// Everything but the rules comes as one compressed bundle, which the browser keeps for the next visit.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (name) => new URL(name, import.meta.url).href;
const native = self.fetch.bind(self);
let total = 0, loaded = 0, engine = null;

const tell = (phase) => postMessage({ progress: { phase, loaded: Math.min(loaded, total), total } });

async function got(name) {
  const answer = await native(here(name));
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  return answer;
}

// A stream whose bytes count towards the progress; the bytes themselves are passed on as they come.
function counted(stream) {
  let since = 0;
  return stream.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      since += chunk.byteLength;
      if (since > 100000) { since = 0; tell("download"); }
      controller.enqueue(chunk);
    },
  }));
}

// The bundle of this version: kept from an earlier visit, or fetched and kept. A browser that keeps nothing fetches it anew.
const KEPT = "sojourn-engine";
async function bundle(name) {
  let kept = null;
  try {
    kept = await caches.open(KEPT);
    const found = await kept.match(here(`engine/${name}`));
    if (found) return found.body;
  } catch { kept = null; }
  const answer = await got(`engine/${name}`), [now, later] = kept ? answer.body.tee() : [answer.body, null];
  if (kept) keep(kept, name, later).catch(() => {});
  return now;
}

async function keep(kept, name, stream) {
  const whole = await new Response(stream).blob(), known = await kept.keys();
  await Promise.all(known.map((old) => kept.delete(old)));
  await kept.put(here(`engine/${name}`), new Response(whole));
}

// Some servers unpack .gz files themselves: the first bytes tell.
async function unpacked(stream) {
  const reader = stream.getReader(), first = await reader.read(), head = first.value || new Uint8Array();
  reader.releaseLock();
  const rest = stream.getReader();
  const again = new ReadableStream({
    start(controller) { if (head.length) controller.enqueue(head); },
    async pull(controller) { const { done, value } = await rest.read(); if (done) controller.close(); else controller.enqueue(value); },
  });
  return head[0] === 0x1f && head[1] === 0x8b ? again.pipeThrough(new DecompressionStream("gzip")) : again;
}

// The parts of the bundle by name: each a promise of a stream that begins when the one before it has ended.
function parts(list, stream) {
  const found = {}, begun = {};
  for (const [name] of list) found[name] = new Promise((resolve, reject) => { begun[name] = { resolve, reject }; });
  (async () => {
    const reader = (await unpacked(stream)).getReader();
    let held = new Uint8Array();
    for (const [name, size] of list) {
      let left = size, sink;
      begun[name].resolve(new ReadableStream({ start(controller) { sink = controller; } }));
      while (left) {
        if (!held.length) {
          const { done, value } = await reader.read();
          if (done) throw new Error("bundle.gz: cut short");
          held = value;
        }
        const piece = held.subarray(0, left);
        sink.enqueue(piece);
        left -= piece.length;
        held = held.subarray(piece.length);
      }
      sink.close();
    }
  })().catch((error) => { for (const { reject } of Object.values(begun)) reject(error); });
  return found;
}

async function start() {
  const manifest = await (await got("engine/manifest.json")).json();
  total = Object.values(manifest.bytes).reduce((sum, bytes) => sum + bytes, 0);
  tell("download");
  const part = parts(manifest.parts, counted(await bundle(manifest.bundle)));
  const bytes = async (name) => new Response(await part[name]).arrayBuffer();
  const rules = got("engine/rules.json").then((answer) => new Response(counted(answer.body)).text());
  const pack = bytes("sojourn.zip");
  // Pyodide asks for its files by their names: they come out of the bundle, the program compiled while it arrives.
  const types = { "pyodide.asm.wasm": "application/wasm", "python_stdlib.zip": "application/zip" };
  self.fetch = async (asked, ...given) => {
    const name = String(asked.url || asked).split("/").pop();
    return name in types ? new Response(await part[name], { headers: { "Content-Type": types[name] } }) : native(asked, ...given);
  };
  const glue = URL.createObjectURL(new Blob([await bytes("pyodide.asm.mjs")], { type: "text/javascript" }));
  const { default: createPyodideModule } = await import(glue);
  const python = await loadPyodide({ indexURL: here("pyodide/"), createPyodideModule });
  python.FS.writeFile("/sojourn.zip", new Uint8Array(await pack));
  python.globals.set("rules", await rules);
  loaded = total;
  tell("start");
  engine = python.runPython("import sys\nsys.path.insert(0, '/sojourn.zip')\nfrom sojourn.engine.answers import BrowserEngine\nBrowserEngine(rules)");
  tell("ready");
}

const started = start().then(() => postMessage({ ready: true }), (error) => {
  postMessage({ failed: String(error.message || error) });
  throw error;
});
started.catch(() => {});

onmessage = async ({ data: { id, method, given } }) => {
  try {
    await started;
  } catch { return; }
  let found;
  try {
    found = JSON.parse(engine.call(method, given));
  } catch (error) {
    // Out of memory, or nested deeper than the browser's stack: the engine answers everything else itself.
    found = { error: { title: "the engine failed; this is a fault of ours", detail: String(error.message || error).slice(-300), advice: "Please report what you asked for" } };
  }
  postMessage(found && found.error ? { id, error: found.error } : { id, result: found });
};
