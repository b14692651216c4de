// Leaving with unsent work: what is typed is kept, sent if there is still time, and the teacher is told.

export function guardLeaving(queue, editor) {
  let allowed = false;

  addEventListener("beforeunload", (event) => {
    if (editor.isOpen) editor.commit({ asking: false });
    if (allowed || !queue.operations.length) return;
    queue.flush({ leaving: true });
    event.preventDefault();
  });

  addEventListener("pagehide", () => queue.flush({ leaving: true }));

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    if (editor.isOpen) editor.commit({ asking: false });
    queue.flush({ leaving: true });
  });

  // The shell asks before signing out while something waits; its yes must not be asked again by the browser.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) allowed = !event.defaultPrevented;
  });
}
