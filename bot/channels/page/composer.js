// The box in which a question is written.

const LIMIT = 1000;
const WARN_FROM = 900;

/** Wire the form; `send(text)` gets a question that is neither empty nor too long and says whether it took it. */
export function composer(form, send) {
  const box = form.querySelector("textarea");
  const count = form.querySelector("#count");
  const changed = () => {
    fit(box);
    showCount(box, count);
  };
  const submit = () => {
    const text = box.value.trim();
    if (text && length(text) <= LIMIT && send(text)) box.value = "";
    else box.focus();
    changed();
  };
  box.addEventListener("input", changed);
  box.addEventListener("keydown", (event) => {
    if (!isSendKey(event)) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.hidden = false;
  return {
    focus: () => box.focus(),
    /** Give a refused question back for mending, unless something new is written already. */
    giveBack(text) {
      if (!box.value) box.value = text;
      changed();
    },
  };
}

// Enter also confirms a word in a Chinese input method (keyCode 229 in Safari): that must not send.
function isSendKey(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

function fit(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

function showCount(box, count) {
  const used = length(box.value.trim());
  const over = used - LIMIT;
  box.setAttribute("aria-invalid", String(over > 0));
  if (over > 0) count.textContent = `多了 ${over} 个字，请删短一些再发。`;
  else if (used >= WARN_FROM) count.textContent = `还可以写 ${-over} 个字。`;
  else count.textContent = "";
}

function length(text) {
  return Array.from(text).length; // characters as the server counts them
}
