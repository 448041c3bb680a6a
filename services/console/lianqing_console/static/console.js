/* The console's own script: keys, fields that depend on others, one click per form.
   Every page works without it. ES2020, Chromium 86. */
(() => {
  "use strict";
  const typing = (node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName);
  const links = () => [...document.querySelectorAll("#rows tr a")].filter(
    (link, index, all) => index === 0 || link.closest("tr") !== all[index - 1].closest("tr"));

  const select = (row) => {
    if (!row) return;
    document.querySelectorAll("#rows tr[aria-selected]").forEach(
      (other) => other.removeAttribute("aria-selected"));
    row.setAttribute("aria-selected", "true");
  };

  const step = (by) => {
    const all = links();
    if (!all.length) return;
    const now = all.findIndex((link) => link.closest("tr") ===
      (document.activeElement.closest("tr") || document.querySelector("#rows tr[aria-selected]")));
    const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    if (next.dataset.open && window.htmx) next.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (typing(event.target)) return;
    if (event.key === "/") {
      const field = document.getElementById("search") || document.getElementById("q");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "Enter") {
      const open = event.target.dataset && event.target.dataset.open;
      if (open) { event.preventDefault(); event.stopPropagation(); location.assign(open); }
    }
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#rows a[data-open]");
    if (link) select(link.closest("tr"));
  });
  document.addEventListener("dblclick", (event) => {
    const row = event.target.closest("#rows tr");
    const link = row && row.querySelector("a[data-open]");
    if (link) location.assign(link.dataset.open);
  });

  /* data-when="name=value": shown only while that field says so. */
  const depend = (form) => {
    form.querySelectorAll("[data-when]").forEach((part) => {
      const [name, wanted] = part.dataset.when.split("=");
      const field = form.elements.namedItem(name);
      part.hidden = !field || field.value !== wanted;
    });
  };
  document.querySelectorAll("form").forEach((form) => {
    if (!form.querySelector("[data-when]")) return;
    depend(form);
    form.addEventListener("change", () => depend(form));
  });

  /* The server has one effect per form in any case; this spares the second request. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  document.body.addEventListener("htmx:sseMessage", (event) => {
    /* The page itself knows why: idle, revoked, or something of one's account to do. */
    if (event.detail && event.detail.type === "ended") location.reload();
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    /* A part that was asked for leads to its whole page; what came by itself stays away. */
    const path = event.detail.pathInfo.requestPath;
    const whole = path.replace(/\/(pane|below)$/, "");
    if (whole !== path) location.assign(whole);
  });

  const wrong = document.querySelector(".note.bad[tabindex], [aria-invalid=true]");
  if (wrong) wrong.focus();
})();
