// What was typed is saved now: forget the copy that this browser kept.

const saved = new URLSearchParams(location.search).get("saved");
if (saved) {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("entry-") && name.endsWith(`-${saved}`)) localStorage.removeItem(name);
  }
  history.replaceState(null, "", location.pathname + location.hash);
}
