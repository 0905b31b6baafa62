// Tables for download: the one place where pages write CSV (RFC 4180), and what stands below a comparison so that it can be
// cited. A cell that a spreadsheet would take for a formula is made text; an empty one stays empty.
"use strict";

const sojournCsv = (() => {
  const cell = (value) => {
    const text = String(value ?? ""), safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const text = (rows) => rows.map((row) => row.map(cell).join(",") + "\r\n").join("");

  // `mark`: what tells spreadsheets that the file is UTF-8; answers of queries go without it.
  function save(name, rows, mark = "\ufeff") {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([mark, text(rows)], { type: "text/csv;charset=utf-8" })), download: `${name}.csv` });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // Title, version, day, link, licence and citation of what was compared, as lines below a table.
  function about(words, title) {
    const day = new Date().toISOString().slice(0, 10), { href } = location;
    const cite = `“${title}”. In: ${words.work}, ${words.of}. ${href} (${day}).`;
    return [[words.title, title], [words.version, words.of], [words.date, day], [words.link, href], [words.licence, words.terms], [words.citation, cite]];
  }

  // A file's name out of several names.
  const name = (...parts) => ["sojourn", ...parts].join(" ").normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 120);

  return { save, about, name };
})();
