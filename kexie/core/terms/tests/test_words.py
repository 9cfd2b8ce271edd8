"""Words: declared, added, put out of use; who may; and what one page of them says."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conftest import person
from kexie.core import gate
from kexie.core.audit.models import TrailEntry
from kexie.core.refusals import Invalid, NotAllowed
from kexie.core.terms import kinds, queries, services
from kexie.core.terms.kinds import Dictionary, Word
from kexie.core.terms.models import Term
from kexie.network.organisations.services import move

KIND = "activity_form"


def test_a_word_is_found_by_any_spelling():
    words = Dictionary([Word("放映", ("电影放映",)), Word("讲座"), Word("旧词", is_active=False)])
    assert words.find(" 电 影 放 映 ").name == "放映"
    assert words.find("讲座。").name == "讲座"
    assert words.find("旧词") is None and words.find("") is None


def test_a_name_wins_over_anothers_synonym():
    words = Dictionary([Word("演出", ("文艺演出",)), Word("文艺演出")])
    assert words.find("文艺演出").name == "文艺演出"


def test_words_in_a_longer_text_the_longest_first_and_none_inside_another():
    words = Dictionary([Word("培训"), Word("农函大培训", ("农函大培训班",)), Word("讲座")])
    assert [w.name for w in words.named_in("2013年农函大培训班汇总")] == ["农函大培训"]
    assert {w.name for w in words.named_in("讲座、培训情况")} == {"讲座", "培训"}
    assert words.named_in("工作小结") == []


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        kinds.declare(KIND, "又一次")


@pytest.fixture
def administrator(here):
    return person("administrator", here, username="administrator")


def keep(actor, where, name="讲座", **fields):
    return services.keep(kind=KIND, name=name, path=where.path, actor=actor, **fields)


@pytest.mark.django_db
class TestKeeping:
    def test_a_kept_word_replaces_the_declared_one_here_and_below_but_not_next_door(
        self, here, town, elsewhere, administrator
    ):
        keep(administrator, here, synonyms=["科普讲坛", " 科普讲坛 ", ""])
        for place in (here, town):
            assert queries.dictionary(KIND, place.path).find("科普讲坛").name == "讲座"
        assert queries.dictionary(KIND, elsewhere.path).find("科普讲坛") is None
        assert Term.objects.get().synonyms == ["科普讲坛"]

    def test_the_nearest_version_of_a_word_holds(self, here, town, administrator):
        keep(administrator, here, synonyms=["上面的写法"])
        keep(administrator, town, synonyms=["下面的写法"])
        assert queries.dictionary(KIND, town.path).find("上面的写法") is None
        assert queries.dictionary(KIND, here.path).find("上面的写法").name == "讲座"

    def test_a_word_out_of_use_is_no_longer_recognised(self, here, administrator):
        keep(administrator, here, is_active=False)
        assert queries.dictionary(KIND, here.path).find("讲座") is None
        assert any(word.name == "讲座" and not word.is_active for word in queries.words(KIND, here.path))

    def test_one_spelling_means_one_word(self, here, administrator):
        with pytest.raises(Invalid, match="已经是“放映”的写法"):
            keep(administrator, here, synonyms=["电影放映"])
        with pytest.raises(Invalid, match="只能指一个词"):
            keep(administrator, here, name="电影 放映")
        with pytest.raises(Invalid, match="请写出"):
            keep(administrator, here, name="  ")

    def test_saving_twice_changes_the_same_word_and_is_trailed(self, here, administrator):
        keep(administrator, here)
        keep(administrator, here, synonyms=["大讲坛"])
        assert Term.objects.count() == 1
        assert TrailEntry.objects.filter(did="keep_word", path=here.path).count() == 2

    def test_officers_and_neighbours_do_not_manage_words(self, here, town, elsewhere, officer, administrator):
        for actor, where in ((officer, here), (administrator, elsewhere)):
            with pytest.raises(NotAllowed):
                keep(actor, where)

    def test_an_import_adopts_what_is_new_and_only_that(self, here, officer):
        names = ["星空观测", "电影放映", "星空观测", " "]
        services.adopt(kind=KIND, names=names, path=here.path, actor=officer)
        assert [term.name for term in Term.objects.all()] == ["星空观测"]

    def test_words_go_along_with_a_body_that_moves(self, here, elsewhere, town, administrator):
        keep(administrator, town, name="星空观测", synonyms=["观星"])
        move(organisation=town, parent=elsewhere, on=date(2013, 7, 1), actor=gate.SYSTEM)
        town.refresh_from_db()
        assert Term.objects.get().path == town.path
        assert queries.dictionary(KIND, town.path).find("观星").name == "星空观测"

    def test_terms_are_seen_below_and_not_next_door(self, here, town, administrator, stranger):
        term = keep(administrator, here)
        clerk = person("clerk", town, username="clerk")
        assert list(Term.objects.visible_to(clerk)) == [term]
        assert not Term.objects.visible_to(stranger).exists()


@pytest.mark.django_db
class TestPages:
    def test_lists_are_read_by_everyone_and_the_button_shown_to_whoever_may(self, client, here, officer, administrator):
        client.force_login(officer)
        assert "活动形式" in client.get(reverse("terms:index")).content.decode()
        page = client.get(reverse("terms:words", args=[KIND])).content.decode()
        assert "科普电影" in page and "加一个词" not in page
        assert client.get(reverse("terms:keep_word", args=[KIND])).status_code == 403
        client.force_login(administrator)
        assert "加一个词" in client.get(reverse("terms:words", args=[KIND])).content.decode()

    def test_a_word_is_changed_and_one_is_added(self, client, here, administrator):
        client.force_login(administrator)
        address = reverse("terms:keep_word", args=[KIND])
        page = client.get(f"{address}?word=竞赛").content.decode()
        assert "知识竞赛" in page and "参赛作品（件）" in page
        sent = {"name": "改名", "synonyms": "知识竞赛\n擂台赛", "extra_results": "参赛人数（人）", "is_active": "on"}
        assert client.post(f"{address}?word=竞赛", sent).status_code == 302
        term = Term.objects.get()
        assert (term.name, term.synonyms, term.extra["results"]) == ("竞赛", ["知识竞赛", "擂台赛"], ["参赛人数（人）"])
        assert client.post(address, {"name": "星空观测", "is_active": "on"}).status_code == 302
        assert queries.dictionary(KIND, here.path).find("星空观测")

    def test_a_mistake_keeps_what_was_typed(self, client, administrator):
        client.force_login(administrator)
        answer = client.post(
            reverse("terms:keep_word", args=[KIND]), {"name": "新词", "synonyms": "电影放映", "is_active": "on"}
        )
        assert answer.status_code == 422
        assert "新词" in answer.content.decode() and "只能指一个词" in answer.content.decode()

    def test_unknown_kinds_and_words_are_not_found(self, client, administrator):
        client.force_login(administrator)
        assert client.get(reverse("terms:words", args=["nothing"])).status_code == 404
        assert client.get(f"{reverse('terms:keep_word', args=[KIND])}?word=没有").status_code == 404
