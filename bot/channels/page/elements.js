// Builds elements. Words only ever become text nodes, never markup.

/** An element with attributes and children; a string child becomes plain text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button that says `label` and does `act`. */
export function button(label, act, attributes = {}) {
  const made = make("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", () => act(made));
  return made;
}

/** A link that dials `number`, with the words `children`. */
export function dial(number, attributes, ...children) {
  return make("a", { ...attributes, href: `tel:${number.replace(/[^\d+]/g, "")}` }, ...children);
}
