// The engine for pages: the package itself, run by Python in a worker. Nothing is loaded before `start` or the first `call`.
//
//   sojournEngine.start((progress) => ...)   progress: {phase: "download" | "start" | "ready", loaded, total}, in bytes
//   sojournEngine.call("compare", {a: "nzl-obm-arrival", b: {event: "arrival", ...}})   a promise of a plain object
//   sojournEngine.call("describe", {...}, "rule")   the same under a topic: it takes the place of calls of the topic that wait
//   sojournEngine.drop("rule")               calls that wait under topics that begin so are not worked on any more
//   sojournEngine.stop()                     ends the worker; open calls are refused, the next call starts anew
//
// The worker has one call at a time; the others wait here, so that a question that is outdated costs nothing.
//
// A refusal is an EngineError; its `error` holds {title, detail, advice, where}, the one shape of errors, and with a language
// asked for also `told`, the same in that language. `kind` tells refusals that come from here: disk, start, stopped, outdated.
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
  let open = new Map(), waiting = [];

  // Workers and WebAssembly are not loaded from disk by browsers.
  const available = () => location.protocol !== "file:";

  function end(error) {
    if (worker) worker.terminate();
    worker = null;
    ready = null;
    listeners.clear();
    const refused = [...open.values(), ...waiting];
    open = new Map();
    waiting = [];
    if (giveUp) giveUp(error);
    for (const call of refused) call.reject(error);
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
        else if (data.ready) { listeners.clear(); resolve(); next(); }
        else {
          const call = open.get(data.id);
          open.delete(data.id);
          if (call && data.error) call.reject(new EngineError(data.error));
          else if (call) call.resolve(data.result);
          next();
        }
      };
    });
    ready.catch(() => {});
    return ready;
  }

  // Hands the next call to the worker, if it has started and is free.
  function next() {
    if (open.size || !waiting.length) return;
    const call = waiting.shift();
    count += 1;
    open.set(count, call);
    worker.postMessage({ id: count, method: call.method, given: JSON.stringify(call.given) });
  }

  function drop(topic) {
    const about = (call) => call.topic !== null && call.topic.startsWith(topic);
    const dropped = waiting.filter(about);
    waiting = waiting.filter((call) => !about(call));
    for (const call of dropped) call.reject(new EngineError({ title: "A newer question took the place of this one" }, "outdated"));
  }

  function call(method, given = {}, topic = null) {
    const starting = start();
    if (!worker) return starting;
    if (topic !== null) drop(topic);
    return new Promise((resolve, reject) => {
      waiting.push({ method, given, topic, resolve, reject });
      starting.then(next, () => {});
    });
  }

  const stop = () => end(new EngineError({ title: "Stopped", advice: "The next question starts the engine again" }, "stopped"));

  return { start, call, drop, stop, available, EngineError };
})();
