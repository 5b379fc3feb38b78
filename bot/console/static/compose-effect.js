// What will come of a notice as it is typed: asked of the server, which knows the rules.

const PARTS = ["reach", "dates", "looks"];

async function asked(form) {
  const fields = new FormData(form);
  fields.delete("picture_file"); // it is brought on its own
  fields.append("part", "effect");
  const body = new URLSearchParams(fields);
  const response = await fetch(form.dataset.preview, { method: "POST", body });
  if (response.redirected) throw new Error("登录已经过期。您写的字还在这台电脑上，请重新登录再接着写。");
  if (!response.ok) throw new Error("现在看不了效果，请稍后再试。您写的字还在。");
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Give `look`, which shows the effect of what stands in the form now. */
export function watchEffect(form) {
  const said = document.getElementById("effect-said");
  const fault = document.getElementById("effect-fault");
  const panel = document.getElementById("effect");
  let newest = 0;

  async function look() {
    const mine = ++newest;
    panel.classList.add("waits");
    try {
      const found = await asked(form);
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
      if (mine === newest) fault.textContent = error.message;
    }
    if (mine === newest) panel.classList.remove("waits");
  }

  return { look };
}
