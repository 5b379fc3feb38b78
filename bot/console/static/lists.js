// Moves the bar while a file is worked on, and shows what came of it.
import { ask } from "./console.js";

const place = document.getElementById("working");
const bar = document.getElementById("bar");
const said = document.getElementById("said");

async function look() {
  try {
    const found = await ask(place.dataset.progress);
    if (!found.working) {
      location.reload();
      return;
    }
    bar.value = found.percent;
    if (found.said && said.textContent !== found.said) said.textContent = found.said;
    setTimeout(look, 500);
  } catch (error) {
    said.textContent = error.message;
    setTimeout(look, 3000);
  }
}

if (place) setTimeout(look, 300);
