// What the pages that run the engine share: their words (from the template), the start with its progress, small tools.
"use strict";

const sojournPage = (() => {
  const words = JSON.parse(document.getElementById("engine-words").textContent);
  const examples = JSON.parse(document.getElementById("engine-examples").textContent);
  const state = document.getElementById("engine-state");
  const button = document.getElementById("engine-start");
  const bar = document.getElementById("engine-progress");
  const onDisk = !sojournEngine.available();
  const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  // What stands between a label and its value, which differs by language.
  const colon = words.labelled.split(/\{\w+\}/)[1];
  let started = null;

  function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  }

  // A figure that the engine drew; all text in it is escaped there.
  function figure(svg) {
    const holder = document.createElement("template");
    holder.innerHTML = svg;
    return holder.content;
  }

  // A text of the engine: in the language of the page, or `["en", text]` where it has no words for it there.
  const say = (text) => (Array.isArray(text) ? element("span", { lang: text[0] }, text[1]) : text);

  // The same as a sentence of its own: with a capital letter and one full stop.
  const whole = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.+$/, "")}${/[?!…]$/.test(text) ? "" : "."}`;
  const ended = (text) => say(Array.isArray(text) ? [text[0], whole(text[1])] : whole(text));

  // What is said of a refusal: title, detail, advice.
  function spoken(error) {
    const own = words.refused[error.kind];
    if (own) return [element("strong", {}, own[0]), " ", own[1], error.kind === "start" ? element("small", { class: "sj-muted", lang: "en" }, ` (${error.error.detail})`) : ""];
    const told = (error.error && error.error.told) || error.error || { title: String(error.message) };
    return [element("strong", {}, ended(told.title)), ...[told.detail, told.advice].filter(Boolean).flatMap((text) => [" ", ended(text)])];
  }

  function progress({ phase, loaded, total }) {
    bar.hidden = phase === "ready";
    if (phase === "download") {
      bar.value = total ? (90 * loaded) / total : 0;
      state.textContent = `${words.loading}${colon}${megabytes(loaded)} / ${megabytes(total)} MB`;
    } else if (phase === "start") {
      bar.removeAttribute("value");
      state.textContent = `${words.starting} …`;
    }
  }

  // Starts the engine once; a failure may be tried again.
  function start() {
    if (onDisk) return sojournEngine.start();
    if (started) return started;
    button.hidden = true;
    bar.hidden = false;
    started = sojournEngine.start(progress).then(() => {
      state.textContent = words.ready;
      bar.hidden = true;
      bar.parentElement.hidden = true;
    }, (error) => {
      started = null;
      bar.hidden = true;
      button.hidden = false;
      button.textContent = words.retry;
      state.replaceChildren(...spoken(error));
      throw error;
    });
    return started;
  }

  // `topic`: what the question is about, if a newer one about it takes its place (it is then refused as outdated).
  async function call(method, given, topic = null) {
    start().catch(() => {});
    try {
      return await sojournEngine.call(method, given, topic);
    } catch (error) {
      // The engine itself is gone, not only this answer: the next call starts it again, with its progress shown.
      if (error.kind && error.kind !== "outdated") {
        started = null;
        bar.parentElement.hidden = false;
        button.hidden = false;
        state.replaceChildren(...spoken(error));
      }
      throw error;
    }
  }

  let rules = null;
  // The rules of the registry, for filling in the form; the engine reads the same file.
  function known() {
    rules ??= fetch(new URL("engine/rules.json", document.querySelector("script[src$='assets/engine.js']").src)).then((answer) => answer.json());
    return rules;
  }

  const later = (wait, action) => {
    let timer = 0;
    return (...given) => { clearTimeout(timer); timer = setTimeout(action, wait, ...given); };
  };

  // Half a character, which no address can hold, becomes the sign for what cannot be read.
  const encode = (text) => encodeURIComponent(String(text).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"));

  // The state of a page in its address: #key=value&key=value, the values as JSON or plain texts.
  function address() {
    const found = Object.create(null);
    for (const part of location.hash.slice(1).split("&")) {
      const at = part.indexOf("=");
      if (at < 1) continue;
      try { found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } catch { /* cut off on its way: as if it were not there */ }
    }
    return found;
  }

  function setAddress(values) {
    const parts = Object.entries(values).filter(([, value]) => value).map(([key, value]) => `${key}=${encode(value)}`);
    history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : location.pathname + location.search);
  }

  async function copy(text, place) {
    await navigator.clipboard.writeText(text);
    place.textContent = words.copied;
    setTimeout(() => { place.textContent = ""; }, 2000);
  }

  function download(name, text) {
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // What is wrong: findings on a rule (where, what, what to do).
  const faults = (found) => found.map((item) => element("p", { class: "sj-banner" },
    element("strong", {}, item.key || (item.line ? words.line.replace("{}", item.line) : words.error)), colon, say(item.message), " ", say(item.advice || "")));
  const refusal = (error) => element("p", { class: "sj-banner" }, spoken(error));

  if (onDisk) {
    document.getElementById("engine-disk").hidden = false;
    document.getElementById("engine-bar").hidden = true;
  }
  button.addEventListener("click", () => start().then(() => document.dispatchEvent(new Event("engine-ready")), () => {}));

  return { words, colon, examples, element, figure, start, call, known, later, address, setAddress, encode, copy, download, faults, refusal, spoken, say, onDisk, running: () => started !== null };
})();
