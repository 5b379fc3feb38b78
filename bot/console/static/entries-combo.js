// A box that offers a list while somebody types, by keyboard and by hand (ARIA combobox).

import { paused } from "./console.js";

let count = 0;

/** Make a box; `find` gives what to offer for what was typed, `choose` hears what was taken. */
export function comboBox({ label, value, placeholder, find, choose, typed, describedBy = "" }) {
  const id = `combo-${(count += 1)}`;
  const box = document.createElement("div");
  box.className = "combo";
  const input = Object.assign(document.createElement("input"), { id, value, placeholder, className: "form-control", autocomplete: "off" });
  const list = Object.assign(document.createElement("ul"), { id: `${id}-list`, hidden: true, className: "combo-list" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  for (const [name, words] of Object.entries({ role: "combobox", "aria-label": label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, words);
  if (describedBy) input.setAttribute("aria-describedby", describedBy);
  let found = [], at = -1, asked = 0;

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function open(offered) {
    found = offered;
    at = -1;
    list.replaceChildren(...offered.map(option));
    list.hidden = !offered.length;
    input.setAttribute("aria-expanded", String(Boolean(offered.length)));
  }
  function option(one, place) {
    const item = document.createElement("li");
    item.id = `${id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = Object.assign(document.createElement("strong"), { textContent: one.name });
    item.append(name);
    const note = one.note || (one.good === false ? one.state : "");
    if (note) item.append(` （${note}）`);
    if (one.text) item.append(Object.assign(document.createElement("span"), { textContent: one.text.slice(0, 60) }));
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(place); });
    return item;
  }
  function mark(place) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = (place + found.length) % found.length;
    const item = list.children[at];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  }
  function take(place) {
    const one = found[place];
    input.value = one.name;
    close();
    choose(one);
  }
  const look = paused(async () => {
    const own = (asked += 1);
    const offered = await find(input.value.trim()).catch(() => []);
    if (own === asked && document.activeElement === input) open(offered);
  }, 200);
  input.addEventListener("input", () => { typed(); look(); });
  input.addEventListener("blur", () => { asked += 1; close(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { look(); return; }
      const down = event.key === "ArrowDown";
      mark(at < 0 ? (down ? 0 : -1) : at + (down ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();  // never saves the form from within a box
      if (!list.hidden && found.length) take(Math.max(at, 0));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  box.append(input, list);
  return { box, input };
}
