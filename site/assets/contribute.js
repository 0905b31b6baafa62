// The report of the page "Contribute": what was written becomes an issue, a mail or a text to copy; nothing is sent from here.
"use strict";

(() => {
  const form = document.getElementById("report-form"), find = (id) => document.getElementById(id);
  if (!form) return;
  const field = (name) => form.elements[name], { issues, version } = form.dataset;

  // The address says what is meant: contribute.html?page=country/NOR&kind=source
  const given = new URLSearchParams(location.search), asked = given.get("kind"), page = given.get("page");
  if ([...field("kind").options].some((option) => option.value === asked)) field("kind").value = asked;
  if (page) field("page").value = page.slice(0, 200);

  function report() {
    const kind = field("kind").selectedOptions[0].textContent, about = field("page").value.trim();
    const lines = [kind, about, "", field("text").value.trim(), field("source").value.trim(), "", `Sojourn ${version}`];
    return { title: [kind, about].filter(Boolean).join(": "), body: lines.filter((line, i) => line || i === 2).join("\n") };
  }

  function update() {
    const { title, body } = report(), words = `${encodeURIComponent(title)}&body=${encodeURIComponent(body)}`;
    if (find("report-issue")) find("report-issue").href = `${issues}${issues.includes("?") ? "&" : "?"}title=${words}`;
    if (find("report-mail")) find("report-mail").href = `mailto:${form.dataset.contact}?subject=${words}`;
  }

  // Where nothing can be opened, the report stands ready to be taken.
  const whole = find("report-whole");
  const put = () => { const { title, body } = report(); if (whole) whole.value = `${title}\n\n${body}`; };

  form.addEventListener("input", update);
  form.addEventListener("input", put);
  form.addEventListener("submit", (event) => event.preventDefault());
  const copy = find("report-copy");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    const { title, body } = report();
    await navigator.clipboard.writeText(`${title}\n\n${body}`);
    copy.textContent = copy.dataset.done;
  });
  update();
  put();
})();
