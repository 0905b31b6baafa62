// The engine for pages: the package itself, run by Python in a worker. Nothing is loaded before `start` or the first `call`.
//
//   sojournEngine.start((progress) => ...)   progress: {phase: "download" | "start" | "ready", loaded, total}, in bytes
//   sojournEngine.call("compare", {a: "nzl-obm-arrival", b: {event: "arrival", ...}})   a promise of a plain object
//   sojournEngine.stop()                     ends the worker; open calls are refused, the next call starts anew
//
// A refusal is an EngineError; its `error` holds {title, detail, advice, where}, the one shape of errors, and with a language
// asked for also `told`, the same in that language. `kind` tells refusals that come from here: disk, start, stopped.
"use strict";

const sojournEngine = (() => {
  class EngineError extends Error {
    constructor(error, kind = null) {
      super([error.title, error.detail, error.advice].filter(Boolean).join(". "));
      this.name = "EngineError";
      this.kind = kind;
      this.error = { detail: "", advice: "", where: { file: null, line: null, key: null }, ...error };
    }
  }

  const WORKER = new URL("engine-worker.js", document.currentScript.src).href;
  const listeners = new Set();
  let worker = null, ready = null, giveUp = null, count = 0;
  let open = new Map();

  // Workers and WebAssembly are not loaded from disk by browsers.
  const available = () => location.protocol !== "file:";

  function end(error) {
    if (worker) worker.terminate();
    worker = null;
    ready = null;
    listeners.clear();
    const refused = open;
    open = new Map();
    if (giveUp) giveUp(error);
    for (const call of refused.values()) call.reject(error);
  }

  function start(onProgress) {
    if (!available()) return Promise.reject(new EngineError({ title: "The engine needs a web server", detail: "browsers do not load it from disk", advice: "In the folder of the site, run: python3 -m http.server" }, "disk"));
    if (onProgress) listeners.add(onProgress);
    if (ready) return ready;
    ready = new Promise((resolve, reject) => {
      giveUp = reject;
      const fail = (detail) => end(new EngineError({ title: "The engine did not start", detail, advice: "Load the page again; if it stays so, try another browser" }, "start"));
      worker = new Worker(WORKER, { type: "module" });
      worker.onerror = (event) => fail(event.message || "its files could not be loaded");
      worker.onmessage = ({ data }) => {
        if (data.progress) for (const listener of listeners) listener(data.progress);
        else if (data.failed) fail(data.failed);
        else if (data.ready) { listeners.clear(); resolve(); }
        else {
          const call = open.get(data.id);
          open.delete(data.id);
          if (call && data.error) call.reject(new EngineError(data.error));
          else if (call) call.resolve(data.result);
        }
      };
    });
    ready.catch(() => {});
    return ready;
  }

  // The worker keeps calls until it has started.
  function call(method, given = {}) {
    const starting = start();
    if (!worker) return starting;
    return new Promise((resolve, reject) => {
      count += 1;
      open.set(count, { resolve, reject });
      worker.postMessage({ id: count, method, given: JSON.stringify(given) });
    });
  }

  const stop = () => end(new EngineError({ title: "Stopped", advice: "The next question starts the engine again" }, "stopped"));

  return { start, call, stop, available, EngineError };
})();
