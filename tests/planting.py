"""One row of everything under an organisation, every text of it carrying a mark that can be looked for."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.base import File

from conftest import organisation, person
from kexie.core import clock
from kexie.core.audit import trail
from kexie.core.documents.tree import Document
from kexie.core.files import services as files
from kexie.core.gate import SYSTEM
from kexie.core.jobs.models import Job
from kexie.core.lists.models import SavedView
from kexie.core.terms.models import Term
from kexie.insight.assessment.models import Assessment, Round, RuleVersion
from kexie.insight.cockpit.models import Outline
from kexie.insight.planning.models import Peer, PeerFigure, Plan, Population, Target
from kexie.insight.reports import services as reports
from kexie.insight.reports.models import ReportTemplate, ReportVersion
from kexie.insight.reports.queries.versions import pack
from kexie.network.access import services as access
from kexie.network.access.models import Grant
from kexie.network.organisations.models import Alias
from kexie.network.people.models import Account, Person
from kexie.office.approvals.models import Chain, Request, Step
from kexie.office.certificates import services as certificates
from kexie.office.imports import services as imports
from kexie.office.imports.models import BatchTable
from kexie.office.ledger.models import ClosedPeriod, Entry
from kexie.office.metrics.models import Metric
from kexie.office.notices import services as notices
from kexie.office.notices.models import Notice
from kexie.office.tasks import services as tasks
from kexie.office.tasks.models import Proof
from kexie.office.workdays.models import SpecialDay
from kexie.work.activities import services as activities
from kexie.work.activities.models import Activity, Brand, Campaign, Photo, Session
from kexie.work.attendance import services as attendance
from kexie.work.attendance.models import Attendance
from kexie.work.attendance.models import Headcount as Unnamed
from kexie.work.contacts import services as contacts
from kexie.work.contacts.models import Allotment, Cell, HelpVisit, Pairing, Tie
from kexie.work.founding import services as founding
from kexie.work.founding.models import Nominee, Prospect, ProspectVisit
from kexie.work.governance.models import Appointment, Tally
from kexie.work.governance.models import Term as Term_
from kexie.work.hours.models import Correction, Service, Standard
from kexie.work.membership.models import Headcount, Membership
from kexie.work.registers.models import Register, RegisterRow
from kexie.work.signups.models import Admission, Feedback, Questionnaire, Quota, Signup, Version
from kexie.work.standards.models import Checklist, Inspection, Site
from kexie.work.standards.models import Finding as Found
from kexie.work.volunteering.models import (
    Application,
    Assignment,
    Engagement,
    Post,
    Shift,
    Stay,
    Suspension,
    Team,
    TeamStrength,
    Transfer,
    Volunteer,
)
from kexie.work.votes import services as votes
from kexie.work.votes.models import Assembly, Question
from kexie.work.votes.rules import Named

DAY = date(2013, 5, 19)
AT = datetime(2014, 1, 10, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SHEET = "{mark}科普活动一览表\n活动名称,活动时间,活动地点,参加人次\n{mark}咨询,2013.5.12,{mark}广场,120\n"


def plant(where, mark):
    """Return {model label: row} of one row of every kind under `where`."""
    town = organisation(f"{mark}镇科协", parent=where, level="town")
    clerk = person("clerk", town, username=f"{mark}clerk")
    rows = [
        town,
        clerk,
        Grant.objects.get(user=clerk),
        *(people := _people(where, mark)),
        Account.objects.create(user=clerk, person=people[0]),
        *_work(where, mark),
        *_office(where, mark),
    ]
    Alias.objects.create(organisation=where, text=f"{mark}别名")
    reports.compose(organisation=where, year=2013, actor=SYSTEM)
    report = where.reports.get()
    report.title = f"{mark}总结"
    report.save()
    section = report.sections.order_by("place").first()
    section.heading = f"{mark}小节"
    section.save()
    file = _file(where, f"{mark}.docx")
    document = Document(title=report.title, body=(), author=mark, created_at=AT)
    version = ReportVersion.objects.create(
        report=report, number=1, title=report.title, document=pack(document), figures=[], file=file, signed_at=AT,
        signed_by=mark,
    )  # fmt: skip
    rows += [report, section, version, file]
    held = Activity.objects.get(organisation=where, name=f"{mark}咨询")
    rows.append(Photo.objects.create(activity=held, file=_file(where, f"{mark}.jpg")))
    rows.append(
        Session.objects.create(activity=held, number=1, name=f"{mark}场", starts_at=AT, ends_at=AT + timedelta(hours=2))
    )
    rows += _door(rows[-1], mark)
    rows += _waiting(where, held, mark)
    rows += _signed_up(where, rows, mark)
    rows.append(ReportTemplate.objects.create(organisation=where, text=f"# {mark}\n"))
    rows.append(trail.write(where, actor=SYSTEM, did="change", note=mark, before={}, after={"note": mark}))
    rows.append(
        notices.send(
            organisation=where, purpose="test", to="16400000001", subject=f"{mark}通知", body=mark,
            dedupe_key=f"planted:{where.pk}", actor=SYSTEM, at=AT,
        )
    )  # fmt: skip
    rows += _notices(where, mark)
    rows += _contacts(where, mark)
    rows += _tasks(where, mark)
    rows += _posts(where, mark)
    rows += _standards(where, mark)
    rows += _founding(where, mark)
    rows.append(_keyed(SpecialDay(organisation=where, on=DAY, title=f"{mark}节", source=mark)))
    rows += _assessed(where, town, mark)
    rows += _votes(where, mark)
    rows += _planned(where, mark)
    rows.append(
        access.create_token(
            name=f"{mark}程序",
            organisation=where,
            actions=["view"],
            expires_on=AT.date(),
            today=AT.date(),
            actor=SYSTEM,
        )[0]
    )
    rows.append(Term.objects.create(path=where.path, kind="activity_form", name=f"{mark}形式"))
    return {row._meta.label_lower: row for row in rows}


def _contacts(where, mark):
    """Return a tie, a contact, a cell with a body in it, somebody helped and a visit to them."""
    leader = Person.objects.create(organisation=where, name=f"{mark}领导", phone="16400000031")
    village = organisation(f"{mark}村", parent=where, kind="community", level="village")
    user = person("clerk", where, username=f"{mark}carer")
    tie = Tie(organisation=where, person=leader, duty=f"{mark}副主席", body=village, since=DAY)
    contacts.keep_tie(tie=tie, actor=SYSTEM, today=AT.date(), did="create")
    visit = contacts.note_visit(tie=tie, note=f"{mark}走访", actor=SYSTEM, today=AT.date())
    cell = Cell.objects.create(organisation=where, name=f"{mark}网格", keeper=leader, since=DAY)
    allotted = Allotment.objects.create(organisation=where, cell=cell, body=village, since=DAY)
    helped = Person.objects.create(organisation=where, name=f"{mark}帮扶", phone="16400000032")
    pairing = Pairing.objects.create(
        organisation=where, helped=helped, helper=leader, cause=f"{mark}病", since=DAY, made_by=user
    )
    return [tie, visit, cell, allotted, pairing, HelpVisit.objects.create(pairing=pairing, on=DAY, note=f"{mark}情")]


def _notices(where, mark):
    notice = Notice.objects.create(organisation=where, title=f"{mark}告知", body=mark)
    attachment = notices.attach(notice=notice, name=f"{mark}.txt", content=[mark.encode()], actor=SYSTEM)
    notice = notices.send_notice(notice=notice, actor=SYSTEM, at=AT)
    town = where.children.filter(kind="association").first()
    relay = notices.report_relay(
        notice=notice, organisation=town, channel="board", reach=77, on=AT.date(), actor=SYSTEM
    )
    return [notice, attachment, relay]


def _planned(where, mark):
    plan = Plan.of_year(where, 2013)
    plan.title, plan.aim = f"{mark}计划", mark
    plan.save()
    peer = Peer.objects.create(plan=plan, name=f"{mark}对标单位", why=mark)
    told = {"metric": "活动数", "value": 77, "until": DAY, "source": mark}
    shape = {"code": "330281100000", "name": f"{mark}镇", "d": "M0 0L9 0L9 9Z", "x": 5, "y": 5}
    return [
        plan,
        Outline.objects.create(organisation=where, source=f"{mark}边界.json", shapes=[shape], height=500),
        _keyed(Target(plan=plan, metric="活动数", goal=77, owner=f"{mark}负责人", note=mark)),
        peer,
        PeerFigure.objects.create(peer=peer, **told),
        _keyed(Population(organisation=where, year=2013, people=7777, source=mark)),
    ]


def _tasks(where, mark):
    task = tasks.assign(
        organisation=where, title=f"{mark}整改", kind="rectification", due_on=DAY, owner=f"{mark}负责人", actor=SYSTEM,
        detail=mark, source=where,
    )  # fmt: skip
    file = [(f"{mark}照片.jpg", [mark.encode()])]
    tasks.report(task=task, note=f"{mark}办完了", on=DAY, proofs=file, actor=SYSTEM)
    task = tasks.recheck(task=task, passed=False, note=f"{mark}不清楚", on=DAY, actor=SYSTEM)
    return [task, Proof.objects.get(task=task)]


def _votes(where, mark):
    """Return an assembly that is running: one question counted, one open, somebody there with a code."""
    meeting = votes.keep_assembly(
        assembly=Assembly(organisation=where, name=f"{mark}大会", kind="congress", held_on=DAY, place=mark),
        actor=SYSTEM,
    )
    votes.add_to_roll(assembly=meeting, people=[Named(1, f"{mark}代表", f"{mark}单位", "16400000001")], actor=SYSTEM)
    for title in (f"{mark}议案", f"{mark}选举"):
        votes.keep_question(
            question=Question(assembly=meeting, title=title, by_phone=True), candidates=[Named(1, f"{mark}候选")],
            actor=SYSTEM,
        )  # fmt: skip
    meeting = votes.open_assembly(assembly=meeting, actor=SYSTEM, at=AT)
    entry = meeting.roll.get()
    there = votes.attend(entry=entry, actor=SYSTEM)
    [(_entry, secret)] = votes.issue_codes(assembly=meeting, entries=[entry], actor=SYSTEM)
    entry.voting_code.secret = secret  # for whoever asks for its address
    counted, asked = meeting.questions.order_by("number")
    votes.open_vote(question=counted, actor=SYSTEM)
    votes.hand_out(question=counted, actor=SYSTEM)
    votes.close_vote(question=counted, actor=SYSTEM)
    figures = {"returned": 1, "invalid": 0, "marks": {"1": {"for": 1, "against": 0, "abstain": 0}}, "write_in": {}}
    for n in (1, 2):
        tally = votes.type_tally(question=counted, ordinal=n, teller=f"{mark}{n}", figures=figures, actor=SYSTEM)
    outcome = votes.count_votes(question=counted, actor=SYSTEM, at=AT)
    asked = votes.open_vote(question=asked, actor=SYSTEM)
    return [meeting, entry, there, entry.voting_code, asked, asked.candidates.get(), tally, outcome]


def _posts(where, mark):
    who = Person.objects.create(organisation=where, name=f"{mark}院长", phone="16400000077")
    term = Term_.objects.create(organisation=where, number=2, starts_on=DAY, planned_until=DAY, note=mark)
    post = Appointment.objects.create(
        organisation=where, person=who, position="副主席", head="hospital", unit=f"{mark}医院", from_on=DAY, term=term
    )
    return [term, post, Tally.objects.create(organisation=where, what="informants", amount=3, on=DAY)]


def _standards(where, mark):
    asked = Checklist.objects.create(organisation=where, name=f"{mark}标准", items=[{"title": mark, "evidence": mark}])
    looked = Inspection.objects.create(checklist=asked, organisation=where, kind="site", on=DAY, by=mark)
    found = Found.objects.create(inspection=looked, number=1, title=mark, state="not_met", note=mark)
    return [asked, looked, found, _keyed(Site(organisation=where, name=f"{mark}示范点", named_on=DAY, ended_on=DAY))]


def _assessed(where, town, mark):
    rule = RuleVersion.objects.create(organisation=where, starts_on=DAY, note=mark)
    made = Round.objects.create(organisation=where, on=DAY, rule=rule, made_at=AT, made_by=mark, bodies=1)
    said = Assessment.objects.create(
        round=made, organisation=town, on=DAY, band="dormant", sure=100, points=7, causes="never", doubts="copied"
    )
    return [rule, made, said]


def _founding(where, mark):
    listed = _keyed(Prospect(organisation=where, name=f"{mark}科技公司", contact=f"{mark}人", listed_on=DAY, note=mark))
    visit = ProspectVisit.objects.create(prospect=listed, on=DAY, by=mark, note=f"{mark}走访", stage="visited")
    begun = founding.begin(kind="town", organisation=where, name=f"{mark}乡科协", actor=SYSTEM, today=DAY)
    said = {"unit": f"{mark}乡政府", "prep_lead": mark, "members": "60", "office": mark}
    begun = founding.answer(procedure=begun, step="prepare", facts=said, actor=SYSTEM)
    nominee = Nominee.objects.create(procedure=begun, name=f"{mark}候选人", position="主席", unit=mark)
    document = Document(title=f"{mark}请示", body=(), author=mark, created_at=AT)
    paper = founding.make_paper(procedure=begun, code="application", document=document, made_from=mark, actor=SYSTEM)
    return [listed, visit, begun, nominee, paper]


def own(user, where, mark):
    """Return rows that belong to one user: a job and a saved view."""
    job = Job.objects.create(
        title=f"{mark}任务",
        function="x",
        organisation_key=where.pk,
        owner_key=user.pk,
        path=where.path,
        owner_name=mark,
    )
    view = SavedView.objects.create(owner_id=user.pk, place="/users/", name=f"{mark}视图", query="q=1")
    return {"jobs.job": job, "lists.savedview": view}


def _file(where, name):
    return files.store(name=name, content=name.encode(), organisation=where, purpose="planted", actor=SYSTEM)


def _waiting(where, held, mark):
    steps = [{"at": "own", "role": "checker"}]
    chain = Chain.objects.create(organisation=where, kind="activities.activity", steps=steps)
    request = Request.objects.create(
        organisation=where,
        kind="activities.activity",
        source_id=held.pk,
        title=f"{mark}咨询",
        asked_by=mark,
        asked_at=AT,
    )
    step = Step.objects.create(request=request, number=1, role="checker", at=where)
    return [chain, request, step, Brand.objects.create(organisation=where, name=f"{mark}品牌")]


def _signed_up(where, rows, mark):
    by = {row._meta.label_lower: row for row in rows}
    asked = Questionnaire.objects.create(organisation=where, name=f"{mark}问题单")
    question = {"code": "q1", "title": f"{mark}问题", "type": "text", "options": [], "words": "", "help": ""}
    version = Version.objects.create(questionnaire=asked, number=1, questions=[question])
    session = by["activities.session"]
    session.starts_at, session.ends_at = AT.replace(year=2099), AT.replace(year=2099) + timedelta(hours=2)
    session.save()  # a link opens until long after its session
    admission = Admission.objects.create(session=session, places=77, taken=1, questionnaire=asked, note=f"{mark}须知")
    quota = Quota.objects.create(activity=session.activity, session=session, group=f"{mark}组", places=77, taken=1)
    signup = Signup.objects.create(
        session=session, person=by["people.person"], group=f"{mark}组", version=version, answers={"q1": f"{mark}回答"},
        note=f"{mark}说明", signed_up_at=AT, moved_at=AT,
    )  # fmt: skip
    feedback = Feedback.objects.create(signup=signup, version=version, answers={"q1": f"{mark}反馈"}, given_at=AT)
    return [asked, version, admission, quota, signup, feedback]


def _people(where, mark):
    one = Person.objects.create(organisation=where, name=f"{mark}人", phone="16400000001", unit=f"{mark}单位")
    society = organisation(f"{mark}学会", parent=where, kind="society")
    facts = certificates.Facts(f"{mark}证明", [certificates.Block(mark, [certificates.Line("姓名", one.name)])])
    certificate = certificates.issue(
        kind="volunteer_hours", source_key=mark, organisation=where, person=one, facts=facts, on=DAY, actor=SYSTEM
    )
    return [
        one,
        certificate,
        _keyed(Membership(organisation=society, person=one, joined_on=DAY, number=f"{mark}1")),
        Headcount.objects.create(organisation=society, kind="group", amount=77, on=DAY),
        *_volunteers(where, one, mark),
    ]


def _volunteers(where, one, mark):
    squad = Team.objects.create(organisation=where, name=f"{mark}队", since=DAY, note=mark)
    volunteer = _keyed(Volunteer(organisation=where, person=one, team=squad, skills=f"{mark}技能", registered_on=DAY))
    post = Post.objects.create(organisation=where, name=f"{mark}岗位", what=mark, risks=mark)
    shift = _keyed(Shift(post=post, starts_at=AT, ends_at=AT + timedelta(hours=2), place=f"{mark}地点"))
    return [
        squad,
        volunteer,
        *_hours(where, volunteer, mark),
        post,
        shift,
        _keyed(Assignment(shift=shift, volunteer=volunteer, asked_at=AT, note=mark)),
        Application.objects.create(
            organisation=where, name=f"{mark}想来", phone="16400000001", skills=f"{mark}技能", version="1", asked_at=AT
        ),
        Suspension.objects.create(volunteer=volunteer, starts_on=DAY, ends_on=DAY, reason=mark),
        Stay.objects.create(volunteer=volunteer, organisation=where, team=squad, since=DAY, until=DAY),
        Transfer.objects.create(volunteer=volunteer, organisation=where, team=squad, on=DAY, note=mark),
        _keyed(TeamStrength(organisation=where, team=f"{mark}队", amount=77, on=DAY)),
        Engagement.objects.create(
            organisation=where, person=one, kind="顾问", starts_on=DAY, ends_on=date(2030, 1, 1), terms=mark
        ),
    ]


def _hours(where, volunteer, mark):
    served = _keyed(Service(volunteer=volunteer, organisation=where, what=f"{mark}服务", on=DAY, minutes=77))
    asked = {"minutes": 7, "before": 77, "why": mark, "asked_by": mark, "asked_on": DAY}
    return [
        served,
        Correction.objects.create(service=served, **asked),
        Standard.objects.create(organisation=where, starts_on=DAY),
    ]


def _work(where, mark):
    campaign = Campaign.objects.create(organisation=where, series=f"{mark}周", year=2013)
    held = activities.record(
        activity=Activity(
            organisation=where, name=f"{mark}咨询", form="咨询", starts_on=DAY, place=f"{mark}广场", participations=77,
            campaign=campaign, team=f"{mark}队",
        ),
        actor=SYSTEM, today=date(2013, 12, 31),
    )  # fmt: skip
    register = Register.objects.create(
        organisation=where, name=f"{mark}台账", columns=[{"code": "name", "title": "名称", "type": "text", "unit": ""}]
    )
    row = RegisterRow(
        register=register, organisation=where, on=DAY, title=f"{mark}一行", values={"name": f"{mark}一行"}
    )
    return [campaign, held, register, _keyed(row)]


def _door(session, mark):
    """Return what stands at a session's door: a device, somebody who came, a headcount."""
    device, secret = attendance.open_door(activity=session.activity, name=f"{mark}门", actor=SYSTEM, at=clock.now())
    device.secret = secret  # for whoever asks for its address
    one = Person.objects.create(organisation=session.organisation, name=f"{mark}来宾", phone="16400000009")
    signup = Signup.objects.create(session=session, person=one, signed_up_at=AT, moved_at=AT)
    attendance.check_in(signup=signup, session=session, at=AT, actor=SYSTEM)
    count = attendance.record_headcount(
        headcount=Unnamed(session=session, amount=77, note=f"{mark}来了"), actor=SYSTEM, at=AT
    )
    return [device, signup, Attendance.objects.get(signup=signup), count]


def _office(where, mark):
    sheet = File(io.BytesIO(SHEET.format(mark=mark).encode()), name=f"{mark}.csv")
    batch = imports.open_batch(organisation=where, files=[(f"{mark}.csv", sheet)], actor=SYSTEM, year=2013)
    imports.preview(batch=batch, actor=SYSTEM)
    metric = Metric.objects.create(
        organisation=where, name=f"{mark}指标", unit="场次", measures=["activities.held"], description=mark
    )
    closed = ClosedPeriod.objects.create(
        organisation=where, starts_on=date(2012, 1, 1), ends_on=date(2012, 12, 31), closed_at=AT, closed_by=mark
    )
    table = BatchTable.objects.get(file__batch=batch)
    entry = Entry.objects.filter(organisation=where).first()
    return [batch, table, metric, closed, entry]


def _keyed(row):
    row.clean()
    row.save()
    return row
