#!/usr/bin/env python3
"""Counts a vote again from the file the platform gives out, and says whether everything in it agrees.

    python3 recount.py FILE [CODE ...]

Standard library only, nothing of the platform: copy this one file to any computer with Python 3.8 or newer. CODE is a
check code (核对码) as printed in the signed result report; each must be the code of a vote in the file. Ends with 0
when all agrees, 1 when something does not, 2 when the file cannot be read.

The platform counts with the same functions. What a recount proves: rules, roll and paper are those frozen when the
assembly opened; each phone ballot carries a serial from the list frozen with the paper, none twice; there are as many
of them as marks; the result follows from the ballots by the rules; nothing was changed after the result was sealed
(with the printed code: not even by whoever could write a whole new file). It does not prove that the machine that
took the ballots was honest, nor whose ballot is whose.
"""

import hashlib
import json
import sys
from fractions import Fraction

FORMAT = "kexie-recount-1"
MOTION = "motion"  # the one line of a resolution's paper
MARKS = ("for", "against", "abstain")
SHORTEST_CODE = 16

# ---------------------------------------------------------------- digests


def canonical(value):
    """Return the one text of a value: sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value):
    """Return the SHA-256 of a value's one text, as 64 hex digits."""
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def frozen_digest(rules, roll, questions):
    """Return what stands in the trail when an assembly opens: rules, roll (size, digest) and every paper at once."""
    return digest({"rules": rules, "roll": roll, "questions": [question_digest(q) for q in questions]})


def question_digest(question):
    """Return the digest of a question as it was frozen: its paper and the digests of its ballots' serials."""
    return digest({"paper": question["paper"], "serials": question["serials"]})


def chained(before, question):
    """Return the frozen digest after a later round's paper was added to it."""
    return digest([before, question_digest(question)])


def box_digest(ballots):
    """Return the digest of all ballots in a box, whatever order they lie in."""
    return digest(sorted(canonical(ballot) for ballot in ballots))


def seal(frozen, question):
    """Return the check code (核对码) of a counted question."""
    kept = ("present", "marks", "counted", "outcome")
    return digest([frozen, question_digest(question), box_digest(question["ballots"]), [question[k] for k in kept]])


# ---------------------------------------------------------------- the rules of counting


def needed(fraction, of, is_over):
    """Return the fewest that satisfy a fraction of so many: more than it, or at least it.

    1/2 of 60: over is 31, at least is 30. 2/3 of 50, at least: 34.
    """
    share = Fraction(fraction) * of
    whole = share.numerator // share.denominator
    return whole + 1 if is_over or whole != share else whole


def lines(paper):
    """Return the keys of what a paper asks about: one for a resolution, one a candidate."""
    return [MOTION] if paper["kind"] == "resolution" else [one["key"] for one in paper["candidates"]]


def why_invalid(paper, ballot):
    """Return why a ballot does not count, or "".

    "unknown": a mark or line that is not on the paper. "write_in": names written in where the rules do not allow it.
    "twice": a name written in that is a candidate's, or written twice. "too_many", "too_few": marks in favour, names
    written in included, against the most and least the rules allow. A wholly blank ballot abstains and is valid.
    """
    marks, written = ballot.get("marks", {}), ballot.get("write_in", [])
    if set(marks) - set(lines(paper)) or set(marks.values()) - set(MARKS):
        return "unknown"
    if paper["kind"] == "resolution":
        return "write_in" if written else ""
    if written and not paper["write_in"]:
        return "write_in"
    if len(set(written)) < len(written) or any(one["name"] in written for one in paper["candidates"]):
        return "twice"
    chosen = sum(mark == "for" for mark in marks.values()) + len(written)
    if chosen > paper["most"]:
        return "too_many"
    is_blank = not written and set(marks.values()) <= {"abstain"}
    return "too_few" if chosen < paper["least"] and not is_blank else ""


