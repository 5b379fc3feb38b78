// Brings a file in, moves the bar while it is worked on, and shows what came of it.
import { ask, post } from "./console.js";

const LARGEST = 20 * 1024 * 1024;

const place = document.getElementById("working");
const bar = document.getElementById("bar");
const said = document.getElementById("said");
const upload = document.querySelector("form.upload");

async function look() {
  try {
    const found = await ask(place.dataset.progress);
    if (!found.working) {
      location.reload();
      return;
    }
    bar.value = found.percent;
    if (found.said && said.textContent !== found.said) said.textContent = found.said;
    setTimeout(look, 500);
  } catch (error) {
    said.textContent = error.message;
    setTimeout(look, 3000);
  }
}

async function bring(event) {
  event.preventDefault();
  const refused = document.getElementById("upload-said");
  const button = upload.querySelector("button");
  const label = button.textContent;
  if (upload.elements.file.files[0]?.size > LARGEST) {
    refused.textContent = "文件超过 20 MB，请分成几份再上传。";
    return;
  }
  refused.textContent = "";
  button.disabled = true;
  button.textContent = "正在上传…";
  try {
    location.assign((await post(upload.action, upload)).path);
  } catch (error) {
    refused.textContent = error.message;
    button.disabled = false;
    button.textContent = label;
  }
}

if (place) setTimeout(look, 300);
if (upload) upload.addEventListener("submit", bring);
