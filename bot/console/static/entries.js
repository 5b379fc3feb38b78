// The editor of entries: rows instead of lines, citations by typing, trying out, and a kept copy.

import { citationRows } from "./entries-citing.js";
import { keepTyping } from "./entries-keep.js";
import { lineRows } from "./entries-lines.js";
import { ask, paused, post } from "./console.js";

const editor = document.getElementById("editor");
const field = (name) => editor.elements.namedItem(name);
const element = (name, words, className = "") =>
  Object.assign(document.createElement(name), { textContent: words, className });

field("topic").setAttribute("list", "topics");
document.getElementById("citations-help").textContent = "先选法律，再选第几条，条文会显示在下面。";
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();  // only a button saves
});
const rows = [
  lineRows(field("phrases"), { add: "加一句问法", one: "相似问法" }),
  lineRows(field("negatives"), { add: "加一句反例", one: "反例" }),
  citationRows(field("citations"), editor.dataset),
];
keepTyping(editor, document.getElementById("kept"), () => rows.forEach((row) => row.redraw()));

const counted = document.getElementById("counted");
const count = () => {
  const length = field("text").value.trim().length;
  counted.textContent = length ? `已写 ${length} 个字` : "";
};
field("text").addEventListener("input", count);
count();

// Entries that ask the same, while the question and its phrasings are typed.
const like = document.getElementById("like");
const lookFor = paused(async () => {
  const sayings = [field("title").value, ...field("phrases").value.split("\n")].filter((said) => said.trim());
  const query = new URLSearchParams([...sayings.slice(0, 12).map((said) => ["said", said.slice(0, 200)]), ["without", editor.dataset.without]]);
  const found = await ask(`${editor.dataset.like}?${query}`).catch(() => []);
  like.replaceChildren();
  if (!found.length) return;
  const same = found.some((one) => one.same);
  like.append(element("p", same ? "已经有一条问的就是这件事，改那一条更好：" : "已经有意思相近的，先看看是不是同一件事："));
  const list = element("ul", "");
  for (const one of found) {
    const link = Object.assign(element("a", one.title), { href: one.path, target: "_blank", rel: "noopener" });
    const item = element("li", "");
    item.append(link, one.draft ? "（还是草稿）" : "", "（新窗口打开）");
    list.append(item);
  }
  like.append(list);
});
field("title").addEventListener("input", lookFor);
field("phrases").addEventListener("change", lookFor);

// Trying out: the same answer that residents would get.
const trial = document.getElementById("trial");
const button = document.getElementById("try");
async function tryOut() {
  button.disabled = true;
  trial.replaceChildren(element("p", "正在试……"));
  try {
    show(await post(editor.dataset.try, editor));
  } catch (error) {
    trial.replaceChildren(element("p", error.message, "verdict poor"));
  }
  button.disabled = false;
}
function show(told) {
  trial.replaceChildren(
    element("p", told.said, `verdict ${told.good ? "good" : "poor"}`),
    element("blockquote", told.text, "said"),
    ...list(told.choices, "居民能选的："),
    ...list(told.cited, "依据："),
    ...list(told.faults, "请核对："),
  );
}
function list(lines, title) {
  if (!lines.length) return [];
  const found = element("ul", "", "plain");
  found.append(...lines.map((line) => element("li", line)));
  return [element("p", title, "small-head"), found];
}
button.addEventListener("click", (event) => { event.preventDefault(); tryOut(); });
field("question").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  tryOut();
});
