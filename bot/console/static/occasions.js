// Says when a day would come while it is typed.
import { ask, paused } from "./console.js";

const told = document.querySelector("[data-look]");
const fields = ["rule", "dates"].map((name) => document.getElementById(name));
let newest = 0;

async function look() {
  const mine = ++newest;
  const [rule, dates] = fields.map((field) => field.value.trim());
  let said = "";
  if (rule || dates) {
    const asked = new URLSearchParams({ rule, dates });
    said = await ask(`${told.dataset.look}?${asked}`).then((found) => found.said, (fault) => fault.message);
  }
  if (mine === newest) told.textContent = said;
}

fields.forEach((field) => field.addEventListener("input", paused(look)));
look();
