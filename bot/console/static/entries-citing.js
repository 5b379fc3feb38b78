// Citations chosen by typing: a law, then an article of it, whose text is shown.

import { ask } from "./console.js";
import { comboBox } from "./entries-combo.js";

const LINE = /^《(.+)》\s*(.*)$/;
let count = 0;

/** Show a text area of citations as pairs of boxes; the text area stays what is posted. */
export function citationRows(area, places) {
  const list = document.createElement("ul");
  list.className = "row-list";
  const more = Object.assign(document.createElement("button"), { type: "button", textContent: "加一条依据", className: "btn" });
  const box = document.createElement("div");
  box.className = "rows";
  box.append(list, more);
  area.hidden = true;
  area.after(box);
  document.querySelector(`label[for="${area.id}"]`)?.removeAttribute("for");

  function write() {
    const lines = [...list.children].map((item) => {
      const [law, article] = [...item.querySelectorAll("input")].map((input) => input.value.trim().replace(/^《|》$/g, ""));
      return law ? `《${law}》${named(article)}` : "";
    });
    area.value = lines.filter(Boolean).join("\n");
    area.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function append(law, article) {
    const item = document.createElement("li");
    item.className = "citation";
    const text = Object.assign(document.createElement("p"), { className: "said article-text" });
    text.id = `article-${(count += 1)}`;
    text.setAttribute("aria-live", "polite");
    const lawBox = comboBox({
      label: "法律名称", value: law, placeholder: "法律，例如：民法典",
      find: (typed) => ask(`${places.laws}?${new URLSearchParams({ typed })}`),
      choose: () => { write(); articleBox.input.focus(); },
      typed: write,
    });
    const articleBox = comboBox({
      label: "第几条", value: article, placeholder: "第几条，或条文里的话", describedBy: text.id,
      find: (typed) => ask(`${places.articles}?${new URLSearchParams({ law: lawBox.input.value, typed })}`),
      choose: (one) => { show(one); write(); },
      typed: () => { text.textContent = ""; write(); },
    });
    const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "删去", className: "btn" });
    remove.setAttribute("aria-label", "删去这条依据");
    remove.addEventListener("click", () => { item.remove(); write(); more.focus(); });
    const show = (one) => { text.textContent = `${one.good ? "" : `【${one.state}】`}${one.text}`; text.classList.toggle("poor", !one.good); };
    const line = document.createElement("div");
    line.className = "citation-line";
    line.append(lawBox.box, articleBox.box, remove);
    item.append(line, text);
    list.append(item);
    if (law && article) look(lawBox.input.value, article, show);
    return lawBox.input;
  }
  async function look(law, article, show) {
    const found = await ask(`${places.articles}?${new URLSearchParams({ law, typed: article })}`).catch(() => []);
    const one = found.find((other) => other.name === article);
    if (one) show(one);
  }
  function redraw() {
    list.replaceChildren();
    for (const line of area.value.split("\n").map((part) => part.trim()).filter(Boolean)) {
      const found = LINE.exec(line);
      append(found ? found[1] : line, found ? found[2] : "");
    }
  }
  more.addEventListener("click", () => append("", "").focus());
  redraw();
  return { redraw };
}

const named = (article) => (/^\d+$/.test(article) ? `第${article}条` : article);
