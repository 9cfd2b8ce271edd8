// What a code is worth, judged without network: the same facts and the same table of verdicts as on the server.

const HEAD = 7, SIGNATURE = 64, VERSION = 1;
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const unpack = (text) => {
  const packed = text.trim().toUpperCase(), found = [];
  let bits = 0, value = 0;
  for (const sign of packed) {
    const digit = SIGNS.indexOf(sign);
    if (digit < 0) return null;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) found.push((value >> (bits -= 8)) & 0xff);
  }
  return Uint8Array.from(found);
};

const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
const digest = async (text) => hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).slice(0, 32);

// Devices check signatures only where the page came over a safe line; elsewhere the server alone decides.
export const canVerify = () => Boolean(globalThis.crypto && crypto.subtle);

export const keyFrom = (base64) => crypto.subtle.importKey(
  "raw", Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"],
);

// What a code claims, or null for anything that is not one of ours.
export const read = (text) => {
  const raw = unpack(text);
  if (!raw || raw.length <= HEAD + SIGNATURE || raw[0] !== VERSION) return null;
  const reference = String.fromCharCode(...raw.slice(HEAD, -SIGNATURE));
  if (/[^\x00-\x7f]/.test(reference)) return null;
  const view = new DataView(raw.buffer);
  return { reference, issue: view.getUint16(1), session: view.getUint32(3), body: raw.slice(0, -SIGNATURE), mark: raw.slice(-SIGNATURE) };
};

export const judge = (table, facts) => {
  const row = table.find(([fact, values]) => values.includes(facts[fact]));
  return row ? row[2] : "ok";
};

// The facts about a scanned text at a session, by what this device knows; and whose code it is, if it is on the list.
export const factsOfCode = async (list, text, session) => {
  const claim = read(text);
  if (!claim) return { facts: { code: "unreadable" }, person: null };
  const facts = { code: "read", activity: list.sessions.some((one) => one.key === claim.session) ? "own" : "other" };
  facts.session = claim.session === session ? "here" : "other";
  if (!canVerify()) return { facts, person: null };
  const good = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, await keyFrom(list.key), claim.mark, claim.body);
  facts.signature = good ? "good" : "bad";
  const known = await digest(claim.reference), person = list.people.find((one) => one.digest === known) ?? null;
  if (person) Object.assign(facts, { signup: "found", issue: claim.issue < person.issue ? "old" : "current", state: person.state });
  return { facts, person };
};

// The facts about a name tapped on the list.
export const factsOfPerson = (person, session) => (
  { signup: "found", session: person.session === session ? "here" : "other", issue: "current", state: person.state }
);
