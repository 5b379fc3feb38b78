// Copies words, also where the browser has no clipboard to offer (plain http, old chat apps).

/** Copy the words of a box; false if they are only selected, for the person to copy. */
export async function copyFrom(box) {
  try {
    await navigator.clipboard.writeText(box.textContent);
    return true;
  } catch {
    return selectAndCopy(box);
  }
}

function selectAndCopy(box) {
  const everything = document.createRange();
  everything.selectNodeContents(box);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(everything);
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    // Left selected: one long press copies it.
  }
  if (copied) selection.removeAllRanges();
  return copied;
}
