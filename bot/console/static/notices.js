// The bar that moves while a notice is sent, and copying what is to be forwarded.
import { ask } from "./console.js";

const EVERY = 1000;
const SPOKEN_EVERY = 10; // answers: whoever listens is not told each second

function follow(card) {
  const bar = card.querySelector("progress");
  const said = card.querySelector("[data-said]");
  const live = card.querySelector("[data-live]");
  const next = document.querySelector("[data-next]");
  let times = 0;
  const look = async () => {
    if (document.hidden) return void setTimeout(look, EVERY);
    try {
      const far = await ask(card.dataset.progress);
      next.textContent = far.next;
      if (!far.running) return void end(card, bar, said, live, far);
      bar.value = far.percent;
      said.textContent = far.said;
      if (times++ % SPOKEN_EVERY === 0) live.textContent = far.said;
    } catch (error) {
      said.textContent = error.message;
    }
    setTimeout(look, EVERY);
  };
  look();
}

function end(card, bar, said, live, far) {
  bar.value = 100;
  said.textContent = live.textContent = far.next;
  card.dataset.over = "yes";
  if (!document.querySelector("details.confirm[open]")) location.reload();
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const told = button.nextElementSibling;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    document.execCommand("copy");
  }
  told.textContent = "已复制，去微信群里粘贴。";
}

document.querySelectorAll("[data-progress]").forEach(follow);
document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
});
