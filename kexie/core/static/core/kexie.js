// Progressive enhancement only: every page works without this file.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const each = (selector, act, within = document) => within.querySelectorAll(selector).forEach(act);

  // Ctrl+K (or /) goes to the search box; Escape closes open menus.
  document.addEventListener("keydown", (event) => {
    const find = document.getElementById("find");
    const typing = event.target.closest("input, textarea, select");
    if (find && ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing))) {
      event.preventDefault();
      find.focus();
      find.select();
    }
    if (event.key === "Escape") each("details.menu[open], details.more[open]", (menu) => {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    each("details.menu[open], details.more[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // Toasts: good news leaves by itself, bad news stays until closed.
  const toast = (box) => {
    if (box.querySelector("button")) return;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", "关闭");
    close.addEventListener("click", () => box.remove());
    box.append(close);
    if (box.matches(".success, .info")) setTimeout(() => box.remove(), 6000);
  };

  // Drafts: what was typed into a long form is kept on this device until it is saved, and offered back.
  const draft = (form) => {
    const key = "draft:" + form.dataset.draft;
    const fields = () => [...form.elements].filter((f) => f.name && !["hidden", "password", "file", "submit"].includes(f.type) && !("private" in f.dataset));
    const read = () => JSON.stringify(fields().map((f) => [f.name, f.value, f.type === "checkbox" || f.type === "radio" ? f.checked : null]));
    const fresh = read();
    const kept = localStorage.getItem(key);
    if (kept && kept !== fresh && !form.querySelector(".summary")) {
      const offer = document.createElement("p");
      offer.className = "note";
      offer.setAttribute("role", "status");
      offer.append("这一页上次没有保存就离开了。 ");
      const button = (title, act) => {
        const made = document.createElement("button");
        made.type = "button";
        made.className = "quiet small";
        made.textContent = title;
        made.addEventListener("click", () => { act(); offer.remove(); });
        offer.append(made, " ");
      };
      button("取回上次填的", () => {
        // By name, and boxes by their value too: what is offered to choose among may have changed since.
        const values = JSON.parse(kept);
        fields().forEach((f) => {
          const at = values.findIndex(([name, value, checked]) => name === f.name && (checked === null || value === f.value));
          if (at < 0) return;
          const [[, value, checked]] = values.splice(at, 1);
          if (checked === null) f.value = value; else f.checked = checked;
        });
      });
      button("不要了", () => localStorage.removeItem(key));
      form.prepend(offer);
    }
    form.addEventListener("input", () => {
      const now = read();
      if (now === fresh) localStorage.removeItem(key); else localStorage.setItem(key, now);
    });
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) { sessionStorage.setItem("draft-sent", JSON.stringify([key, location.href])); return; }
      event.preventDefault();
      localStorage.setItem(key, read());
      const said = form.querySelector(".offline") || form.appendChild(document.createElement("p"));
      said.className = "note warn offline";
      said.setAttribute("role", "alert");
      said.textContent = "现在没有网络，还没有存到系统里。写的已留在这台手机（电脑）上，有网以后打开这一页，再点一次就行。";
    });
  };

  // Files dropped on a drop zone go into its file input; the chosen ones are listed.
  const dropZone = (zone) => {
    const input = zone.querySelector("input[type=file]");
    const list = zone.querySelector("ul") || zone.appendChild(document.createElement("ul"));
    const show = () => {
      list.replaceChildren(...[...input.files].map((file) => {
        const line = document.createElement("li");
        line.textContent = `${file.name}　${Math.max(1, Math.round(file.size / 1024)).toLocaleString()} KB`;
        return line;
      }));
    };
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach((kind) => zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    }));
    ["dragleave", "drop"].forEach((kind) => zone.addEventListener(kind, () => zone.classList.remove("over")));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
      if (entries.some((entry) => entry && entry.isDirectory)) {
        inside(entries.filter(Boolean)).then((files) => {
          const all = new DataTransfer();
          const wanted = input.accept.split(",");
          files.filter((file) => wanted.some((end) => file.name.toLowerCase().endsWith(end))).forEach((file) => all.items.add(file));
          take(all.files);
        });
      } else take(event.dataTransfer.files);
    });
    const take = (files) => {
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
  };

  // The files in dropped folders, folders in folders too; a folder is read a hundred entries at a time.
  const inside = async (entries) => (await Promise.all(entries.map((entry) => entry.isFile
    ? new Promise((good, bad) => entry.file((file) => good([file]), bad))
    : listed(entry.createReader()).then(inside)))).flat();
  const listed = async (reader) => {
    const some = await new Promise((good, bad) => reader.readEntries(good, bad));
    return some.length ? [...some, ...await listed(reader)] : [];
  };

  // Charts: numbers from the JSON beside them, colours from the page; labels are drawn, never written as HTML.
  const chart = (figure) => {
    if (!window.echarts) return;
    const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
    const line = { lineStyle: { color: colour("--line") } };
    const flat = data.kind === "bars";
    const names = { type: "category", data: data.labels, inverse: flat, axisLine: line, axisTick: { show: false }, axisLabel: { color: colour("--soft") } };
    const values = { type: "value", name: data.unit, nameTextStyle: { color: colour("--soft") }, splitLine: line, axisLabel: { color: colour("--soft") } };
    const drawn = echarts.init(figure.querySelector(".picture"));
    drawn.setOption({
      animation: false,
      color: [colour("--button"), colour("--warn"), colour("--ok"), colour("--soft")],
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
      legend: data.series.length > 1 ? { top: 0, left: 0, textStyle: { color: colour("--ink") } } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", confine: true },
      xAxis: flat ? values : names,
      yAxis: flat ? names : values,
      series: data.series.map((one) => ({ type: data.kind === "line" ? "line" : "bar", barMaxWidth: 28, name: one.name, data: one.values })),
    });
    new ResizeObserver(() => drawn.resize()).observe(figure);
  };

  const dress = (within) => {
    each(".toast", toast, within);
    each("form[data-draft]", draft, within);
    each(".drop-zone", dropZone, within);
    each("figure.chart", chart, within);
    each(".summary", (box) => box.focus(), within);
  };
  document.addEventListener("DOMContentLoaded", () => {
    // A draft is done with once its form was sent, an answer to that came, and it is neither errors nor the sign-in page.
    // Where the network broke off there was no answer: the next page was then opened from elsewhere.
    const [sent, from] = JSON.parse(sessionStorage.getItem("draft-sent") || "[]");
    const answered = sent && document.referrer === from.split("#")[0];
    if (answered && !document.body.matches(".plain") && !document.querySelector(".summary")) localStorage.removeItem(sent);
    sessionStorage.removeItem("draft-sent");
    dress(document);
  });
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) dress(event.detail.elt.parentNode || document); });

  // Empty fields of a filter or search do not clutter the address.
  document.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.parameters;
    if (event.detail.verb === "get") [...asked.keys()].forEach((name) => { if (!asked.getAll(name).some(Boolean)) asked.delete(name); });
  });

  // One box ticks all; a form is sent once.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) {
      each("[name=row]", (box) => { box.checked = event.target.checked; }, event.target.closest("form"));
    }
  });
  // What a number or day field cannot read (一万五, half a date) the browser would send as nothing: it is said instead.
  document.addEventListener("submit", (event) => {
    const unread = [...event.target.elements].find((f) => f.validity?.badInput);
    if (!unread) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    unread.reportValidity();
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || event.submitter?.formAction.includes("/export/") || event.submitter?.dataset.sends) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { sessionStorage.removeItem("draft-sent"); each("form", (form) => { delete form.dataset.sent; }); } });
})();
