import pytest
from django.db import DatabaseError, transaction

from conftest import person
from kexie.core.audit.models import TrailEntry
from kexie.core.documents.template import TemplateFault
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.insight.reports import queries, services
from kexie.insight.reports.models import Report, ReportTemplate, ReportVersion

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker(here):
    return person("checker", here)


@pytest.fixture
def held(here):
    """What was held in the year: two activities, one with people and leaflets."""
    make.post(here, "activities.held", 2)
    make.post(here, "activities.leaflets", 20_360)
    return make.post(here, "activities.participations", 60_420, **make.WEEK)


class TestCompose:
    def test_a_draft_follows_the_built_in_template(self, here, officer):
        report = services.compose(organisation=here, year=2013, actor=officer)
        assert (report.title, report.state) == ("某市科协2013年工作总结", "draft")
        first, *_rest, last = report.sections.all()
        assert (first.heading, first.level, first.place) == ("开头", 0, 1)
        assert last.is_carried and not last.text
        assert TrailEntry.objects.filter(did="compose", model="reports.report").count() == 1

    def test_twice_is_once(self, here, officer):
        report = services.compose(organisation=here, year=2013, actor=officer)
        lines = TrailEntry.objects.count()
        assert services.compose(organisation=here, year=2013, actor=officer) == report
        assert TrailEntry.objects.count() == lines

    def test_an_own_template_serves_everyone_below(self, here, town, elsewhere):
        make.template(here)
        assert make.report(town).sections.count() == 5
        assert make.report(elsewhere).sections.count() > 10

    def test_what_a_person_wrote_stays_and_the_rest_follows_the_template(self, here, officer):
        row = make.template(here)
        report = make.report(here)
        ours = report.sections.get(origin="科普日")
        services.edit_section(section=ours, source="我们写的，{科普日.人次}人次。", actor=officer)
        row.text = row.text.replace("人次参加。", "人次来了。").replace("受惠群众", "惠及群众").replace(
            "# 打算", "# 阵地\n制作展板{展板.制作}块。\n# 打算"
        )  # fmt: skip
        services.save_template(template_row=row, actor=officer)
        services.compose(organisation=here, year=make.YEAR, actor=officer)
        texts = {section.heading: section.text for section in report.sections.all()}
        assert texts["科普日"] == "我们写的，{科普日.人次}人次。"
        assert texts["科技活动周"].startswith("惠及群众")
        assert [*texts] == ["开头", "科普工作", "科技活动周", "科普日", "阵地", "打算"]

    def test_sections_kept_from_year_to_year_start_from_last_years_text(self, here):
        last = make.written(here, 2012)
        report = make.report(here, 2013)
        assert (
            last.sections.get(origin="打算").text == report.sections.get(origin="打算").text == "来年继续办好科普活动。"
        )
        assert "科普日" not in report.sections.get(origin="打算").text

    def test_a_section_that_left_the_template_goes_unless_somebody_wrote_it(self, here, officer):
        row = make.template(here)
        report = make.report(here)
        row.text = "= 开头\n{活动数}场。"
        services.edit_section(section=report.sections.get(origin="科普日"), source="写过。", actor=officer)
        services.save_template(template_row=row, actor=officer)
        services.compose(organisation=here, year=make.YEAR, actor=officer)
        assert [s.heading for s in report.sections.all()] == ["开头", "科普日"]

    def test_strangers_and_readers_cannot(self, here, stranger):
        for actor in (stranger, person("reader", here)):
            with pytest.raises(NotAllowed):
                services.compose(organisation=here, year=2013, actor=actor)
        assert not Report.objects.exists()


