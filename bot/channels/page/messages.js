// Turns what is said into cards. Knows how each kind of reply looks, nothing of the network.

import { citation } from "/page/citations.js";
import { button, dial, make } from "/page/elements.js";
import { feedback } from "/page/feedback.js";

const POINT_LIMIT = 60; // a longer first paragraph is a text, not a point
const HELP_LINE = { number: "12348", name: "免费法律咨询" };

/** A question and, below it, the card that will hold the reply. */
export function turn(question, card) {
  const heading = make("h3", { class: "question" }, make("span", { class: "aside" }, "您问："), question);
  return make("section", { class: "turn" }, heading, card);
}

/** An empty card for a reply. It stays the same element from waiting to answer, so focus can rest on it. */
export function replyCard() {
  return make("article", { class: "card reply", tabindex: "-1", "aria-label": "回答" });
}

export function showWaiting(card) {
  card.dataset.kind = "waiting";
  card.replaceChildren(make("p", {}, "正在找答案……"));
}

/** Show a reply; `send(words, shown)` is called when a button in it is pressed. */
export function showReply(card, reply, send) {
  card.dataset.kind = reply.kind;
  card.replaceChildren(...(reply.kind === "danger" ? danger(reply) : calm(reply, send)));
}

export function showTrouble(card, trouble, retry) {
  card.dataset.kind = "trouble";
  const parts = [make("p", {}, trouble.message)];
  if (trouble.mayRetry) parts.push(button("重试", retry));
  if (trouble.kind === "server") parts.push(make("p", {}, "等不及，可以打电话问："), ...hotlines([HELP_LINE]));
  card.replaceChildren(...parts);
}

/** Buttons in the resident's own words. */
export function choiceButtons(choices, send) {
  return choices.map(({ label, send: words }) => button(label, () => send(words, label)));
}

/** Paragraphs, and a numbered list where lines begin with "1. ". */
export function paragraphs(text) {
  const made = [];
  for (const line of text.split("\n").map((one) => one.trim()).filter(Boolean)) {
    const step = /^(\d{1,2})(?:\. |、)\s*(.+)$/.exec(line);
    if (!step) made.push(make("p", {}, line));
    else listAtEnd(made).append(make("li", { value: step[1] }, step[2]));
  }
  return made;
}

// The number first, one instruction a line, and nothing else.
function danger({ text, hotlines: numbers }) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return [make("div", { role: "alert" }, ...hotlines(numbers), ...lines.map((line) => make("p", {}, line)))];
}

function calm(reply, send) {
  const parts = paragraphs(reply.text);
  if (isPoint(parts, reply)) parts[0].className = "point";
  parts.push(...hotlines(reply.hotlines ?? []), ...(reply.citations ?? []).map(citation));
  if (reply.choices?.length) parts.push(choices(reply, send));
  if (reply.kind === "answer" && reply.exchange) parts.push(feedback(reply.exchange));
  if (reply.note) parts.push(make("p", { class: "note" }, ...withHelpLine(reply.note)));
  return parts;
}

function isPoint(parts, reply) {
  return reply.kind === "answer" && parts.length > 1 && parts[0].textContent.length <= POINT_LIMIT;
}

function choices(reply, send) {
  const title = reply.kind === "answer" ? "您可能还想问" : "请选一个";
  const group = make("div", { class: "choices", role: "group", "aria-label": title });
  if (reply.kind === "answer") group.append(make("h4", {}, title));
  group.append(...choiceButtons(reply.choices, send));
  return group;
}

function hotlines(numbers) {
  return numbers.map(({ number, name }) =>
    dial(number, { class: "call" }, make("span", { class: "number" }, number), ` ${name}`),
  );
}

function withHelpLine(text) {
  const [before, ...rest] = text.split(HELP_LINE.number);
  return rest.reduce((parts, after) => [...parts, dial(HELP_LINE.number, {}, HELP_LINE.number), after], [before]);
}

function listAtEnd(made) {
  if (made[made.length - 1]?.tagName !== "OL") made.push(make("ol"));
  return made[made.length - 1];
}
