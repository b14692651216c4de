// On a phone the week opens at today; a place the browser remembers (back, reload) or an address names wins.
const today = document.querySelector(".day.is-today");
const [navigation] = performance.getEntriesByType("navigation");
const isPhone = matchMedia("(max-width: 47.99rem)").matches;
if (today && isPhone && !location.hash && (!navigation || navigation.type === "navigate")) {
  today.scrollIntoView({ block: "start", behavior: "instant" });
}
