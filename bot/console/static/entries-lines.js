// A field with one thing on each line, shown as rows that can be added and removed.

let count = 0;

/** Show a text area as rows; the text area stays what is posted. */
export function lineRows(area, { add, one }) {
  const box = document.createElement("div");
  box.className = "rows";
  const more = Object.assign(document.createElement("button"), { type: "button", textContent: add, className: "btn" });
  const list = document.createElement("ul");
  list.className = "row-list";
  box.append(list, more);
  area.hidden = true;
  area.after(box);
  const label = document.querySelector(`label[for="${area.id}"]`);
  label?.removeAttribute("for");
  const inputs = () => [...list.querySelectorAll("input")];

  function write() {
    area.value = inputs().map((input) => input.value.trim()).filter(Boolean).join("\n");
    area.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function row(value) {
    const item = document.createElement("li");
    const input = Object.assign(document.createElement("input"), { value, className: "form-control", maxLength: 200, autocomplete: "off" });
    input.id = `row-${(count += 1)}`;
    input.setAttribute("aria-label", one);
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: "删去" });
    remove.setAttribute("aria-label", `删去这句${one}`);
    input.addEventListener("input", write);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      append("").focus();
    });
    input.addEventListener("paste", (event) => spread(event, input));
    remove.addEventListener("click", () => {
      const near = (item.nextElementSibling || item.previousElementSibling)?.querySelector("input");
      item.remove();
      write();
      (near || more).focus();
    });
    item.append(input, remove);
    return { item, input };
  }
  function append(value) {
    const made = row(value);
    list.append(made.item);
    return made.input;
  }
  function spread(event, input) {
    const lines = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    input.value += lines.shift();
    lines.forEach(append);
    write();
  }
  function redraw() {
    list.replaceChildren();
    area.value.split("\n").map((line) => line.trim()).filter(Boolean).forEach(append);
  }
  more.addEventListener("click", () => append("").focus());
  redraw();
  return { redraw };
}
