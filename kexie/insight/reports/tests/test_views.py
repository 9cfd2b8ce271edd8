import pytest
from django.urls import reverse

from conftest import person
from kexie.insight.reports.models import Report, ReportVersion

from . import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def held(here):
    make.post(here, "activities.held", 2)
    return make.post(here, "activities.participations", 60_420, **make.WEEK)


@pytest.fixture
def report(here, held):
    return make.written(here)


@pytest.fixture
def section(report):
    return report.sections.get(origin="科普日")


@pytest.fixture
def checker(here):
    return person("checker", here)


def at(name, *args):
    return reverse(f"reports:{name}", args=args)


def said(answer):
    return answer.content.decode()


class TestReading:
    def test_every_figure_is_a_link_to_its_records(self, client, officer, report):
        client.force_login(officer)
        page = said(client.get(at("report_detail", report.pk)))
        address = reverse("metrics:figure", args=["活动周.人次"])
        assert f'<a class="num" href="{address}?' in page and ">6万余</a>" in page
        assert '<article class="official sheet">' in page and "本节暂无数据。" in page

    def test_doubtful_figures_are_marked(self, client, officer, here, report):
        make.post(here, "activities.participations", 500, evidence="estimated", **make.WEEK)
        client.force_login(officer)
        page = said(client.get(at("report_detail", report.pk)))
        assert '</a><sup class="mark">估</sup>' in page and "其中有估计数" in page

    def test_prose_is_escaped(self, client, officer, section):
        section.text = "<script>alert(1)</script>"
        section.save()
        client.force_login(officer)
        page = said(client.get(at("report_detail", section.report_id)))
        assert "<script>alert" not in page and "&lt;script&gt;" in page

    def test_readers_read_and_are_offered_nothing_else(self, client, here, report, section):
        client.force_login(person("reader", here))
        page = said(client.get(at("report_detail", report.pk)))
        assert "改这一节" not in page and at("sign", report.pk) not in page
        assert client.get(at("edit_section", report.pk, section.pk)).status_code == 403
        assert client.post(at("refresh", report.pk)).status_code == 403
        assert client.get(at("sign", report.pk)).status_code == 403

    def test_what_is_hidden_is_like_what_is_missing(self, client, stranger, report, section, checker):
        make.sign(report, checker)
        client.force_login(stranger)
        missing = client.get(at("report_detail", 987_654))
        for name, *args in (
            ("report_detail", report.pk), ("print", report.pk), ("sign", report.pk), ("correct", report.pk),
            ("edit_section", report.pk, section.pk), ("add_section", report.pk), ("version", report.pk, 1),
            ("print_version", report.pk, 1),
        ):  # fmt: skip
            answer = client.get(at(name, *args))
            assert answer.status_code == 404 and answer.content == missing.content, name
        for name, *args in (
            ("export", report.pk, "docx"), ("export_version", report.pk, 1, "html"), ("refresh", report.pk),
            ("move_section", report.pk, section.pk), ("hide_section", report.pk, section.pk),
            ("restore_section", report.pk, section.pk),
        ):  # fmt: skip
            assert client.post(at(name, *args)).status_code == 404, name

    def test_a_section_of_another_report_is_not_found(self, client, officer, here, section):
        other = make.report(here, 2012)
        client.force_login(officer)
        assert client.get(at("edit_section", other.pk, section.pk)).status_code == 404

    def test_a_long_summary_costs_few_statements(self, client, officer, here, held, django_assert_max_num_queries):
        long = make.report(here)
        assert long.sections.count() > 15
        client.force_login(officer)
        with django_assert_max_num_queries(40):
            client.get(at("report_detail", long.pk))

    def test_export_and_print(self, client, officer, report):
        client.force_login(officer)
        for kind, begins in (("docx", b"PK"), ("html", b"<!DOCTYPE")):
            answer = client.post(at("export", report.pk, kind))
            assert answer.content.startswith(begins)
            assert (
                answer["Content-Disposition"].startswith("attachment")
                and "sandbox" in answer["Content-Security-Policy"]
            )
        assert client.get(at("export", report.pk, "docx")).status_code == 405
        assert client.post(at("export", report.pk, "pdf")).status_code == 422
        assert "受惠群众" in said(client.get(at("print", report.pk)))