def tally(paper, ballots, counted):
    """Return what phone ballots and what tellers counted add up to.

    counted: what each teller typed of the same papers or hands, all alike: {"returned", "invalid", "marks": {line:
    {mark: n}}, "write_in": {name: n}}. A line left empty abstains.
    """
    found = {
        "returned": 0, "valid": 0, "invalid": 0, "write_in": {},
        "marks": {line: dict.fromkeys(MARKS, 0) for line in lines(paper)},
    }  # fmt: skip
    for ballot in ballots:
        found["returned"] += 1
        if why_invalid(paper, ballot):
            found["invalid"] += 1
            continue
        found["valid"] += 1
        for line in found["marks"]:
            found["marks"][line][ballot.get("marks", {}).get(line, "abstain")] += 1
        for name in ballot.get("write_in", []):
            found["write_in"][name] = found["write_in"].get(name, 0) + 1
    for part in counted[:1]:
        found["returned"] += part["returned"]
        found["invalid"] += part["invalid"]
        found["valid"] += part["returned"] - part["invalid"]
        for line, said in part["marks"].items():
            for mark, n in said.items():
                found["marks"][line][mark] += n
        for name, n in part["write_in"].items():
            found["write_in"][name] = found["write_in"].get(name, 0) + n
    return found


def why_not_counted(paper, part):
    """Return why a teller's figures cannot be right, or "": what one person could not have counted.

    "negative", "lines": a line is missing or not on the paper. "invalid": more invalid ballots than ballots.
    "line:KEY": in favour, against and abstaining do not add up to the valid ballots. "write_in": not allowed, or more
    for one name than ballots. "most": more marks in favour than valid ballots may carry.
    """
    valid = part["returned"] - part["invalid"]
    figures = [part["returned"], part["invalid"], *part["write_in"].values()]
    figures += [n for said in part["marks"].values() for n in said.values()]
    if min(figures) < 0:
        return "negative"
    if valid < 0:
        return "invalid"
    if set(part["marks"]) != set(lines(paper)):
        return "lines"
    for line, said in part["marks"].items():
        if set(said) != set(MARKS) or sum(said.values()) != valid:
            return "line:" + line
    if paper["kind"] == "resolution":
        return "write_in" if part["write_in"] else ""
    if part["write_in"] and (not paper["write_in"] or max(part["write_in"].values()) > valid):
        return "write_in"
    chosen = sum(said["for"] for said in part["marks"].values()) + sum(part["write_in"].values())
    return "most" if chosen > paper["most"] * valid else ""


def handed_out_of(paper, marks, counted):
    """Return how many votes were given out: papers and phone votes; by hands, as many as were counted."""
    return marks["phone"] + (marks["paper"] if paper["is_secret"] else sum(p["returned"] for p in counted[:1]))


def decide(rules, paper, roll, present, handed_out, found):
    """Return the outcome: the checks, what votes were needed, and what or who is through.

    checks: quorum of the roll present; no more ballots returned than handed out; no more handed out than present.
    One that fails makes the vote void. An election is won by whoever has the votes needed, at most `seats` of them:
    with more, those with most votes; a tie over the last seats elects nobody of the tied.
    """
    checks = [
        {"test": "quorum", "needed": needed(rules["quorum"], roll, False), "found": present},
        {"test": "handed_out", "needed": present, "found": handed_out},
        {"test": "returned", "needed": handed_out, "found": found["returned"]},
    ]
    for check in checks:
        ok = check["found"] >= check["needed"] if check["test"] == "quorum" else check["found"] <= check["needed"]
        check["holds"] = ok
    base = roll if rules["majority_of"] == "roll" else present
    votes = needed(rules["majority"], base, rules["majority_is_over"])
    outcome = {"checks": checks, "base": base, "needed": votes, "tally": found, "elected": [], "tied": [], "vacant": 0}
    if not all(check["holds"] for check in checks):
        return dict(outcome, verdict="void")
    if paper["kind"] == "resolution":
        return dict(outcome, verdict="passed" if found["marks"][MOTION]["for"] >= votes else "lost")
    return _elected(dict(outcome), paper, votes)


def _elected(outcome, paper, votes):
    found, seats = outcome["tally"], paper["seats"]
    ranked = [(found["marks"][one["key"]]["for"], one["key"], one["name"]) for one in paper["candidates"]]
    ranked += [(n, "", name) for name, n in found["write_in"].items()]
    through = sorted((one for one in ranked if one[0] >= votes), key=lambda one: (-one[0], one[1] == "", one[2]))
    tied = []
    if len(through) > seats:
        edge = through[seats - 1][0]
        level = [one for one in through if one[0] == edge]
        sure = [one for one in through if one[0] > edge]
        through, tied = (sure, level) if len(sure) + len(level) > seats else (sure + level, [])
    outcome["elected"] = [{"key": key, "name": name, "votes": n} for n, key, name in through]
    outcome["tied"] = [{"key": key, "name": name, "votes": n} for n, key, name in tied]
    outcome["vacant"] = seats - len(through)
    outcome["verdict"] = "elected" if not outcome["vacant"] else "tied" if tied else "short"
    return outcome


