// Which conversation this tab is in: a random number, no personal data.

const KEY = "mingbai-session";
let current = null; // used when the browser blocks storage

/** The session's number, or null before the first question. */
export function knownSession() {
  try {
    return sessionStorage.getItem(KEY) ?? current;
  } catch {
    return current;
  }
}

/** The session's number, made at the first question. */
export function session() {
  current = knownSession() ?? randomNumber();
  try {
    sessionStorage.setItem(KEY, current);
  } catch {
    // Kept in memory for as long as the page is open.
  }
  return current;
}

/** Forget the number; the next question begins a new session. */
export function forgetSession() {
  current = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // There was nothing stored.
  }
}

// crypto.randomUUID is missing on plain http, where a township may run at first.
function randomNumber() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
