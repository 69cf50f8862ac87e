// What the pages need beyond htmx: say until when the figures are known, and keep a conversation at its end.
"use strict";

const stale = (isStale) => {
  const words = document.getElementById("stale");
  if (words) words.hidden = !isStale;
};

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const { status, headers } = ctx.response;
  const known = status < 300 || status === 304;
  stale(!known);
  const moment = headers.get("X-Moment");
  if (known && moment) {
    for (const place of document.querySelectorAll("[data-moment]")) place.textContent = moment;
  }
  const form = ctx.sourceElement.closest("[data-clear-after]");
  if (form && known) form.reset();
});
document.addEventListener("htmx:error", () => stale(true));

const toEnd = () => {
  for (const list of document.querySelectorAll("[data-keep-at-end]")) list.scrollTop = list.scrollHeight;
};
document.addEventListener("htmx:after:swap", toEnd);
document.addEventListener("DOMContentLoaded", toEnd);
if (document.readyState !== "loading") toEnd();

document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-send-on-change]");
  if (form) form.submit();
});
