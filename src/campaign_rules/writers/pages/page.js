"use strict";
for (const form of document.querySelectorAll("form[data-filter]")) {
  const rows = [...document.getElementById(form.dataset.filter).querySelectorAll("[data-status]")];
  const said = form.querySelector("output");
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s_\-、，,/()（）]+/g, "");
  const apply = () => {
    const boxes = [...form.querySelectorAll("input[name=status]")];
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const text = plain(form.elements.text.value);
    const { group, name } = form.dataset;
    let shown = 0;
    for (const row of rows) {
      const elsewhere = group && !row.dataset.groups.split(",").includes(group);
      row.hidden = elsewhere || (boxes.length > 0 && !wanted.has(row.dataset.status)) || !row.dataset.text.includes(text);
      shown += !row.hidden;
    }
    said.textContent = `${group ? `${name}: ` : ""}${shown} / ${rows.length}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => {
    delete form.dataset.group;
    setTimeout(apply);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}
for (const button of document.querySelectorAll("button[data-open]")) {
  button.addEventListener("click", () => {
    const rows = [...document.getElementById(button.dataset.open).querySelectorAll("details:not([hidden])")];
    const open = rows.some((row) => !row.open);
    for (const row of rows) row.open = open;
  });
}
for (const button of document.querySelectorAll("button[data-find]")) {
  button.addEventListener("click", () => {
    const form = document.querySelector(`form[data-filter="${button.dataset.find}"]`);
    form.reset();
    form.dataset.group = button.dataset.group;
    form.dataset.name = button.textContent;
    form.dispatchEvent(new Event("input"));
    form.scrollIntoView();
    form.elements.text.focus({ preventScroll: true });
  });
}
let closed = [];
addEventListener("beforeprint", () => {
  // A record of many stays as it is; what the whole list says anyway is not printed twice.
  closed = [...document.querySelectorAll("details:not([open]):not([hidden]):not(.record):not(.listed)")];
  for (const one of closed) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of closed) one.open = false;
});