# ---------------------------------------------------------------- counting a file again


def faults(file, codes=()):
    """Return everything in a file that does not agree, in Chinese sentences; none when all agrees."""
    try:
        return [*_faults(file, codes)]
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        return [f"文件内容残缺或被改得无法计票（{type(error).__name__}：{error}）。"]


def _faults(file, codes):
    if file["format"] != FORMAT:
        yield "不认识的文件格式。"
        return
    rules, roll, questions = file["rules"], file["roll"], file["questions"]
    first = [q for q in questions if not q["is_later"]]
    frozen = frozen_digest(rules, roll, first)
    if frozen != file["frozen"] or frozen != file["trail"]["frozen"]:
        yield "应到名单、表决规则或选票与开会时冻结的不一致。"
    chain = file["frozen"]
    for question in questions:
        title = question["paper"]["title"]
        if question["is_later"]:
            chain = chained(chain, question)
        if chain != question["frozen"]:
            yield f"“{title}”的选票与冻结的不一致。"
        if question["outcome"] is not None:
            for fault in _question_faults(rules, roll["size"], chain, question):
                yield f"“{title}”：{fault}"
            if file["trail"]["seals"].get(str(question["number"])) != question["seal"]:
                yield f"“{title}”：核对码与操作记录里的不一致。"
    seals = [question["seal"] for question in questions if question["outcome"] is not None]
    for code in codes:
        plain = "".join(code.split()).replace("-", "").lower()
        if len(plain) < SHORTEST_CODE or not any(one.startswith(plain) for one in seals):
            yield f"核对码 {code} 不是这个文件里任何一项表决的（至少要输入前 {SHORTEST_CODE} 位）。"


def _question_faults(rules, size, frozen, question):
    paper, ballots, marks, outcome = (question[k] for k in ("paper", "ballots", "marks", "outcome"))
    known, seen = set(question["serials"]), set()
    for ballot in ballots:
        mark = digest(ballot["serial"])
        if mark not in known:
            yield "有一张选票的序号不在开会时冻结的清单里。"
        if mark in seen:
            yield "有一张选票被复制。"
        seen.add(mark)
    if len(ballots) != marks["phone"]:
        yield f"手机选票 {len(ballots)} 张，记名已投 {marks['phone']} 人，不相等。"
    if marks["phone"] + marks["paper"] > size or question["present"] > size:
        yield "发出的选票或到会人数多于应到人数。"
    parts = question["counted"]
    if any(part != parts[0] or why_not_counted(paper, part) for part in parts):
        yield "计票人录入的数不一致或前后矛盾。"
    handed_out = handed_out_of(paper, marks, parts)
    again = decide(rules, paper, size, question["present"], handed_out, tally(paper, ballots, parts))
    if again != outcome:
        yield "按选票重新计算的结果与公布的结果不一致。"
    if seal(frozen, question) != question["seal"]:
        yield "选票、计票数或结果与封存时的核对码不一致。"


def main(arguments):
    """Count the file again, say what was found, and return the exit code."""
    if not arguments:
        print("用法：python3 recount.py 文件 [核对码 …]")
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as stream:
            file = json.load(stream)
    except (OSError, ValueError) as error:
        print(f"读不了这个文件：{error}")
        return 2
    found = faults(file, arguments[1:])
    for fault in found:
        print(f"✕ {fault}")
    if found:
        print(f"复核不通过，共 {len(found)} 处不一致。")
        return 1
    for question in file["questions"]:
        if question["outcome"] is not None:
            title, found = question["paper"]["title"], question["outcome"]["tally"]
            counts = f"收回 {found['returned']}，有效 {found['valid']}，无效 {found['invalid']}"
            print(f"✓ {title}：{counts}，核对码 {question['seal'][:SHORTEST_CODE]}")
    print("复核通过：名单、规则、选票和结果全部一致。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
