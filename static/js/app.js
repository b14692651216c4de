// Small manners of every page: menus that close, and signing in again without leaving the page.
// Other modules use window.Klassny: csrf(), signIn(), say(text), hasWaiting().

const WAITING_PREFIX = "klassny.waiting.";

let token = "";
let signingIn = null;

function csrf() {
  if (!token) {
    token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  }
  return token;
}

function setCsrf(value) {
  if (!value) return;
  token = value;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": value }));
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = value;
}

function say(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

// Keys "klassny.waiting.<user>.<anything>" hold JSON lists of operations not yet sent.
function hasWaiting() {
  const prefix = `${WAITING_PREFIX}${document.body.dataset.user}.`;
  for (let i = 0; i < localStorage.length; i += 1) {
    const key = localStorage.key(i);
    if (key.startsWith(prefix) && !["", "[]", "{}", "null"].includes(localStorage.getItem(key))) return true;
  }
  return false;
}

async function post(url, fields) {
  return fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": csrf() },
    body: new URLSearchParams(fields),
  });
}

// Sends the form; after a refusal because of a stale token tries once more with the fresh one it was given.
async function trySignIn(form) {
  const fields = { username: form.username.value, password: form.password.value };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const response = await post(form.dataset.signIn, fields);
    const answer = await response.json().catch(() => ({}));
    if (answer.csrf) setCsrf(answer.csrf);
    if (response.ok || answer.error !== "csrf" || attempt) return answer;
  }
  return {};
}

// Asks for the password in a dialog. → {ok: true, user, csrf}, or {ok: false} when the person chose "later".
function signIn(freshToken) {
  setCsrf(freshToken);
  if (signingIn) return signingIn;
  const dialog = document.getElementById("sign-in-again");
  if (!dialog) return Promise.resolve({ ok: false });
  const form = dialog.querySelector("form");
  const error = form.querySelector("[data-error]");
  signingIn = new Promise((resolve) => {
    let outcome = { ok: false };
    const submit = async (event) => {
      event.preventDefault();
      error.textContent = "";
      try {
        const answer = await trySignIn(form);
        if (answer.ok && String(answer.user) === document.body.dataset.user) {
          outcome = answer;
          dialog.close();
        } else if (answer.ok) {
          window.location.reload();
        } else {
          error.textContent = answer.message || error.dataset.noNetwork;
          form.password.select();
        }
      } catch {
        error.textContent = error.dataset.noNetwork;
      }
    };
    const close = () => dialog.close();
    form.addEventListener("submit", submit);
    form.querySelector("[data-close]").addEventListener("click", close, { once: true });
    dialog.addEventListener("close", () => {
      form.removeEventListener("submit", submit);
      form.password.value = "";
      signingIn = null;
      resolve(outcome);
      if (outcome.ok) window.dispatchEvent(new CustomEvent("klassny:signed-in", { detail: outcome }));
    }, { once: true });
    dialog.showModal();
    form.password.focus();
  });
  return signingIn;
}

window.Klassny = { csrf, setCsrf, signIn, say, hasWaiting };

// Menus on <details data-menu>: one open at a time, Escape and a click elsewhere close them.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form marked data-autosubmit sends itself when a choice changes (its button stays for those without JavaScript).
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = form.matches("[data-sign-out]") ? (hasWaiting() ? form.dataset.warning : "") : event.submitter?.dataset.confirm || form.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// An htmx request of a session that died: sign in on the spot; the person repeats the press.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401) return;
  let fresh = "";
  try {
    fresh = JSON.parse(event.detail.xhr.responseText).csrf;
  } catch {
    fresh = "";
  }
  signIn(fresh);
});

// On a narrow screen the tab one is on may stand beyond the edge of its row.
for (const here of document.querySelectorAll(".tabs > [aria-current], .one-line > [aria-current]")) {
  const row = here.parentElement;
  const beyond = here.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (beyond > 0) row.scrollLeft += beyond + 24;
}
