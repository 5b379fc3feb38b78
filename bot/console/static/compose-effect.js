// What will come of a notice as it is typed: asked of the server, which knows the rules.

const CUT_OFF = "连不上服务器，请看看网络。您写的字还在这台电脑上。"; // as fetch says in English
const PARTS = ["reach", "dates", "looks"];

async function asked(form, signal) {
  const fields = new FormData(form);
  fields.delete("picture_file"); // it is brought on its own
  fields.append("part", "effect");
  const body = new URLSearchParams(fields);
  const response = await fetch(form.dataset.preview, { method: "POST", body, signal });
  if (response.redirected) throw new Error("登录已经过期。您写的字还在这台电脑上，请重新登录再接着写。");
  const found = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response.ok || !found.querySelector("[data-said]"))
    throw new Error("现在看不了效果，请稍后再试。您写的字还在。");
  return found;
}

/** Give `look`, which shows the effect of what stands in the form now. */
export function watchEffect(form) {
  const said = document.getElementById("effect-said");
  const fault = document.getElementById("effect-fault");
  const shown = ["effect", "reach", "dates"].map((id) => document.getElementById(id));
  let newest = new AbortController();

  const wait = (waits) => {
    for (const part of shown) part?.classList.toggle("waits", waits);
  };

  async function look() {
    newest.abort();
    const mine = newest = new AbortController();
    wait(true);
    try {
      const found = await asked(form, mine.signal);
      if (mine !== newest) return;
      for (const part of PARTS) {
        const place = document.getElementById(part);
        const fresh = found.querySelector(`[data-part="${part}"]`);
        if (place && place.innerHTML.trim() !== fresh.innerHTML.trim())
          place.replaceChildren(...fresh.childNodes);
      }
      const sentence = found.querySelector("[data-said]").dataset.said;
      if (said.textContent !== sentence) said.textContent = sentence;
      fault.textContent = "";
    } catch (error) {
      if (mine === newest) fault.textContent = error instanceof TypeError ? CUT_OFF : error.message;
    }
    if (mine === newest) wait(false);
  }

  return { look };
}
