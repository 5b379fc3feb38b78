// What is typed is kept on this computer until it is saved, so that nothing is lost.

import { chooseGroups, chosenGroups } from "./compose-whom.js";

const OURS = "mingbai:notice:";
const AGE = 7 * 24 * 3600 * 1000;
const NOT_KEPT = new Set(["csrftoken", "changes", "seen", "notice", "copied", "do", "confirmed", "find_group", "urgent"]);

const isKept = (field) =>
  field.name && !NOT_KEPT.has(field.name) && !field.name.startsWith("take_") &&
  !["file", "submit", "button"].includes(field.type) &&
  !(field.type === "hidden" && field.name !== "picture");

function values(form) {
  return [...form.elements].filter(isKept)
    .filter((field) => !["checkbox", "radio"].includes(field.type) || field.checked)
    .map((field) => [field.name, field.value]);
}

function fill(form, kept) {
  const left = new Map();
  for (const [name, value] of kept) left.set(name, [...(left.get(name) ?? []), value]);
  for (const field of [...form.elements].filter(isKept)) {
    const mine = left.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = mine.includes(field.value);
    else if (mine.length) field.value = mine.shift();
  }
}

const trace = (kept) => {
  const one = Object.fromEntries(kept);
  return `${(one.title ?? "").trim()}|${[...(one.text ?? "").trim().replaceAll("\r\n", "\n")].length}`;
};

function forgetOld(read) {
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(OURS) && !(Date.now() - read(name)?.at < AGE)) localStorage.removeItem(name);
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

/** Keep what is typed; `filled` is called after something kept was put back. */
export function keepTyping(form, filled) {
  const key = `${OURS}${form.dataset.keep}`;
  const opened = JSON.stringify(values(form));
  const again = document.getElementById("found-again");

  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null; // a browser that keeps nothing, or something that is not ours
    }
  };
  const write = (kept) => {
    try {
      if (kept) localStorage.setItem(key, JSON.stringify(kept));
      else localStorage.removeItem(key);
    } catch {
      // without a store nothing is kept; everything else works
    }
  };
  const drop = () => {
    write(null);
    again.hidden = true;
  };

  forgetOld(read);
  const kept = read(key);
  if (kept) {
    const saved = kept.handedIn && JSON.parse(form.dataset.written).includes(trace(kept.values));
    const same = JSON.stringify(kept.values) === opened;
    if (saved || same) write(null);
    else if (!document.querySelector(".fault")) {
      const at = new Date(kept.at);
      const clock = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
      document.getElementById("found-when").textContent =
        `（${at.getMonth() + 1}月${at.getDate()}日 ${clock}）`;
      again.hidden = false;
    }
  }
  document.getElementById("take-again").addEventListener("click", () => {
    chooseGroups(form, kept.groups ?? []);
    fill(form, kept.values); // as it was found, whatever was typed since
    again.hidden = true;
    filled();
    form.elements.title.focus();
  });
  document.getElementById("drop-again").addEventListener("click", () => {
    drop();
    form.elements.title.focus();
  });

  const store = (more) =>
    write({ at: Date.now(), values: values(form), groups: chosenGroups(form), ...more });

  let gone = false; // handed in, and nothing was typed since
  form.addEventListener("input", () => { gone = false; });
  return {
    keep() {
      if (!gone && JSON.stringify(values(form)) !== opened) store({});
    },
    handedIn() {
      gone = true;
      store({ handedIn: true });
    },
  };
}
