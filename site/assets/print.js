// Paper shows what the screen shows: the theme opens every fold before it prints, and what was closed is left out again.
"use strict";

addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details")) fold.classList.toggle("sj-closed", !fold.open);
}, { capture: true });
