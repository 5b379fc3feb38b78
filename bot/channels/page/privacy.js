// The privacy page: the town's name and days, and the button that erases.

import { offerErase } from "/page/erase.js";
import { welcome } from "/page/server.js";
import { fillIn } from "/page/town.js";

const notice = document.querySelector("#notice");

welcome().then(fillIn, () => {}); // without it the page still reads well

offerErase(document.querySelector("#erase"), {
  say: (sentence) => (notice.textContent = sentence),
  cleared: () => {},
});

// Going back, rather than to a fresh page, keeps the conversation on the screen.
document.querySelector("#back").addEventListener("click", (event) => {
  if (!document.referrer.startsWith(`${location.origin}/`) || history.length < 2) return;
  event.preventDefault();
  history.back();
});
