// Python with the package itself, away from the page: loads once, then answers calls one after the other.
// Messages in: {start}, {id, method, arguments}; out: {progress}, {ready}, {failed}, {id, result}, {id, error}.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (name) => new URL(name, import.meta.url).href;
const native = self.fetch.bind(self);
let total = 0, loaded = 0, engine = null;

const tell = (phase) => postMessage({ progress: { phase, loaded: Math.min(loaded, total), total } });

// Every fetch of this worker counts towards the progress; the bytes themselves are passed on as they come.
self.fetch = async (...given) => {
  const answer = await native(...given);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  if (!answer.body || !total) return answer;
  let since = 0;
  const counted = answer.body.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      since += chunk.byteLength;
      if (since > 100000) { since = 0; tell("download"); }
      controller.enqueue(chunk);
    },
  }));
  return new Response(counted, { status: answer.status, headers: answer.headers });
};

async function start() {
  const manifest = await (await native(here("engine/manifest.json"))).json();
  total = Object.values(manifest.bytes).reduce((sum, bytes) => sum + bytes, 0);
  tell("download");
  const [python, pack, rules] = await Promise.all([
    loadPyodide({ indexURL: here("pyodide/") }),
    fetch(here("engine/sojourn.zip")).then((answer) => answer.arrayBuffer()),
    fetch(here("engine/rules.json")).then((answer) => answer.text()),
  ]);
  loaded = total;
  tell("start");
  python.FS.writeFile("/sojourn.zip", new Uint8Array(pack));
  python.globals.set("rules", rules);
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
