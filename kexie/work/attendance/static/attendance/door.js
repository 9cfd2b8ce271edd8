// The page of a door: reads codes, says at once what they are worth, and sends them whenever there is a network.

import { canVerify, factsOfCode, factsOfPerson, judge } from "./judge.js";
import { open } from "./store.js";

// Milliseconds: between tries to send, between fetching lists, before the same code in front of the camera counts again.
const EVERY = 15000, LISTED = 30000, AGAIN = 2500, BATCH = 200;
const ICONS = { ok: "✓", again: "!", out: "→", undo: "↺", bad: "✕" };
const secret = location.pathname.split("/")[2];
const place = (id) => document.getElementById(id);
const assets = JSON.parse(place("assets").textContent);
const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });

let base, list, scans = [], session = 0, last = null, isSending = false, isAsked = false, refreshed = 0, stream = null, previous = { text: "", at: 0 };

// ---------------------------------------------------------------- network

const call = async (path, body) => {
  const answer = await fetch(path, {
    method: body ? "POST" : "GET", cache: "no-store", credentials: "omit",
    headers: { "X-Door": secret, Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) },
    body: body && JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.message), { said: said.message });
  connection(true);
  return said;
};

const refresh = async () => {
  list = await call(assets.list);
  refreshed = Date.now();
  await base.keepList(list);
  if (!list.sessions.some((one) => one.key === session)) session = nearest();
  draw();
};

const send = async () => {
  if (isSending) {
    isAsked = true;
    return;
  }
  isSending = true;
  try {
    let waiting = scans.filter((scan) => !scan.answer);
    while (waiting.length) {
      const rows = waiting.slice(0, BATCH).map(({ answer, name, person, again, ...row }) => row);
      const { results } = await call(assets.scans, { sent_at: new Date().toISOString(), scans: rows });
      for (const result of results) {
        const scan = scans.find((one) => one.key === result.key);
        if (!scan) continue;
        scan.answer = result.verdict;
        const person = personOf(scan);
        if (person && result.state) person.there = result.state;
        scan.again ||= result.is_doubtful;
        await base.keep(scan);
        if (scan === last) show(scan);
      }
      const left = scans.filter((scan) => !scan.answer);
      if (left.length === waiting.length) break;
      waiting = left;
    }
    if (Date.now() - refreshed > LISTED) await refresh();
  } catch (error) {
    connection(false, error.said);
  } finally {
    isSending = false;
    draw();
    if (isAsked) {
      isAsked = false;
      send();
    }
  }
};

const connection = (isThere, why = "") => {
  const mark = place("network");
  mark.textContent = isThere ? "已联网" : why ? "不能上传" : "没有网络";
  mark.className = `tag ${isThere ? "ok" : "warn"}`;
  place("trouble").hidden = !why;
  place("trouble").textContent = why;
};

// Keep what the page needs, so that it opens without network from now on.
const prepare = async () => {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(assets.worker, { scope: assets.scope });
  await navigator.serviceWorker.ready;
  const store = await caches.open("door");
  await store.addAll([location.pathname, ...assets.files]);
  place("offline").hidden = false;
};

// ---------------------------------------------------------------- scanning

const scanned = async (text, how) => {
  const { facts, person } = await factsOfCode(list, text, session);
  await take({ code: text, how }, judge(list.table, facts), person);
};

const tapped = (person) => take({ signup: person.key, how: "list" }, judge(list.table, factsOfPerson(person, session)), person);

const take = async (from, verdict, person) => {
  const scan = {
    key: crypto.randomUUID ? crypto.randomUUID() : uuid(), session, direction: direction(), at: new Date().toISOString(),
    ...from, said: verdict, person: person?.key ?? null, name: person ? person.name : "", answer: "",
    again: Boolean(person) && stateOf(person) === "present",
  };
  await base.keep(scan);
  scans.push(scan);
  last = scan;
  show(scan);
  draw();
  send();
};

const undo = async () => {
  const { code, signup, how } = last, undoes = last.key, was = last;
  await take(code ? { code, how, direction: "undo", undoes } : { signup, how, direction: "undo", undoes }, was.said, personOf(was));
};

const direction = () => document.querySelector("input[name=direction]:checked").value;
const personOf = (scan) => list.people.find((one) => one.key === scan.person) ?? null;
const uuid = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (sign) => (
  +sign ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+sign / 4)))).toString(16));

// ---------------------------------------------------------------- who is there, by the list and this device

const counted = (scan) => (scan.answer || scan.said) === "ok";
const own = (person) => {
  const undone = new Set(scans.map((scan) => scan.undoes).filter(Boolean));
  return scans.filter((scan) => scan.person === person.key && counted(scan) && scan.direction !== "undo" && !undone.has(scan.key));
};
const stateOf = (person) => {
  const mine = own(person).filter((scan) => !scan.answer).at(-1);
  if (mine) return mine.direction === "in" ? "present" : "left";
  return person.there;
};

// ---------------------------------------------------------------- what is shown