class TestDraft:
    def test_figures_are_those_of_the_ledger_said_as_the_template_wants(self, here, held):
        make.template(here)
        read = make.text(make.draft(make.report(here)).document)
        assert "某市科协举办活动2场次，发放资料2万余份。" in read
        assert "受惠群众6万余人次。" in read

    def test_a_section_without_data_says_so_and_a_block_falls_away(self, here):
        make.post(here, "activities.held", 2)
        make.template(here)
        draft = make.draft(make.report(here))
        assert make.text(draft.document).splitlines() == [
            "2013年，某市科协举办活动2场次。", "科普工作", "科技活动周", "本节暂无数据。", "科普日", "本节暂无数据。",
            "打算", "本节尚未填写。",
        ]  # fmt: skip
        assert [line.metric for line in draft.lines] == ["活动数"]

    def test_an_empty_ledger_gives_a_summary_without_a_single_figure(self, here):
        draft = make.draft(make.report(here))
        assert not draft.lines and not draft.document.appendices
        assert not any(letter.isdigit() for letter in make.text(draft.document).replace("2013", ""))

    def test_the_appendix_lists_each_figure_once_with_what_stands_behind_it(self, here, held):
        make.template(here)
        draft = make.draft(make.report(here))
        week = next(line for line in draft.lines if line.metric == "活动周.人次")
        assert (week.value, week.unit, week.said, week.records, week.period) == (
            "60420",
            "人次",
            ("6万余",),
            1,
            "2013年",
        )
        (appendix,) = draft.document.appendices
        table = appendix.body[1]
        assert [row[0].anchor for row in table.rows] == ["活动数", "发放资料份数", "活动周.人次"]
        assert table.rows[2][1:3] == ("6万余", "60,420人次")
        assert "科技活动周" in table.rows[2][3] and "按发生日期" not in table.rows[2][3]

    def test_estimates_and_numbers_typed_by_hand_are_doubtful(self, here, officer, held):
        make.post(here, "activities.participations", 500, evidence="estimated", **make.WEEK)
        make.template(here)
        report = make.report(here)
        section = report.sections.get(origin="科普日")
        services.edit_section(section=section, source="约3万人次参加，{活动数}场。", actor=officer)
        doubts = {doubt.section: doubt.why for doubt in make.draft(report).doubts}
        assert "估计500" in doubts["活动周.人次"] and "3万人次" in doubts["科普日"]

    def test_a_metric_that_is_gone_is_told_and_does_not_break_the_page(self, here):
        make.template(here)
        report = make.report(here)
        section = report.sections.get(origin="科普日")
        section.text = "{从前的口径}人次"
        section.save()
        (fault, _unwritten) = make.draft(report).faults
        assert fault.section == "科普日" and "从前的口径" in fault.why

    def test_hidden_sections_are_left_out(self, here, officer):
        make.template(here)
        report = make.report(here)
        services.hide_section(section=report.sections.get(origin="打算"), hidden=True, actor=officer)
        draft = make.draft(report)
        assert "打算" not in make.text(draft.document) and not draft.faults
        services.hide_section(section=report.sections.get(origin="打算"), hidden=False, actor=officer)
        assert "打算" in make.text(make.draft(report).document)


class TestClaims:
    def said(self, here):
        make.template(here) if not Report.objects.exists() else None
        return make.text(make.draft(make.report(here, 2013)).document)

    def test_no_history_no_claim(self, here, held):
        assert "之最" not in self.said(here) and "首次" not in self.said(here)

    def test_the_highest_of_three_kept_years_is_said(self, here, held):
        for year in (2010, 2011, 2012):
            make.post(here, "activities.participations", 50_000 + year, year=year, campaign="科技活动周")
        assert "6万余人次，为近年之最。" in self.said(here)

    def test_a_higher_year_or_a_gap_takes_it_back(self, here, held):
        for year in (2010, 2012):
            make.post(here, "activities.participations", 50_000, year=year, campaign="科技活动周")
        assert "之最" not in self.said(here)
        make.post(here, "activities.participations", 70_000, year=2011, campaign="科技活动周")
        assert "之最" not in self.said(here)

    def test_first_where_earlier_years_were_kept_without_it(self, here, held):
        make.post(here, "activities.participations", 300, year=2012, campaign="全国科普日")
        assert "6万余人次，尚属首次。" in self.said(here)

    def test_what_was_long_ago_takes_a_first_time_back(self, here, held):
        make.post(here, "activities.participations", 300, year=2012, campaign="全国科普日")
        make.post(here, "activities.participations", 10, year=1990, campaign="科技活动周")
        assert "首次" not in self.said(here)

    def test_full_coverage_needs_every_association_below(self, here, town, held):
        other = make.body("朗霞街道科协", parent=here, level="town")
        make.template(here, "= 开头\n农函大{农函大.人次}人次{?全覆盖:农函大.人次|，实现全覆盖}。")
        make.post(town, "activities.participations", 100, form="农函大培训")
        report = make.report(here)
        assert "全覆盖" not in make.text(make.draft(report).document)
        make.post(other, "activities.participations", 20, form="农函大培训")
        assert "120人次，实现全覆盖。" in make.text(make.draft(report).document)


