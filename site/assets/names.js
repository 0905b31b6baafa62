// The names of a language: with the box ticked, only those that come from a source, and only letters that have any.
"use strict";

(() => {
  const box = document.getElementById("only-sourced");
  if (!box) return;
  box.closest("label").hidden = false;
  const letters = [...document.querySelectorAll(".sj-letters a")];
  const show = () => {
    for (const line of document.querySelectorAll(".sj-index .sj-own")) line.hidden = box.checked;
    document.querySelectorAll(".sj-index section").forEach((section, place) => {
      section.hidden = ![...section.querySelectorAll("li")].some((line) => !line.hidden);
      letters[place].hidden = section.hidden;
    });
  };
  box.addEventListener("change", show);
  show();
})();
