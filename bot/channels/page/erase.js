// 清除本次对话记录: asked once more, then gone from the server.

import { button, make } from "/page/elements.js";
import { eraseSession } from "/page/server.js";
import { forgetSession, knownSession } from "/page/session.js";

const QUESTION = "清除本次对话记录？";
const WHAT_GOES = "屏幕上的对话，和服务器上这次的问题、评价，都会删除，不能恢复。";
const DONE = "本次对话记录已清除。";
const NOTHING = "您还没有提问，没有需要清除的记录。";
const FAILED = "没有清除成功，记录还在。请检查网络后再试一次。";

/** Wire the button; `say(sentence)` tells the outcome, `cleared()` runs once the
 * records are gone, `busy()` gives the sentence for why it cannot be now. */
export function offerErase(control, { say, cleared, busy = () => false }) {
  const dialog = confirmation(async () => say(await erase(cleared)));
  document.body.append(dialog);
  control.hidden = false;
  control.addEventListener("click", () => {
    const obstacle = busy() || (knownSession() ? "" : NOTHING);
    say(obstacle);
    if (!obstacle) dialog.showModal();
  });
}

async function erase(cleared) {
  try {
    await eraseSession(knownSession());
  } catch {
    return FAILED;
  }
  forgetSession();
  cleared();
  return DONE;
}

function confirmation(confirmed) {
  const dialog = make("dialog", { "aria-labelledby": "erase-title", "aria-describedby": "erase-text" });
  const close = () => dialog.close(); // the browser gives focus back to the button
  dialog.append(
    make("h2", { id: "erase-title" }, QUESTION),
    make("p", { id: "erase-text" }, WHAT_GOES),
    make(
      "div",
      { class: "actions" },
      button("先不清除", close),
      button("清除", () => (close(), confirmed()), { class: "main" }),
    ),
  );
  return dialog;
}