class TestWriting:
    @pytest.fixture
    def section(self, here):
        make.template(here)
        return make.report(here).sections.get(origin="科普日")

    def test_prose_is_written_and_trailed(self, section, officer):
        services.edit_section(
            section=section, source="有{科普日.人次|概}人次。", heading="（二）全国科普日", actor=officer
        )
        section.refresh_from_db()
        assert (section.heading, section.text, section.is_edited) == ("全国科普日", "有{科普日.人次|概}人次。", True)
        line = TrailEntry.objects.get(did="edit_section")
        assert line.changes["text"] == ["{科普日.人次}人次参加。", "有{科普日.人次|概}人次。"]

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("{科普日.人数}人次", "您要写的是“科普日.人次”吗"),
            ("{科普日.人次人次", "缺少右花括号"),
            ("科普日.人次}人次", "前面没有对应的“{”"),
            ("{科普日.人次|大约}", "写法“大约”不认识"),
            ("[[没有数字]]", "没有数字，无从判断"),
            ("{=书记}", "没有名为“书记”的内容"),
            ("{?第一:科普日.人次}", "说法“第一”不认识"),
            ("第一行\n[[{科普日.人次}", "第2行"),
        ],
    )
    def test_a_text_that_cannot_be_read_is_refused_in_words(self, section, officer, source, said):
        with pytest.raises(TemplateFault, match=said):
            services.edit_section(section=section, source=source, actor=officer)
        section.refresh_from_db()
        assert not section.is_edited

    def test_too_long_and_unfit_texts_are_refused(self, section, officer):
        with pytest.raises(Invalid, match="最多写 20000 字"):
            services.edit_section(section=section, source="字" * 20_001, actor=officer)
        with pytest.raises(Invalid, match="特殊字符"):
            services.edit_section(section=section, source="\u202e反", actor=officer)
        with pytest.raises(Invalid):
            services.edit_section(section=section, source="好", heading="", actor=officer)

    def test_template_text_comes_back(self, section, officer):
        services.edit_section(section=section, source="改过。", actor=officer)
        services.restore_section(section=section, actor=officer)
        assert not section.is_edited and section.text == "{科普日.人次}人次参加。"

    def test_sections_of_ones_own_are_added_moved_and_numbered(self, section, officer):
        report = section.report
        own = services.add_section(
            report=report, heading="1.阵地", level=2, source="制作展板{展板.制作}块。", after=section, actor=officer
        )
        assert [s.heading for s in report.sections.all()] == [
            "开头",
            "科普工作",
            "科技活动周",
            "科普日",
            "阵地",
            "打算",
        ]
        services.move_section(section=own, step=-2, actor=officer)
        assert [s.heading for s in report.sections.all()] == [
            "开头",
            "科普工作",
            "阵地",
            "科技活动周",
            "科普日",
            "打算",
        ]
        services.compose(organisation=report.organisation, year=report.year, actor=officer)
        assert [s.heading for s in report.sections.all()] == [
            "开头",
            "科普工作",
            "阵地",
            "科技活动周",
            "科普日",
            "打算",
        ]

    def test_nobody_else_writes(self, section, stranger, here):
        for actor in (stranger, person("reader", here), person("checker", here)):
            with pytest.raises(NotAllowed):
                services.edit_section(section=section, source="我来写", actor=actor)


