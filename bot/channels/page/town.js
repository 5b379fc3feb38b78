// Fills in what the township says of itself: its name and how long records are kept.

/** Put the town's name and the number of days wherever the page has a place for them. */
export function fillIn({ town, privacy }) {
  if (town) {
    for (const place of document.querySelectorAll("[data-town]")) place.textContent = town;
    document.title = `${document.title.split(" · ")[0]} · ${town}`;
  }
  for (const place of document.querySelectorAll("[data-days]")) place.textContent = privacy.days;
}
