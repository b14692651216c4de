// «Кого нет?»: the list of teachers narrows while one types; Enter opens the only one left.

const field = document.querySelector("[data-find]");
const list = field && document.querySelector(field.dataset.find);
const nobody = document.querySelector("[data-nobody]");
const plain = (text) => text.toLowerCase().replaceAll("ё", "е").trim();

function narrow() {
  const words = plain(field.value).split(/\s+/);
  let left = 0;
  for (const line of list.children) {
    const here = words.every((word) => plain(line.dataset.text).includes(word));
    line.hidden = !here;
    left += here;
  }
  if (nobody) nobody.hidden = left > 0;
}

field?.addEventListener("input", narrow);
field?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const left = [...list.children].filter((line) => !line.hidden);
  if (left.length === 1) left[0].querySelector("a").click();
});
