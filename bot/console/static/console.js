// What scripts of the console share: asking and posting as the signed-in person.

const cookie = (name) =>
  document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);

async function answered(response) {
  if (response.redirected) throw new Error("登录已经过期，请重新登录。");
  const value = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(value.detail || "没有办成，请再试一次。");
  return value;
}

/** Ask a page of the console for a value; throws an Error with a sentence for people. */
export async function ask(path) {
  return answered(await fetch(path, { headers: { accept: "application/json" } }));
}

/** Post fields (an object, FormData or a form) to a page of the console. */
export async function post(path, fields) {
  const body = fields instanceof HTMLFormElement ? new FormData(fields)
    : fields instanceof FormData ? fields : new URLSearchParams(fields);
  const token = decodeURIComponent(cookie("starlette_admin_csrftoken") || "");
  const headers = { accept: "application/json", "x-csrftoken": token };
  return answered(await fetch(path, { method: "POST", body, headers }));
}

/** Run a function only after typing has paused. */
export function paused(act, milliseconds = 400) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), milliseconds);
  };
}
