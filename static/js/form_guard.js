// Manners of a long form, marked data-guarded: nothing typed is left without a question, a lost network is told,
// Ctrl+Enter saves from any field.

const unsaved = new WeakSet();

const guarded = (element) => element.closest?.("form[data-guarded]");
const current = () => document.querySelector("form[data-guarded]");

document.addEventListener("input", (event) => guarded(event.target) && unsaved.add(guarded(event.target)));

addEventListener("beforeunload", (event) => {
  if (current() && unsaved.has(current())) event.preventDefault();
});

// A form that htmx does not send would lose what was typed at the sign-in page: the session is asked for first.
let asked = false;

async function isSignedIn() {
  const response = await fetch("/account/", { headers: { Accept: "application/json" } });
  if (response.status !== 401) return true;
  const answer = await response.json().catch(() => ({}));
  return (await window.Klassny.signIn(answer.csrf)).ok;
}

async function submitAfterAsking(form, submitter) {
  try {
    if (!(await isSignedIn())) return;
  } catch {
    if (form.dataset.noNetwork) {
      tellNoNetwork(form);
      return;
    }
  }
  asked = true;
  form.requestSubmit(submitter);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || (window.htmx && form.matches("[hx-post]"))) return;
  if (guarded(form) && !asked && window.Klassny) {
    event.preventDefault();
    submitAfterAsking(form, event.submitter);
    return;
  }
  asked = false;
  unsaved.delete(form);
});

// What was refused is on the page and nowhere else.
document.addEventListener("htmx:afterSettle", () => current()?.querySelector('[aria-invalid="true"]') && unsaved.add(current()));

function tellNoNetwork(form) {
  let note = form.querySelector("[data-network-note]");
  if (!note) {
    note = document.createElement("p");
    note.className = "notice notice-warning";
    note.dataset.networkNote = "";
    note.setAttribute("role", "alert");
    const keys = [...form.querySelectorAll('button[value="save"]')].at(-1)?.parentElement;
    (keys && keys !== form ? keys : form.lastElementChild).before(note);
  }
  note.textContent = form.dataset.noNetwork;
}

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => guarded(event.target) && tellNoNetwork(guarded(event.target)));
}

document.addEventListener("keydown", (event) => {
  const form = guarded(event.target);
  if (!form || event.altKey || !(event.ctrlKey || event.metaKey) || !["Enter", "KeyS"].includes(event.code)) return;
  event.preventDefault();
  event.target.blur(); // what leaving the field does to it is done before it is sent
  form.requestSubmit(form.querySelector('button[value="save"]'));
});
