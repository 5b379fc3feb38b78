// The conversation: question, waiting, reply or trouble, and the next question.

import { composer } from "/page/composer.js";
import { offerErase } from "/page/erase.js";
import * as messages from "/page/messages.js";
import { Trouble, ask, welcome } from "/page/server.js";
import { knownSession } from "/page/session.js";
import { fillIn } from "/page/town.js";

const PATIENCE = "上一个问题还在找答案，请稍等。";
const OFFLINE = "网络断开了。您可以先写好，连上后再发。";
const ONLINE = "网络恢复了。";

const log = document.querySelector("#log");
const notice = document.querySelector("#notice");
const form = document.querySelector("#composer");
const box = composer(form, send);

let waiting = false;
let welcomed = false;
let shownSession = knownSession(); // whose conversation is on the screen

open();
offerErase(document.querySelector("#erase"), { say, cleared: clearScreen, busy: () => waiting && PATIENCE });

window.addEventListener("offline", () => say(OFFLINE));
window.addEventListener("online", () => {
  say(ONLINE);
  open();
});
window.addEventListener("pageshow", () => {
  if (knownSession() !== shownSession) clearScreen(); // erased on the privacy page
});
let unfolded = []; // sources opened for the printer only
window.addEventListener("beforeprint", () => {
  unfolded = Array.from(log.querySelectorAll("details:not([open])"));
  for (const details of unfolded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});

/** Send a question, shown as `shown`; says whether it was taken. */
function send(text, shown = text) {
  if (waiting) {
    say(PATIENCE);
    return false;
  }
  say("");
  const card = messages.replyCard();
  log.append(messages.turn(shown, card));
  keepFocus(card);
  answerInto(card, text);
  return true;
}

async function answerInto(card, text) {
  waiting = true;
  messages.showWaiting(card);
  card.scrollIntoView({ block: "nearest" });
  try {
    messages.showReply(card, await ask(text), send);
  } catch (error) {
    showTrouble(card, text, error);
  } finally {
    waiting = false;
    shownSession = knownSession();
  }
  card.scrollIntoView({ block: "start" });
}

function showTrouble(card, text, error) {
  if (!(error instanceof Trouble)) throw error;
  if (error.kind === "refused") box.giveBack(text);
  messages.showTrouble(card, error, () => {
    if (waiting) return say(PATIENCE);
    card.focus(); // the button is about to go
    answerInto(card, text);
  });
}

// A thumb wants the keyboard out of the way of the answer; a keyboard wants to go on writing.
function keepFocus(card) {
  if (matchMedia("(pointer: coarse)").matches) card.focus({ preventScroll: true });
  else if (form.contains(document.activeElement)) box.focus();
}

async function open() {
  if (welcomed) return;
  try {
    const words = await welcome();
    welcomed = true;
    fillIn(words);
    document.querySelector("#greeting").replaceChildren(...messages.paragraphs(words.greeting));
    const samples = document.querySelector("#samples");
    samples.replaceChildren(
      ...messages.choiceButtons(words.samples.map((text) => ({ label: text, send: text })), send),
    );
    samples.hidden = words.samples.length === 0;
  } catch {
    // The page's own opening words stay, and a question can still be asked.
  }
}

function say(sentence) {
  notice.textContent = sentence;
}

function clearScreen() {
  log.replaceChildren();
  shownSession = knownSession();
}
