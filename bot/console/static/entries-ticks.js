// Ticking many: all at once, and how many are ticked.

const all = document.getElementById("tick-all");
const told = document.getElementById("ticked");
const boxes = [...document.querySelectorAll('.ticks input[name="entry"]')];
const ticked = () => boxes.filter((box) => box.checked).length;

function tell() {
  told.textContent = ticked() ? `勾上了 ${ticked()} 条` : "";
  all.textContent = ticked() === boxes.length ? "全部不勾" : "全部勾上";
}
if (all) {
  all.hidden = !boxes.length;
  all.addEventListener("click", () => {
    const on = ticked() < boxes.length;
    boxes.forEach((box) => { box.checked = on; });
    tell();
  });
  boxes.forEach((box) => box.addEventListener("change", tell));
}
