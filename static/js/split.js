// The division of a class: without this module a list with radios, with it columns between which pupils move.

import "./form_guard.js";

const form = document.querySelector("[data-split]");
const board = form?.querySelector("[data-board]");
const people = form ? [...form.querySelectorAll("[data-people] > [data-student]")] : [];
const columns = board ? [...board.querySelectorAll("[data-half]")] : [];
const mayDivide = Boolean(form?.querySelector(".split-foot"));

const listOf = (column) => column.querySelector("[data-list]");
const markOf = (person) => person.querySelector("input:checked")?.value ?? "";
const columnOf = (mark) => columns.find((column) => column.dataset.half === mark);

function place(person) {
  const list = listOf(columnOf(markOf(person)));
  const before = [...list.children].find((other) => Number(other.dataset.place) > Number(person.dataset.place));
  list.insertBefore(person, before ?? null);
}

function count() {
  const numbers = columns.map((column) => listOf(column).children.length);
  columns.forEach((column, index) => (column.querySelector("[data-count]").textContent = numbers[index]));
  const halves = numbers.filter((_number, index) => columns[index].dataset.half);
  const sum = form.querySelector("[data-sum]");
  if (sum) sum.textContent = halves.join(" / ");
  return halves.join(" / ");
}

function tell(person) {
  const half = columnOf(markOf(person)).querySelector("[data-name]").textContent;
  const name = person.querySelector(".split-name").textContent;
  form.querySelector("[data-live]").textContent = form.dataset.said
    .replace("{name}", name)
    .replace("{half}", half)
    .replace("{counts}", count());
}

function move(person, mark) {
  if (!mayDivide || markOf(person) === mark) return;
  const radio = [...person.querySelectorAll("input")].find((input) => input.value === mark);
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  place(person);
  tell(person);
}

// Number keys put a pupil into a half and go on to the next one of the old column.
function typed(event) {
  const person = event.target.closest("[data-student]");
  const column = columns.find((one) => one.dataset.key === event.key || (event.key === "-" && one.dataset.key === "0"));
  if (!person || !column || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const next = person.nextElementSibling ?? person;
  move(person, column.dataset.half);
  next.querySelector("input:checked").focus();
}

let drag = null;

function columnUnder(event) {
  return document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches?.("[data-half]"));
}

function begin(event) {
  const person = event.target.closest("[data-student]");
  if (!person || !mayDivide || event.button > 0 || event.target.closest(".split-keys")) return;
  if (event.pointerType !== "mouse" && !event.target.closest("[data-grip]")) return;
  drag = { person, x: event.clientX, y: event.clientY, moved: false, id: event.pointerId };
  person.setPointerCapture(event.pointerId);
}

function follow(event) {
  if (!drag || event.pointerId !== drag.id) return;
  const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.moved && Math.hypot(x, y) < 6) return;
  drag.moved = true;
  drag.person.classList.add("is-dragged");
  drag.person.style.transform = `translate(${x}px, ${y}px)`;
  const target = columnUnder(event);
  columns.forEach((column) => column.classList.toggle("is-target", column === target));
}

function end(event) {
  if (!drag || event.pointerId !== drag.id) return;
  const { person, moved } = drag;
  const target = moved && event.type === "pointerup" ? columnUnder(event) : null;
  person.classList.remove("is-dragged");
  person.style.transform = "";
  columns.forEach((column) => column.classList.remove("is-target"));
  drag = null;
  if (target) move(person, target.dataset.half);
}

if (form) {
  people.forEach((person, index) => {
    person.dataset.place = index;
    place(person);
  });
  board.classList.add("is-live");
  form.querySelector("[data-people]").hidden = true;
  form.querySelector("[data-hint]").hidden = !mayDivide;
  count();
  board.addEventListener("keydown", typed);
  board.addEventListener("change", (event) => {
    const person = event.target.closest("[data-student]");
    if (!person) return;
    place(person);
    tell(person);
    event.target.focus();
  });
  board.addEventListener("pointerdown", begin);
  board.addEventListener("pointermove", follow);
  board.addEventListener("pointerup", end);
  board.addEventListener("pointercancel", end);
}
