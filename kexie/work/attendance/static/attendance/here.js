// A phone that lost the network after scanning sends its form as soon as there is one again.
"use strict";
(() => {
  const form = document.querySelector("[data-here]");
  if (!form) return;
  const waiting = form.querySelector("[data-waiting]");
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    waiting.hidden = false;
    addEventListener("online", () => form.submit(), { once: true });
  });
})();
