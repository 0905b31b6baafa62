// The hierarchy as one tree for the keyboard (WAI-ARIA's tree of links): one tab stop, arrows, Home, End, letters. Without this
// script the same page is nested lists that open and close.
"use strict";

(() => {
  const tree = document.getElementById("tree");
  const PAUSE = 600; // milliseconds after which letters begin a new word
  let typed = "", last = 0;

  // Each list item holds a link (a concept) or only a name (a domain), and perhaps a list below it.
  function upgrade(item, level, number, count) {
    const details = item.querySelector(":scope > details");
    let node = item.querySelector(":scope > a");
    if (!node) {
      node = document.createElement("span");
      node.append(...details.querySelector("summary").childNodes);
      node.id = details.querySelector("summary").id;
    }
    const states = { role: "treeitem", tabindex: "-1", "aria-level": level, "aria-setsize": count, "aria-posinset": number };
    for (const [name, value] of Object.entries(states)) node.setAttribute(name, value);
    item.setAttribute("role", "none");
    const twist = document.createElement("span");
    twist.className = "sj-twist";
    twist.setAttribute("aria-hidden", "true");
    node.prepend(twist);
    const group = details && details.querySelector("ul");
    item.replaceChildren(node, ...(group ? [group] : []));
    if (!group) return;
    group.setAttribute("role", "group");
    const below = [...group.children];
    below.forEach((child, i) => upgrade(child, level + 1, i + 1, below.length));
    open(node, level === 1);
    // The browser's own search in the page opens what it finds something in.
    group.addEventListener("beforematch", () => open(node, true));
  }

  // Not tied by aria-owns, with which the names of a whole branch would be read out as the name of its head.
  const groupOf = (node) => node.nextElementSibling;
  const isOpen = (node) => node.getAttribute("aria-expanded") === "true";
  const parentOf = (node) => node.parentElement.parentElement.closest("li")?.querySelector(":scope > [role=treeitem]");
  const all = () => [...tree.querySelectorAll("[role=treeitem]")];
  const shown = () => all().filter((node) => !node.parentElement.parentElement.closest("[hidden]"));

  function open(node, on) {
    const group = groupOf(node);
    if (!group) return;
    node.setAttribute("aria-expanded", String(on));
    if (on) group.removeAttribute("hidden"); else group.setAttribute("hidden", "until-found");
    const inside = document.activeElement;
    if (!on && group.contains(inside)) focus(node);
  }

  function mark(node) {
    for (const other of tree.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    node.tabIndex = 0;
  }
  function focus(node) {
    if (!node) return;
    mark(node);
    node.focus();
    node.scrollIntoView({ block: "nearest" });
  }

  // The next shown item after `from` whose name begins with what was typed; the same letter again goes on to the next one.
  function find(from, key) {
    const now = performance.now();
    typed = now - last > PAUSE ? key : typed + key;
    last = now;
    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const same = [...typed].every((letter) => letter === typed[0]);
    const wanted = fold(same ? typed[0] : typed);
    const items = shown(), start = items.indexOf(from) + (same ? 1 : 0);
    return [...items.slice(start), ...items.slice(0, start)].find((node) => fold(node.textContent).startsWith(wanted));
  }

  function keys(event) {
    const node = event.target.closest("[role=treeitem]");
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const items = shown(), at = items.indexOf(node);
    const moves = {
      ArrowDown: () => focus(items[at + 1]),
      ArrowUp: () => focus(items[at - 1]),
      ArrowRight: () => (groupOf(node) && !isOpen(node) ? open(node, true) : groupOf(node) && focus(items[at + 1])),
      ArrowLeft: () => (isOpen(node) ? open(node, false) : focus(parentOf(node))),
      Home: () => focus(items[0]),
      End: () => focus(items[items.length - 1]),
      " ": () => open(node, !isOpen(node)),
      "*": () => [...node.parentElement.parentElement.children].forEach((item) => open(item.firstElementChild, true)),
    };
    if (event.key === "Enter" && !node.href) open(node, !isOpen(node));
    else if (moves[event.key]) moves[event.key]();
    else if (event.key.length === 1) focus(find(node, event.key));
    else return;
    event.preventDefault();
    event.stopPropagation(); // the page has keys of its own
  }

  tree.setAttribute("role", "tree");
  const tops = [...tree.children];
  tops.forEach((item, i) => upgrade(item, 1, i + 1, tops.length));
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  mark(wanted && tree.contains(wanted) ? wanted : tree.querySelector("[role=treeitem]"));
  if (wanted && tree.contains(wanted)) wanted.scrollIntoView();
  tree.addEventListener("keydown", keys);
  tree.addEventListener("focusin", (event) => mark(event.target.closest("[role=treeitem]")));
  tree.addEventListener("click", (event) => {
    const node = event.target.closest("[role=treeitem]");
    if (!node || (node.href && !event.target.closest(".sj-twist"))) return;
    event.preventDefault();
    open(node, !isOpen(node));
  });
  const buttons = document.getElementById("tree-all");
  buttons.hidden = false;
  buttons.addEventListener("click", ({ target }) => { if (target.dataset.open) all().forEach((node) => open(node, target.dataset.open === "true")); });
})();
