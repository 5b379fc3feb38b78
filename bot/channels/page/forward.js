// What waits to be forwarded: words to copy, a picture to keep, one tap for each group.

import { copyFrom } from "/page/copying.js";
import { button, make } from "/page/elements.js";

const COPIED = "已复制。打开微信群，长按输入框，点“粘贴”。";
const SELECTED = "没能自动复制。文字已经选中，请长按后点“复制”。";
const BROKEN = "没有连上服务器，请检查网络后再试一次。";
const NOTHING = "现在没有等着转发的通知。";
const FINISHED = "都发完了，谢谢。";

const left = document.querySelector("#left");
const notices = document.querySelector("#notices");
const here = location.pathname.replace(/\/+$/, "");

load();

async function load() {
  try {
    const shown = await call("GET", "packs");
    for (const place of document.querySelectorAll("[data-town]")) place.textContent = shown.town;
    notices.replaceChildren(...shown.notices.map(card));
    left.textContent = notices.children.length ? count() : NOTHING;
  } catch (error) {
    left.textContent = error.message;
    if (error.mayRetry) notices.replaceChildren(button("重试", load));
  }
}

function card(notice) {
  const title = make("h2", {}, notice.urgent ? make("span", { class: "urgent" }, "紧急") : null, notice.title);
  const until = notice.until ? make("p", { class: "times" }, `请在 ${notice.until} 前转发`) : null;
  return make(
    "article",
    { class: "card forward" },
    title,
    make("p", { class: "times" }, `${notice.since} 的通知`),
    until,
    ...words(notice.text),
    notice.picture === null ? null : picture(notice),
    make("h3", {}, "发到这些群"),
    make("ul", { class: "groups" }, ...notice.groups.map(row)),
  );
}

function words(text) {
  const box = make("div", { class: "words" }, text);
  const said = make("p", { class: "copied", role: "status" });
  const copy = button("复制文字", async () => {
    said.textContent = "";
    said.textContent = (await copyFrom(box)) ? COPIED : SELECTED;
  }, { class: "main" });
  return [box, copy, said];
}

function picture({ title, picture: number }) {
  const address = `${here}/pictures/${number}`;
  return make(
    "figure",
    { class: "picture" },
    make("img", { src: address, alt: `“${title}”的配图` }),
    make(
      "figcaption",
      {},
      "图片也发到群里：长按图片转发，或者 ",
      make("a", { href: address, download: title }, "保存图片"),
    ),
  );
}

function row(group) {
  const item = make("li", {}, make("span", { class: "name" }, group.name));
  if (group.done) finish(item, group.done);
  else item.append(...tap(item, group));
  return item;
}

function tap(item, { delivery, name }) {
  const said = make("p", { class: "said", role: "status" });
  const control = button("已发到群里", () => confirm(item, control, said, delivery), {
    "aria-label": `已发到群里：${name}`,
  });
  return [control, said];
}

async function confirm(item, control, said, delivery) {
  control.disabled = true;
  said.textContent = "";
  try {
    const { done, said: sentence } = await call("POST", `done/${delivery}`);
    const next = nextControl(control);
    control.remove();
    said.remove();
    finish(item, done);
    left.textContent = `${sentence}${count()}`;
    (next ?? left).focus(); // the pressed button is gone
  } catch (error) {
    control.disabled = false;
    said.textContent = error.message;
  }
}

function finish(item, done) {
  item.classList.add("done");
  item.append(make("span", { class: "done" }, `${done} 已确认`));
}

function nextControl(control) {
  const all = [...document.querySelectorAll(".groups button")];
  return all[all.indexOf(control) + 1] ?? all.find((one) => one !== control);
}

function count() {
  const waiting = document.querySelectorAll(".groups button").length;
  return waiting ? `还有 ${waiting} 个群没有确认。` : FINISHED;
}

async function call(method, path) {
  let response;
  try {
    response = await fetch(`${here}/${path}`, { method });
  } catch {
    throw trouble(BROKEN, true);
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw trouble(typeof body.detail === "string" ? body.detail : BROKEN, response.status >= 500);
}

function trouble(message, mayRetry) {
  return Object.assign(new Error(message), { mayRetry });
}
