// Where an answer comes from, folded until someone wants to read it.

import { make } from "/page/elements.js";

/** One source: its name and how it stands today in the summary, the article's words inside. */
export function citation({ title, article, excerpt, source, in_force, state, warning }) {
  const name = /^《/.test(title) ? title : `《${title}》`;
  const standing = state || (in_force ? `${chineseDate(in_force)}起施行` : "");
  const told = standing ? `（${standing}）` : "";
  return make(
    "details",
    warning ? { class: "doubtful" } : {},
    make("summary", {}, make("span", {}, `依据 ${name}${article ?? ""}${told}`)),
    excerpt ? make("blockquote", {}, ...lines(excerpt)) : null,
    source ? origin(source) : null,
  );
}

function lines(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => make("p", {}, line));
}

function chineseDate(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return `${year}年${month}月${day}日`;
}

function origin(source) {
  const host = webHost(source);
  if (!host) return make("p", { class: "origin" }, `来源：${source}`);
  const link = make("a", { href: source, target: "_blank", rel: "noopener noreferrer" }, `打开原文（${host}）`);
  return make("p", { class: "origin" }, link);
}

// Only a web address becomes a link: never javascript: or data:.
function webHost(source) {
  try {
    const { protocol, host } = new URL(source);
    return protocol === "https:" || protocol === "http:" ? host : "";
  } catch {
    return "";
  }
}