class TestComposing:
    def test_a_draft_is_written_and_opened(self, client, officer, here):
        client.force_login(officer)
        assert client.get(at("compose")).status_code == 200
        answer = client.post(at("compose"), {"organisation": here.pk, "year": 2013})
        assert answer.url == at("report_detail", Report.objects.get().pk)
        assert client.post(at("compose"), {"organisation": here.pk, "year": 2013}).url == answer.url

    def test_nonsense_is_refused(self, client, officer, elsewhere):
        client.force_login(officer)
        for given in ({"organisation": elsewhere.pk, "year": 2013}, {"year": "今年"}, {"year": 1}):
            assert client.post(at("compose"), given).status_code == 422
        assert not Report.objects.exists()


class TestTemplates:
    def test_a_new_one_starts_from_the_built_in_text(self, client, officer):
        client.force_login(officer)
        page = said(client.get(at("reporttemplate_create")))
        assert "### 科技活动周" in page and "【沿用】" in page

    def test_the_built_in_text_can_be_saved_as_it_is(self, client, officer, here):
        client.force_login(officer)
        form = client.get(at("reporttemplate_create")).context["form"]
        given = {"organisation": here.pk, "kind": "annual", "text": form["text"].value(), "version": ""}
        assert client.post(at("reporttemplate_create"), given).status_code == 302
        assert make.report(here).sections.filter(is_carried=True).count() == 1

    def test_a_slip_is_told_with_its_line_and_nothing_typed_is_lost(self, client, officer, here):
        client.force_login(officer)
        given = {"organisation": here.pk, "kind": "annual", "text": "= 开头\n举办{活动个数}场", "version": ""}
        answer = client.post(at("reporttemplate_create"), given)
        assert answer.status_code == 422 and "第2行：没有名为“活动个数”的口径" in said(answer)
        assert "举办{活动个数}场" in said(answer)


class TestWriting:
    @pytest.fixture
    def writer(self, client, officer):
        client.force_login(officer)
        return client

    def given(self, section, **changes):
        return {"heading": section.heading, "level": section.level, "text": section.text, **changes}

    def test_without_script_there_is_a_page_of_its_own(self, writer, report, section):
        page = said(writer.get(at("edit_section", report.pk, section.pk)))
        assert "<h1>改写“科普日”</h1>" in page and "{科普日.人次}人次参加。" in page
        assert 'data-insert="{活动周.人次}"' in page
        answer = writer.post(at("edit_section", report.pk, section.pk), self.given(section, text="有{活动数}场。"))
        assert answer.url == f"{at('report_detail', report.pk)}#section_{section.pk}"
        assert "有<a" in said(writer.get(at("report_detail", report.pk)))

    def test_with_htmx_it_is_written_in_place(self, writer, report, section):
        address = at("edit_section", report.pk, section.pk)
        fragment = said(writer.get(address, headers=HTMX))
        assert "<h1>" not in fragment and f'id="section_{section.pk}"' in fragment
        sheet = said(writer.post(address, self.given(section, text="有{活动数}场。"), headers=HTMX))
        assert 'id="sheet"' in sheet and "<html" not in sheet and "有<a" in sheet

    def test_mistakes_keep_what_was_typed(self, writer, report, section):
        address = at("edit_section", report.pk, section.pk)
        answer = writer.post(address, self.given(section, text="写了很多，{科普日.人数}"), headers=HTMX)
        assert answer.status_code == 422 and answer["HX-Retarget"] == f"#section_{section.pk}"
        assert "写了很多，{科普日.人数}" in said(answer) and "您要写的是“科普日.人次”吗" in said(answer)
        section.refresh_from_db()
        assert not section.is_edited

    def test_a_figure_cannot_be_written(self, writer, report):
        """Neither through the text nor through fields nobody asked for: the number comes from the ledger."""
        week = report.sections.get(origin="科技活动周")
        forged = self.given(week, value="99999", figures="99999", source="受惠99999人次", state="signed")
        writer.post(at("edit_section", report.pk, week.pk), forged)
        week.refresh_from_db()
        assert "{活动周.人次|概}" in week.text and "99999" not in week.text + week.source
        assert ">6万余</a>" in said(writer.get(at("report_detail", report.pk)))
        writer.post(at("edit_section", report.pk, week.pk), self.given(week, text="受惠群众9万人次。"))
        page = said(writer.get(at("report_detail", report.pk)))
        assert "有手写的数字：9万人次" in page and ">9万</a>" not in page

    def test_two_writers_do_not_overwrite_each_other_unseen(self, writer, report, section):
        address = at("edit_section", report.pk, section.pk)
        answer = writer.post(address, self.given(section, text="后到的。", version="2014-01-01T00:00:00+00:00"))
        assert answer.status_code == 409 and "后到的。" in said(answer) and "别人已经改过" in said(answer)
        section.refresh_from_db()
        assert section.text == "{科普日.人次}人次参加。"

    def test_sections_are_added_moved_hidden_and_restored(self, writer, report, section):
        given = {"heading": "阵地", "level": 2, "text": "制作{展板.制作}块。"}
        assert writer.post(at("add_section", report.pk) + f"?after={section.pk}", given).status_code == 302
        assert [s.heading for s in report.sections.all()][-2:] == ["阵地", "打算"]
        writer.post(at("move_section", report.pk, section.pk), {"to": "down"})
        assert [s.heading for s in report.sections.all()][-3:] == ["阵地", "科普日", "打算"]
        writer.post(at("hide_section", report.pk, section.pk))
        assert "没有写进来的小节" in said(writer.get(at("report_detail", report.pk)))
        writer.post(at("hide_section", report.pk, section.pk), {"hidden": "no"})
        writer.post(at("edit_section", report.pk, section.pk), self.given(section, text="改了。"))
        writer.post(at("restore_section", report.pk, section.pk))
        section.refresh_from_db()
        assert not section.is_hidden and not section.is_edited
        assert writer.post(at("add_section", report.pk), {"heading": "", "level": 1, "text": ""}).status_code == 422

    def test_what_is_signed_is_refused_with_a_sentence(self, writer, report, section, checker):
        make.sign(report, checker)
        answer = writer.post(at("edit_section", report.pk, section.pk), self.given(section, text="再改。"))
        assert answer.status_code == 422 and "已经签发，不能再改" in said(answer)