const show = (scan) => {
  const verdict = scan.answer || scan.said, person = personOf(scan), box = place("result");
  const before = person ? own(person).filter((one) => one !== scan && one.direction === "in") : [];
  const isAgain = verdict === "ok" && scan.direction === "in" && scan.again;
  const kind = verdict !== "ok" ? "bad" : isAgain ? "again" : scan.direction === "in" ? "ok" : scan.direction;
  const words = {
    ok: "已签到", again: before.length ? `已经签到过（${clock(before[0].at)}），请核对本人` : "已经签到过，请核对本人",
    out: "已签退", undo: "已撤销",
  }[kind] ?? list.sentences[verdict] ?? "这条记录没有保存，请重新扫一次。";
  box.className = `result ${kind}`;
  box.querySelector(".icon").textContent = ICONS[kind];
  box.querySelector(".who").textContent = scan.name || { ok: "未在本机名单", unknown: "未在名单" }[verdict] || "不能入场";
  box.querySelector(".words").textContent = words;
  box.querySelector(".more").textContent = [person?.group, person?.seat && `座位 ${person.seat}`, person && `签到号 ${person.number}`].filter(Boolean).join("　");
  place("undo").hidden = scan.direction === "undo" || verdict !== "ok";
  if (navigator.vibrate) navigator.vibrate(kind === "ok" ? 60 : [80, 60, 80]);
};

const nearest = () => {
  const now = Date.now(), open = list.sessions.filter((one) => one.state !== "cancelled");
  const far = (one) => Math.abs(new Date(one.starts) - now);
  return (open.sort((a, b) => far(a) - far(b))[0] ?? { key: 0 }).key;
};

const draw = () => {
  if (!list) return;
  place("activity").textContent = list.activity;
  const choose = place("session");
  choose.replaceChildren(...list.sessions.map((one) => new Option(`${one.name} ${one.when}`, one.key, false, one.key === session)));
  const people = list.people.filter((one) => one.session === session);
  const expected = people.filter((one) => one.state === "confirmed");
  place("present").textContent = people.filter((one) => stateOf(one) !== "absent").length;
  place("expected").textContent = expected.length;
  const waiting = scans.filter((scan) => !scan.answer).length;
  place("waiting").textContent = waiting ? `待上传 ${waiting} 条` : "全部已上传";
  place("waiting").className = `tag ${waiting ? "warn" : "ok"}`;
  find();
};

const find = () => {
  const asked = place("asked").value.trim().toUpperCase();
  const people = list.people.filter((one) => one.session === session && ["confirmed", "waiting", "offered", "pending"].includes(one.state));
  const found = asked ? people.filter((one) => one.number.startsWith(asked) || one.name.startsWith(asked.slice(0, 1)) && one.name.length >= asked.length && !/^[0-9A-Z]/.test(asked)) : people;
  place("found").textContent = asked && !found.length ? "没有找到。请核对签到号，或只输入姓。" : "";
  place("people").replaceChildren(...found.slice(0, 60).map((one) => {
    const row = document.createElement("li"), button = document.createElement("button"), state = stateOf(one);
    button.type = "button";
    button.className = "quiet";
    button.dataset.person = one.key;
    const said = { absent: one.state === "confirmed" ? "未到" : "未确认", present: "已到", left: "已离开" }[state];
    const part = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });
    button.append(part("name", one.name), part("number", one.number), part("group", one.group), part(`tag ${state === "absent" ? "" : "ok"}`, said));
    button.addEventListener("click", () => tapped(one));
    row.append(button);
    return row;
  }));
};

// ---------------------------------------------------------------- camera

const look = async () => {
  const video = place("video"), button = place("camera");
  if (stream) {
    stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.textContent = "打开摄像头扫码";
    return;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch {
    place("found").textContent = "打不开摄像头。请允许使用摄像头，或输入签到号、点名单。";
    return;
  }
  video.srcObject = stream;
  video.hidden = false;
  button.textContent = "关闭摄像头";
  await video.play();
  const has = "BarcodeDetector" in globalThis && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  const Detector = has ? BarcodeDetector : (await import(assets.reader)).BarcodeDetector;
  const detector = new Detector({ formats: ["qr_code"] });
  while (stream) {
    const codes = await detector.detect(video).catch(() => []);
    for (const { rawValue } of codes) {
      if (rawValue === previous.text && Date.now() - previous.at < AGAIN) continue;
      await scanned(rawValue, "camera");
      previous = { text: rawValue, at: Date.now() };
    }
    await new Promise((done) => setTimeout(done, 120));
  }
};

// ---------------------------------------------------------------- begin

const begin = async () => {
  base = await open(`door-${secret}`);
  [list, scans] = [await base.list(), await base.scans()];
  if (list) {
    session = nearest();
    draw();
  }
  place("unsafe").hidden = canVerify();
  place("session").addEventListener("change", (event) => { session = Number(event.target.value); draw(); });
  place("asked").addEventListener("input", find);
  place("find").addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = place("asked").value.trim();
    if (asked.length > 60) {
      scanned(asked, "typed");
      place("asked").value = "";
    } else if (place("people").children.length === 1) {
      place("people").querySelector("button").click();
      place("asked").value = "";
    }
  });
  place("undo").addEventListener("click", undo);
  place("camera").addEventListener("click", look);
  place("camera").hidden = !navigator.mediaDevices;
  addEventListener("online", send);
  addEventListener("offline", () => connection(false));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(send, EVERY);
  await send();
  if (navigator.storage?.persist) await navigator.storage.persist();
  await prepare();
};

begin();
