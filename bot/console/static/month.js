// Walking through a month with the keyboard: arrows by day and week, page keys by month.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const TURNS = { PageUp: "prev", PageDown: "next" };

const days = [...document.querySelectorAll("[data-day]")];

document.querySelector("[data-month]").addEventListener("keydown", (event) => {
  const here = days.indexOf(event.target);
  if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const to = event.key === "Home" ? 0 : event.key === "End" ? days.length - 1 : here + STEPS[event.key];
  if (days[to]) {
    event.preventDefault();
    days[to].focus();
  } else if (TURNS[event.key]) {
    event.preventDefault();
    document.querySelector(`a[rel=${TURNS[event.key]}]`).click();
  }
});
