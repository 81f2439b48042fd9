// Opens people's pages beside the guide, remembers in this browser which were opened, and copies what is to be typed.
"use strict";
const NARROW = 380;
const LEAST = 900;
const links = [...document.querySelectorAll("a[data-link]")];

function read(key) {
  try { return localStorage.getItem(key) === "yes"; } catch { return false; }
}
function write(key) {
  try { localStorage.setItem(key, "yes"); } catch { /* Then it is forgotten with the page. */ }
}
function mark(link) {
  if (link.nextElementSibling?.className === "opened") return;
  const words = document.createElement("span");
  words.className = "opened";
  words.textContent = " (open already: bring its window to the front)";
  link.after(words);
}
// A window at the right of the first `left` pixels, as far as the screen goes; a browser may make a tab of it.
// Each a little lower than the one before, so that none hides another.
function beside(left, width, place) {
  const { availLeft = 0, availTop = 0, availHeight } = window.screen;
  const lower = place * 40;
  return `popup,left=${availLeft + left},top=${availTop + lower},width=${width},height=${availHeight - lower}`;
}

for (const [place, link] of links.entries()) {
  const key = `opened-${link.dataset.link}`;
  if (read(key)) mark(link);
  link.addEventListener("click", event => {
    write(key);
    mark(link);
    const space = window.screen.availWidth - NARROW;
    if (space >= LEAST && window.open(link.href, link.target, beside(NARROW, space, place))) event.preventDefault();
  });
}

const narrow = document.getElementById("narrow");
narrow.hidden = window.innerWidth <= NARROW || window.screen.availWidth - NARROW < LEAST;
narrow.querySelector("button").addEventListener("click", () => window.open("/", "guide", beside(0, NARROW, 0)));

const copied = document.getElementById("copied");
let gone;
function say(words) {
  copied.textContent = words;
  clearTimeout(gone);
  gone = setTimeout(() => { copied.textContent = ""; }, 4000);
}
for (const typed of document.querySelectorAll("code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "typed";
  button.title = "Copy";
  button.textContent = typed.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.textContent);
      say(`Copied: ${button.textContent}`);
    } catch { say("This browser does not let the page copy: type it."); }
  });
  typed.replaceChildren(button);
}
