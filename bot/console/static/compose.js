// Writing a notice: what is asked for, counters, the picture; the rest lies in modules beside it.

import { post, paused } from "./console.js";
import { findGroups, growTree } from "./compose-whom.js";
import { keepTyping } from "./compose-keep.js";
import { watchEffect } from "./compose-effect.js";

const MOST_BYTES = 2 * 1024 * 1024;

const form = document.getElementById("compose");
const effect = watchEffect(form);

/** Show only the fields that the chosen kind of time and audience asks for. */
function showWanted() {
  const when = form.elements.when?.value ?? "";
  for (const part of form.querySelectorAll("[data-when]"))
    part.hidden = !part.dataset.when.split(" ").includes(when);
  const whom = form.elements.whom;
  if (whom instanceof RadioNodeList)
    form.querySelector("[data-whom]").hidden = whom.value !== "some";
}

/** Empty what is hidden of a time, so that nothing is sent that nobody sees. */
function emptyHidden() {
  for (const field of form.querySelectorAll("#timing [data-when][hidden] input, #timing input[data-when][hidden]"))
    if (field.type === "checkbox") field.checked = false;
    else field.value = field.name === "weeks" ? "1" : "";
}

function count() {
  for (const counter of form.querySelectorAll("[data-count]")) {
    const length = [...form.elements[counter.dataset.count].value.trim()].length;
    const most = Number(counter.dataset.most);
    counter.textContent = length > most ? `${length} 字，${most} 字以内好读` : `${length} / ${most} 字`;
    counter.classList.toggle("over", length > most);
  }
}

async function bringPicture(field) {
  const fault = document.getElementById("picture-fault");
  fault.textContent = "";
  if (!field.files.length) return;
  if (field.files[0].size > MOST_BYTES) {
    fault.textContent = "图片最大 2 MB，请压缩后再选。";
    field.value = "";
    return;
  }
  const fields = new FormData();
  fields.append("picture_file", field.files[0]);
  try {
    const kept = await post(form.dataset.pictures, fields);
    document.getElementById("picture").value = kept.picture;
    document.getElementById("picture-image").src = kept.address;
    document.getElementById("picture-shown").hidden = false;
    document.getElementById("picture_drop").checked = false;
  } catch (error) {
    fault.textContent = error instanceof TypeError ? "连不上服务器，图片没有传上去，请再选一次。" : error.message;
  }
  field.value = ""; // it is kept, or it was refused
}

function changed() {
  showWanted();
  count();
}

form.enctype = "application/x-www-form-urlencoded"; // the picture is brought on its own
growTree(document.getElementById("tree"));
findGroups(form);
const typing = keepTyping(form, () => {
  changed();
  growTree(document.getElementById("tree"));
  effect.look();
});
form.addEventListener("change", (event) => {
  if (event.target.name === "when") {
    showWanted();
    emptyHidden();
  }
  if (event.target.id === "picture_file") bringPicture(event.target).then(effect.look);
  changed();
  effect.look();
});
form.addEventListener("input", changed);
form.addEventListener("input", paused(effect.look, 600));
form.addEventListener("input", paused(typing.keep, 300));
form.addEventListener("change", paused(typing.keep, 300));
form.addEventListener("submit", (event) => {
  if (event.submitter?.value === "preview") {
    event.preventDefault();
    effect.look();
    document.getElementById("effect").scrollIntoView({ block: "nearest" });
  } else if (event.submitter?.value !== "find") {
    typing.handedIn();
  }
});
changed();
