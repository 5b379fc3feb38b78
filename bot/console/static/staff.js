// Copies what is shown only once.

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch { // no clipboard outside of https
    field.select();
    document.execCommand("copy");
  }
  button.nextElementSibling.textContent = "已复制。";
}

document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
});