class TestSigning:
    def test_the_checker_looks_confirms_and_it_is_frozen(self, client, checker, report, held):
        client.force_login(checker)
        page = client.get(at("sign", report.pk))
        assert "60,420人次" in said(page)
        answer = client.post(at("sign", report.pk), {"seen": page.context["draft"].digest})
        assert answer.url == at("report_detail", report.pk)
        make.repost(held, "activities.participations", 80_000, **make.WEEK)
        page = said(client.get(at("report_detail", report.pk)))
        assert '6万余</a><sup class="mark">改</sup>' in page
        assert "60,420人次" in page and "80,000人次" in page and "第1版 已签发" in page
        version = ReportVersion.objects.get()
        assert client.get(reverse("files:download", args=[version.file.key])).status_code == 200
        assert client.post(at("export_version", report.pk, 1, "html")).status_code == 200
        assert client.get(at("print_version", report.pk, 1)).status_code == 200

    def test_without_having_looked_nothing_is_signed(self, client, checker, report):
        client.force_login(checker)
        answer = client.post(at("sign", report.pk), {})
        assert answer.status_code == 409 and "又有变化" in said(answer)
        assert not ReportVersion.objects.exists()

    def test_what_is_missing_is_said_before(self, client, checker, here):
        make.template(here)
        report = make.report(here, 2011)
        client.force_login(checker)
        page = said(client.get(at("sign", report.pk)))
        assert "改好才能签发" in page and "打算" in page and "同意签发" not in page

    def test_a_correction_shows_both_versions(self, client, checker, report, held):
        make.sign(report, checker)
        client.force_login(checker)
        assert client.get(at("correct", report.pk)).status_code == 200
        assert client.post(at("correct", report.pk), {"reason": ""}).status_code == 409
        assert client.post(at("correct", report.pk), {"reason": "漏计一场"}).status_code == 302
        make.repost(held, "activities.participations", 80_000, **make.WEEK)
        assert "正在更正，原因：漏计一场" in said(client.get(at("report_detail", report.pk)))
        seen = client.get(at("sign", report.pk)).context["draft"].digest
        client.post(at("sign", report.pk), {"seen": seen})
        page = said(client.get(at("version", report.pk, 2)))
        assert "与第1版相比" in page and "漏计一场" in page and "第2版，更正原因：漏计一场" in page
        assert "受惠群众8万人次" in page.replace('">', "").replace("</a>", "") or ">8万</a>" in page
        old = said(client.get(at("version", report.pk, 1)))
        assert ">6万余</a>" in old and "之后另有新版" in old
