// The lesson form is complete without this module; here are only its manners.

const dirtyForms = new WeakSet();

function current() {
  return document.querySelector("[data-lesson-form]");
}

// How many are away, and what the tick of presence means now.
function count(form) {
  const away = [...form.querySelectorAll(".signs input:checked")].filter((input) => !["", "о"].includes(input.value)).length;
  const marked = [...form.querySelectorAll(".signs input:checked")].some((input) => input.value);
  const place = form.querySelector("[data-count]");
  if (place) place.textContent = away ? `${place.dataset.one} ${away}` : "";
  const label = form.querySelector("[data-present-label]");
  if (label) label.textContent = marked ? label.dataset.others : label.dataset.all;
}

// Enter goes down the column of grades instead of sending the form in the middle of a list.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(".roster input.grade, .roster input.minutes")) return;
  const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const row = event.target.closest("li");
  const place = [...row.querySelectorAll("input.grade, input.minutes")].indexOf(event.target);
  const other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  const field = other?.querySelectorAll("input.grade, input.minutes")[place];
  field?.focus();
  field?.select();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-lesson-form]");
  if (!form) return;
  dirtyForms.add(form);
  if (event.target.name === "text" && event.target.value.trim()) {
    const set = form.querySelector('input[name="homework"][value="set"]');
    if (set) set.checked = true;
  }
  count(form);
});

// Minutes are asked for at once when «о» was pressed.
document.addEventListener("change", (event) => {
  if (event.target.matches('.signs input[value="о"]:checked')) event.target.closest("li").querySelector("input.minutes")?.focus();
});

window.addEventListener("beforeunload", (event) => {
  const form = current();
  if (form && dirtyForms.has(form)) event.preventDefault();
});

// Without htmx the form leaves by itself: then nothing is unsaved any more.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-lesson-form]") && !window.htmx) dirtyForms.delete(event.target);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest?.("[data-lesson-form]");
    if (!form) return;
    let note = form.querySelector("[data-network-note]");
    if (!note) {
      note = document.createElement("p");
      note.className = "notice notice-warning";
      note.dataset.networkNote = "";
      note.setAttribute("role", "alert");
      form.querySelector(".key-bar").before(note);
    }
    note.textContent = form.dataset.noNetwork;
  });
}

document.addEventListener("htmx:afterSwap", () => current() && count(current()));
if (current()) count(current());
