// Talks to our own server; every failure becomes a `Trouble` with a sentence for the resident.

import { session } from "/page/session.js";

const PATIENCE = 15_000; // milliseconds

const OFFLINE = "网络断开了，您的问题还在。";
const SLOW = "等了一会儿没有收到回答，您的问题还在。";
const BROKEN = "服务暂时出了问题，您的问题还在。请过一会儿重试。";
const BUSY = "现在问的人多，您的问题还在。请过一会儿重试。";
const UNREADABLE = "这个问题没能发出去。请换个说法再试。";

/** Something went wrong; `message` says what, in words for the resident. */
export class Trouble extends Error {
  constructor(message, { kind, mayRetry = true }) {
    super(message);
    this.kind = kind;
    this.mayRetry = mayRetry;
  }
}

/** The town's name, the opening words, sample questions and how long records are kept. */
export async function welcome() {
  return (await call("GET", "/api/welcome")).json();
}

/** What the server replies to a question. */
export async function ask(text) {
  return (await call("POST", "/api/ask", { text, session: session() })).json();
}

/** Say whether an answer helped; sent again with a comment, it replaces the first. */
export async function giveFeedback(exchange, useful, comment = "") {
  await call("POST", "/api/feedback", comment ? { exchange, useful, comment } : { exchange, useful });
}

/** Have the server forget everything kept of a session. */
export async function eraseSession(number) {
  await call("DELETE", `/api/session/${encodeURIComponent(number)}`);
}

async function call(method, path, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(path, {
      method,
      signal: stop.signal,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    if (!response.ok) throw await refusal(response);
    // Read it whole while the clock still runs: a stalled body must not hang either.
    const text = await response.text();
    return { json: () => parsed(text) };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    if (error.name === "AbortError") throw new Trouble(SLOW, { kind: "slow" });
    throw new Trouble(OFFLINE, { kind: "offline" });
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Trouble(BROKEN, { kind: "server" });
  }
}

async function refusal(response) {
  if (response.status >= 500) return new Trouble(BROKEN, { kind: "server" });
  if (response.status === 429) return new Trouble(BUSY, { kind: "server" });
  const { detail } = await response.json().catch(() => ({}));
  const sentence = typeof detail === "string" ? detail : UNREADABLE;
  return new Trouble(sentence, { kind: "refused", mayRetry: false });
}
