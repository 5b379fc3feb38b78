// The large-type switch, remembered where the browser allows it.

const KEY = "mingbai-large-type";

apply(remembered());
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wire);
else wire();

function wire() {
  const control = document.querySelector("#large-type");
  control.setAttribute("aria-pressed", String(isLarge()));
  control.hidden = false;
  control.addEventListener("click", () => {
    apply(!isLarge());
    control.setAttribute("aria-pressed", String(isLarge()));
    remember(isLarge());
  });
}

function isLarge() {
  return document.documentElement.classList.contains("large");
}

function apply(large) {
  document.documentElement.classList.toggle("large", large);
}

function remembered() {
  try {
    return localStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

function remember(large) {
  try {
    localStorage.setItem(KEY, large ? "yes" : "no");
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
}
