/* What a script adds to pages that work without it: copy buttons, shortcuts, focus on faults, a guard for unsaved forms. */
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);

  for (const button of all("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) continue;
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = words; }, 2000);
    });
  }

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  document.querySelector("[data-focus]")?.focus();

  // An open menu closes when one clicks elsewhere or presses Escape.
  const shut = (except) => { for (const menu of all("details.menu[open]")) if (menu !== except) menu.open = false; };
  document.addEventListener("click", (event) => shut(event.target instanceof Element ? event.target.closest("details.menu") : null));

  // A form marked data-guard asks before its unsent words are lost.
  let unsaved = false;
  for (const form of all("form[data-guard]")) {
    form.addEventListener("input", () => { unsaved = true; });
    form.addEventListener("submit", () => { unsaved = false; });
  }
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  // Shortcuts of single characters can be switched off (WCAG 2.1.4); the choice stays in this browser.
  const dialog = document.getElementById("keys");
  const choice = document.getElementById("keys-on");
  const wanted = () => { try { return localStorage.getItem("daybreak-keys") !== "off"; } catch { return true; } };
  if (choice) {
    choice.checked = wanted();
    choice.addEventListener("change", () => { try { localStorage.setItem("daybreak-keys", choice.checked ? "on" : "off"); } catch { /* a browser without storage forgets */ } });
  }
  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut(null);
    const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !wanted()) return;
    const link = document.querySelector(`[data-keys="${CSS.escape(before)} ${CSS.escape(event.key)}"]`);
    if (before && link) { location.assign(link.href); return; }
    before = event.key === "g" ? "g" : "";
    if (event.key === "/" && document.getElementById("search")) { event.preventDefault(); document.getElementById("search").focus(); }
    if (event.key === "?" && dialog && !dialog.open) dialog.showModal();
  });
})();
