// Whether an answer helped, and what was missing.

import { giveFeedback } from "/page/server.js";
import { button, make } from "/page/elements.js";

const COMMENT_LIMIT = 200;
const THANKS = "谢谢，记下了。";
const THANKS_AND_CALL = "谢谢，我们会改进。急着要答案，可以拨打 12348（免费法律咨询）。";
const NOT_SENT = "没有发出去，请再点一次。";

/** Two buttons under an answer; 没帮上 asks for a few words, which may stay empty. */
export function feedback(exchange) {
  const said = make("p", { class: "said", role: "status" });
  const row = make("div", { class: "feedback", role: "group", "aria-label": "这个回答有用吗" });
  const useful = button("有用", () =>
    report(said, exchange, true, () => replace(row, thanks(THANKS))),
  );
  const useless = button("没帮上", () =>
    report(said, exchange, false, () => replace(row, commentForm(row, exchange))),
  );
  row.append(make("span", {}, "有用吗？"), useful, useless, said);
  return row;
}

async function report(said, exchange, useful, next, comment = "") {
  said.textContent = "";
  try {
    await giveFeedback(exchange, useful, comment);
  } catch {
    said.textContent = NOT_SENT;
    return;
  }
  next();
}

function commentForm(row, exchange) {
  const said = make("p", { class: "said", role: "status" });
  const words = make("input", { maxlength: COMMENT_LIMIT, autocomplete: "off", enterkeyhint: "send" });
  const form = make(
    "form",
    { class: "comment" },
    make("label", {}, make("span", {}, "记下了。哪里没说清楚？可以不填。"), words),
    make("button", { type: "submit" }, "提交"),
    said,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const comment = words.value.trim();
    const done = () => replace(row, thanks(THANKS_AND_CALL));
    if (comment) report(said, exchange, false, done, comment);
    else done();
  });
  return form;
}

function thanks(sentence) {
  return make("p", { tabindex: "-1" }, sentence);
}

// The pressed button disappears, so focus moves to what took its place.
function replace(row, replacement) {
  row.replaceChildren(replacement);
  (replacement.querySelector("input") ?? replacement).focus();
}
