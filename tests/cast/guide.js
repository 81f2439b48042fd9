// Remembers in this browser which steps are done and which links were opened; copies what is to be typed.
"use strict";
const boxes = [...document.querySelectorAll("input[type=checkbox]")];
const links = [...document.querySelectorAll("a[data-link]")];
const progress = document.getElementById("progress");

function read(key) {
  try { return localStorage.getItem(key) === "yes"; } catch { return false; }
}
function write(key, value) {
  try { localStorage.setItem(key, value ? "yes" : "no"); } catch { /* Then it is forgotten with the page. */ }
}
function count() {
  const done = boxes.filter(box => box.checked).length;
  progress.textContent = done === 0 ? "" : `${done} of ${boxes.length} steps done`;
}
function mark(link) {
  if (link.nextElementSibling?.className === "opened") return;
  const words = document.createElement("span");
  words.className = "opened";
  words.textContent = " (opened: go to its tab)";
  link.after(words);
}

for (const box of boxes) {
  box.checked = read(box.id);
  box.addEventListener("change", () => { write(box.id, box.checked); count(); });
}
for (const link of links) {
  const key = `opened-${link.dataset.link}`;
  if (read(key)) mark(link);
  link.addEventListener("click", () => { write(key, true); mark(link); });
}
count();

const copied = document.getElementById("copied");
for (const typed of document.querySelectorAll("code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "typed";
  button.title = "Copy";
  button.textContent = typed.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.textContent);
      copied.textContent = `Copied: ${button.textContent}`;
    } catch { copied.textContent = "This browser does not let the page copy: type it."; }
  });
  typed.replaceChildren(button);
}