class TestSigning:
    def test_what_is_signed_stays_when_records_change(self, here, held, officer, checker):
        report = make.written(here)
        version = make.sign(report, checker)
        document, digest = queries.document_of(version), version.file.sha256
        make.repost(held, "activities.participations", 80_000, **make.WEEK)
        report.refresh_from_db()
        assert "受惠群众8万人次" in make.text(make.draft(report).document)
        version.refresh_from_db()
        assert queries.document_of(version) == document and "受惠群众6万余人次" in make.text(document)
        assert version.file.sha256 == digest and version.number == 1 and version.signed_by == "checker"
        (change,) = queries.since(version, actor=officer)
        assert (change.metric, change.then, change.now) == ("活动周.人次", "60,420人次", "80,000人次")

    def test_only_what_the_checker_saw_is_signed(self, here, held, checker):
        report = make.written(here)
        seen = make.draft(report, checker).digest
        make.repost(held, "activities.participations", 60_421, **make.WEEK)
        with pytest.raises(services.CannotSign, match="又有变化"):
            services.sign(report=report, seen=seen, actor=checker)
        report.refresh_from_db()
        assert report.is_draft and not ReportVersion.objects.exists()

    def test_the_day_it_is_signed_on_is_no_change(self, here, held, checker):
        report = make.written(here)
        seen = queries.draft(report, actor=checker, at=make.NEW_YEAR).digest
        assert services.sign(report=report, seen=seen, actor=checker)

    def test_an_unwritten_section_holds_it_up(self, here, held, checker):
        make.template(here)
        report = make.report(here)
        with pytest.raises(services.CannotSign, match="“打算”：还没有填写"):
            make.sign(report, checker)

    def test_only_a_checker_of_the_place_signs(self, here, held, officer, elsewhere):
        report = make.written(here)
        for actor in (officer, person("checker", elsewhere, "stranger2")):
            with pytest.raises(NotAllowed):
                services.sign(report=report, seen="", actor=actor)

    def test_nobody_writes_what_is_signed(self, here, held, officer, checker):
        report = make.written(here)
        make.sign(report, checker)
        with pytest.raises(WrongState, match="已经签发"):
            services.edit_section(section=report.sections.first(), source="再改", actor=officer)
        with pytest.raises(WrongState):
            make.sign(report, checker)
        texts = [*report.sections.values_list("text")]
        assert services.compose(organisation=here, year=make.YEAR, actor=officer).state == "signed"
        assert [*report.sections.values_list("text")] == texts

    def test_the_database_refuses_to_change_a_version(self, here, held, checker):
        version = make.sign(make.written(here), checker)
        for act in (lambda rows: rows.update(title="别的"), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act(ReportVersion.objects.filter(pk=version.pk))

    def test_a_correction_is_another_version_and_both_are_shown(self, here, held, officer, checker):
        report = make.written(here)
        first = make.sign(report, checker)
        before = queries.document_of(first)
        with pytest.raises(WrongState, match="原因"):
            services.correct(report=report, reason=" ", actor=checker)
        with pytest.raises(NotAllowed):
            services.correct(report=report, reason="数错了", actor=officer)
        report = services.correct(report=report, reason="活动周人次漏计一场。", actor=checker)
        make.repost(held, "activities.participations", 80_000, **make.WEEK)
        services.edit_section(section=report.sections.get(origin="打算"), source="来年办得更好。", actor=officer)
        second = make.sign(report, checker)
        assert (second.number, second.reason) == (2, "活动周人次漏计一场。")
        assert queries.document_of(second).note == "第2版，更正原因：活动周人次漏计一场"
        differences = queries.differences(second)
        assert [(c.metric, c.then, c.now) for c in differences.figures] == [("活动周.人次", "60,420人次", "80,000人次")]
        assert ("来年继续办好科普活动。", "来年办得更好。") in differences.text
        assert queries.document_of(ReportVersion.objects.get(number=1)) == before
        assert queries.differences(first) is None


class TestTemplates:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("散落的文字", "第1行：“散落的文字”前面还没有小节"),
            ("# 甲\n\n{没有的口径}", "第3行：没有名为“没有的口径”的口径"),
            ("# 甲\n### 乙", "第2行：“乙”跳过了一级标题"),
            ("# 甲\n好\n[[{活动数}", "第3行"),
            ("", "模板是空的"),
        ],
    )
    def test_a_template_that_cannot_be_read_is_refused_with_its_line(self, here, text, said):
        with pytest.raises(TemplateFault, match=said):
            make.template(here, text)

    def test_strangers_cannot_keep_one(self, here, stranger):
        row = ReportTemplate(organisation=here, text=make.SHORT)
        with pytest.raises(NotAllowed):
            services.save_template(template_row=row, actor=stranger)


def test_the_platform_itself_may_do_all_of_it(here, held):
    assert make.sign(make.written(here), SYSTEM).signed_by == "system"
