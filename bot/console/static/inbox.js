// Offers entries while somebody types; without this script the form finds them just as well.
import { ask, paused } from "./console.js";

const box = document.getElementById("typed");
const place = document.getElementById("offered");
const judging = document.querySelector("form.judging");

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function offer(one) {
  const made = element("div", "offer");
  const label = element("label", "form-check");
  const radio = element("input", "form-check-input");
  radio.type = "radio";
  radio.name = "entry";
  radio.value = one.id;
  label.append(radio, " ", element("span", "form-check-label", one.title));
  const details = element("details");
  const kind = one.published ? one.kind : `${one.kind}，还没有发布`;
  details.append(element("summary", "", `${kind}：看内容`), element("p", "said-lines", one.text));
  made.append(label, details);
  return made;
}

async function look() {
  const typed = box.value.trim();
  if (!typed) return;
  const found = new URL("../entries", location.href);
  found.search = new URLSearchParams(judging ? { typed, laws: "yes" } : { typed });
  try {
    const entries = await ask(found);
    if (box.value.trim() !== typed) return; // more was typed meanwhile
    const none = element("p", "", "没有找到相近的条目，换几个字再找。");
    place.replaceChildren(...(entries.length ? entries.map(offer) : [none]));
  } catch (error) {
    place.replaceChildren(element("p", "text-danger", error.message));
  }
}

if (box && place) box.addEventListener("input", paused(look));
