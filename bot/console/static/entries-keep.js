// A copy of what is typed, kept in this browser until it is saved, so that nothing is lost.

import { paused } from "./console.js";

const NAMES = ["title", "text", "phrases", "negatives", "citations", "topic", "hotline", "valid_from", "last_day", "checked_on", "note", "remark"];
const WEEK = 7 * 24 * 3600 * 1000;

/** Keep a form's fields while somebody types, and offer them when the page is opened again. */
export function keepTyping(form, note, redraw) {
  const key = `entry-${form.dataset.keep}`;
  const field = (name) => form.elements.namedItem(name);
  const values = () => Object.fromEntries(NAMES.map((name) => [name, field(name).value]));
  const shown = JSON.stringify(values());
  let store;
  try { store = window.localStorage; } catch { return; }

  const forgetOld = () => {
    for (const name of Object.keys(store)) {
      if (!name.startsWith("entry-")) continue;
      const kept = read(name);
      if (!kept || Date.now() - kept.at > WEEK) store.removeItem(name);
    }
  };
  function read(name) {
    try { return JSON.parse(store.getItem(name)); } catch { return null; }
  }
  const keep = () => {
    if (JSON.stringify(values()) === shown) return;
    try { store.setItem(key, JSON.stringify({ at: Date.now(), base: form.dataset.base, values: values() })); } catch { /* no room: the page still has it */ }
  };
  const later = paused(keep, 500);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("pagehide", keep);

  forgetOld();
  const kept = read(key);
  if (!kept || form.dataset.typed || JSON.stringify(kept.values) === shown) return;
  offer(kept);

  function offer({ at, base, values: old }) {
    const moved = base !== form.dataset.base ? "那以后这一条有了新的一稿，恢复后请仔细对照。" : "";
    const words = document.createElement("p");
    words.textContent = `您在 ${new Date(at).toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short" })} 写过、还没有存的内容还在。${moved}`;
    const restore = button("恢复没存的内容", "btn btn-primary", () => {
      for (const name of NAMES) field(name).value = old[name] ?? field(name).value;
      redraw();
      note.hidden = true;
      field("title").focus();
    });
    const drop = button("不要了", "btn", () => { store.removeItem(key); note.hidden = true; field("title").focus(); });
    const line = document.createElement("div");
    line.className = "btn-list";
    line.append(restore, drop);
    const box = document.createElement("div");
    box.append(words, line);
    note.replaceChildren(box);
    note.hidden = false;
  }
  function button(words, className, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: words, className });
    made.addEventListener("click", act);
    return made;
  }
}
