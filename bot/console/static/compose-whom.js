// Whom a notice is for: the tree of grids by mouse and keyboard, and groups found by name.

import { ask, paused } from "./console.js";

const boxOf = (item) => item.querySelector(":scope > label input");
const inside = (item) => [...item.querySelectorAll(":scope > ul input")];
const above = (item) => item.parentElement.closest("li");

/** Let every branch say what is ticked below it. */
function tell(tree) {
  for (const item of tree.querySelectorAll("li")) {
    const box = boxOf(item);
    box.indeterminate = !box.checked && inside(item).some((one) => one.checked);
  }
}

function open(item, wanted) {
  const list = item.querySelector(":scope > ul");
  const twist = item.querySelector(":scope > .twist");
  if (!list || !twist) return;
  list.hidden = !wanted;
  twist.setAttribute("aria-expanded", String(wanted));
}

function tick(box) {
  const item = box.closest("li");
  for (const one of inside(item)) one.checked = box.checked;
  // Who leaves a part out no longer means the whole.
  if (!box.checked) for (let up = above(item); up; up = above(up)) boxOf(up).checked = false;
}

function addTwist(item) {
  const name = item.querySelector(":scope > label .form-check-label").firstChild.textContent.trim();
  const twist = document.createElement("button");
  twist.type = "button";
  twist.className = "twist";
  twist.setAttribute("aria-label", `${name}里面的网格`);
  twist.addEventListener("click", () => open(item, twist.getAttribute("aria-expanded") !== "true"));
  item.prepend(twist);
}

function move(tree, box, key) {
  const item = box.closest("li");
  const seen = [...tree.querySelectorAll("li > label input")].filter((one) => one.offsetParent);
  const place = seen.indexOf(box);
  const twist = item.querySelector(":scope > .twist");
  const isOpen = twist?.getAttribute("aria-expanded") === "true";
  if (key === "ArrowDown") seen[place + 1]?.focus();
  else if (key === "ArrowUp") seen[place - 1]?.focus();
  else if (key === "ArrowRight" && twist && !isOpen) open(item, true);
  else if (key === "ArrowRight" && isOpen) seen[place + 1]?.focus();
  else if (key === "ArrowLeft" && isOpen) open(item, false);
  else if (key === "ArrowLeft" && above(item)) boxOf(above(item)).focus();
  else return false;
  return true;
}

/** Make a list of boxes within boxes a tree; again, after boxes were ticked by a script. */
export function growTree(tree) {
  if (!tree) return;
  if (!tree.dataset.grown) {
    tree.dataset.grown = "yes";
    for (const item of tree.querySelectorAll("li[data-branch]")) {
      addTwist(item);
      open(item, item.dataset.branch === "open");
    }
    tree.addEventListener("change", (event) => {
      tick(event.target);
      tell(tree);
    });
    tree.addEventListener("keydown", (event) => {
      if (event.target.type === "checkbox" && move(tree, event.target, event.key)) event.preventDefault();
    });
  }
  tell(tree);
}

function box(option, checked = false) {
  const label = document.createElement("label");
  label.className = "form-check form-check-inline";
  const input = Object.assign(document.createElement("input"), {
    type: "checkbox", name: "group", value: option.value, className: "form-check-input", checked,
  });
  const words = document.createElement("span");
  words.className = "form-check-label";
  words.textContent = option.words;
  label.append(input, words);
  return label;
}

/** Give the single groups that are ticked, with their words. */
export const chosenGroups = (form) =>
  [...form.querySelectorAll("[name=group]:checked")].map((one) => ({
    value: one.value, words: one.closest("label").textContent.trim(),
  }));

/** Tick single groups, also those that are not on the page yet. */
export function chooseGroups(form, options) {
  for (const option of options)
    if (!form.querySelector(`[name=group][value="${CSS.escape(option.value)}"]`))
      document.getElementById("groups-chosen").append(box(option, true));
}

/** Find groups while their name is typed; what is ticked moves up and stays. */
export function findGroups(form) {
  const field = form.elements.find_group;
  const found = document.getElementById("groups-found");
  const chosen = document.getElementById("groups-chosen");

  async function find() {
    const part = field.value.trim();
    if (!part) return found.replaceChildren();
    try {
      const options = await ask(`${form.dataset.groups}?find_group=${encodeURIComponent(part)}`);
      const known = new Set([...chosen.querySelectorAll("input")].map((one) => one.value));
      const fresh = options.filter((one) => !known.has(one.value));
      const none = Object.assign(document.createElement("p"), { textContent: "没有找到别的群。" });
      found.replaceChildren(...(fresh.length ? fresh.map((one) => box(one)) : [none]));
    } catch (error) {
      found.textContent = error.message;
    }
  }

  field.addEventListener("input", (event) => {
    event.stopPropagation(); // nothing of the notice has changed
    look();
  });
  const look = paused(find, 300);
  found.addEventListener("change", (event) => {
    chosen.append(event.target.closest("label"));
    event.target.focus();
  });
  field.closest(".input-group").querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    find();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find();
  });
}
