// Manners of a long form, marked data-guarded: nothing typed is left without a question, a lost network is told,
// Ctrl+Enter saves from any field.

const unsaved = new WeakSet();

const guarded = (element) => element.closest?.("form[data-guarded]");
const current = () => document.querySelector("form[data-guarded]");

document.addEventListener("input", (event) => guarded(event.target) && unsaved.add(guarded(event.target)));

addEventListener("beforeunload", (event) => {
  if (current() && unsaved.has(current())) event.preventDefault();
});

// A form that htmx does not send leaves by itself: then nothing is unsaved any more.
document.addEventListener("submit", (event) => !(window.htmx && event.target.matches("[hx-post]")) && unsaved.delete(event.target));

// What was refused is on the page and nowhere else.
document.addEventListener("htmx:afterSettle", () => current()?.querySelector('[aria-invalid="true"]') && unsaved.add(current()));

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = guarded(event.target);
    if (!form) return;
    let note = form.querySelector("[data-network-note]");
    if (!note) {
      note = document.createElement("p");
      note.className = "notice notice-warning";
      note.dataset.networkNote = "";
      note.setAttribute("role", "alert");
      form.querySelector('button[value="save"]').parentElement.before(note);
    }
    note.textContent = form.dataset.noNetwork;
  });
}

document.addEventListener("keydown", (event) => {
  const form = guarded(event.target);
  if (!form || event.altKey || !(event.ctrlKey || event.metaKey) || !["Enter", "KeyS"].includes(event.code)) return;
  event.preventDefault();
  event.target.blur(); // what leaving the field does to it is done before it is sent
  form.requestSubmit(form.querySelector('button[value="save"]'));
});
