// A button at each field for a secret that shows what was typed, for whoever types on a phone.

for (const group of document.querySelectorAll("[data-secret]")) {
  const field = group.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = "显示";
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-label", `显示${document.querySelector(`label[for="${field.id}"]`).textContent}`);
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = shown ? "显示" : "隐藏";
    button.setAttribute("aria-pressed", String(!shown));
  });
  field.form.addEventListener("submit", () => { field.type = "password"; });
  group.append(button);
}

const fields = [...document.querySelectorAll(".door input:not([type=hidden]):not([hidden])")];
fields.find((field) => !field.value)?.focus();
