// Progressive enhancement only: without this file a section is written in its textarea.
"use strict";
(() => {
  const SLOT = /\{(?!\{)[^{}\n]*\}/g;

  // One figure, word or claim as one thing: {活动周.人次|概}, {=单位}, {?首次:活动周.人次|尚属首次}.
  const chip = (slot) => {
    const made = document.createElement("span");
    made.className = "slot";
    made.contentEditable = "false";
    made.dataset.slot = slot;
    const [name, style] = slot.slice(1, -1).replace("｜", "|").replace("：", ":").replace("？", "?").split("|");
    const small = (words) => {
      const said = document.createElement("i");
      said.textContent = words;
      made.append(said);
    };
    if (name.startsWith("=")) {
      made.classList.add("word");
      made.textContent = name.slice(1).trim();
    } else if (name.startsWith("?")) {
      const claim = name.slice(1).split(":")[0].trim();
      made.classList.add("claim");
      made.textContent = style || claim;
      small(`台账证明“${claim}”才写`);
    } else {
      made.textContent = name.trim();
      made.title = "点一下，在准确数和概数之间换";
      if (style) small(style.trim());
    }
    return made;
  };

  const fill = (box, source) => {
    box.replaceChildren();
    let at = 0;
    for (const found of source.matchAll(SLOT)) {
      box.append(source.slice(at, found.index), chip(found[0]));
      at = found.index + found[0].length;
    }
    box.append(source.slice(at));
  };

  const read = (node) => [...node.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return child.data;
    if (child.dataset?.slot) return child.dataset.slot;
    if (child.nodeName === "BR") return "\n";
    const inside = read(child);
    return child.nodeName === "DIV" && child.previousSibling ? "\n" + inside : inside;
  }).join("");

  // The textarea stays the form's field; over it lies a box in which each figure is one thing that cannot be typed in.
  const dress = (area) => {
    if (area.dataset.dressed) return;
    area.dataset.dressed = "yes";
    const box = document.createElement("div");
    box.className = "prose";
    box.setAttribute("role", "textbox");
    box.setAttribute("aria-multiline", "true");
    box.setAttribute("aria-labelledby", area.labels[0] ? (area.labels[0].id ||= area.id + "_label") : "");
    box.contentEditable = "plaintext-only";
    if (box.contentEditable !== "plaintext-only") return;
    fill(box, area.value);
    const write = () => {
      area.value = read(box);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    box.addEventListener("input", write);
    box.addEventListener("blur", () => { if (box.textContent.match(SLOT)) fill(box, area.value); });
    box.addEventListener("copy", (event) => {
      event.clipboardData.setData("text/plain", read(getSelection().getRangeAt(0).cloneContents()));
      event.preventDefault();
    });
    area.hidden = true;
    area.after(box);
    area.closest("form").addEventListener("submit", write);
    let caret = null; // where a figure goes when the list beside is used
    document.addEventListener("selectionchange", () => {
      const chosen = getSelection();
      if (chosen.rangeCount && box.contains(chosen.anchorNode)) caret = chosen.getRangeAt(0).cloneRange();
    });
    area.insert = (slot) => {
      const range = caret || document.createRange();
      if (!caret) { range.selectNodeContents(box); range.collapse(false); }
      range.deleteContents();
      const made = chip(slot);
      range.insertNode(made);
      range.setStartAfter(made);
      range.collapse(true);
      box.focus();
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      write();
    };
    box.addEventListener("click", (event) => { // exact or rounded
      const found = event.target.closest(".slot:not(.word, .claim)");
      if (!found) return;
      const slot = found.dataset.slot;
      const other = slot.endsWith("|概}") ? slot.replace("|概}", "}") : slot.includes("|") ? slot : slot.replace("}", "|概}");
      found.replaceWith(chip(other));
      write();
    });
  };

  const insert = (area, slot) => {
    if (area.insert) return area.insert(slot);
    area.setRangeText(slot, area.selectionStart, area.selectionEnd, "end");
    return area.focus();
  };

  document.addEventListener("mousedown", (event) => { if (event.target.closest("[data-insert]")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    const area = button?.closest(".writing").querySelector("textarea[data-slots]");
    if (area) insert(area, button.dataset.insert);
  });
  const dressAll = (within) => within.querySelectorAll("textarea[data-slots]").forEach(dress);
  document.addEventListener("DOMContentLoaded", () => {
    dressAll(document);
    if (document.body.matches("[data-print]")) window.print();
  });
  document.addEventListener("htmx:load", () => dressAll(document));
})();
