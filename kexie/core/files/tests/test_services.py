"""Files are kept sealed, given back whole, and only to whoever may open them."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from kexie.core.files import sealed, services
from kexie.core.files.models import StoredFile
from kexie.core.refusals import NotAllowed


def kept(where, actor, content=b"16400000001" * 20_000, **more):
    return services.store(name="名册.xlsx", content=content, organisation=where, purpose="test", actor=actor, **more)


def test_comes_back_whole_and_lies_sealed(here, officer):
    content = b"16400000001" * 20_000  # several chunks
    file = kept(here, officer, content)
    assert services.read(file) == content and file.size == len(content)
    at_rest = services.place(file).read_bytes()
    assert b"16400000001" not in at_rest and sealed.plain_size(len(at_rest)) == len(content)


@pytest.mark.parametrize("size", [0, 1, sealed.CHUNK - 1, sealed.CHUNK, sealed.CHUNK + 1, 3 * sealed.CHUNK])
def test_every_size_comes_back(here, officer, size):
    content = bytes(i % 251 for i in range(size))
    file = kept(here, officer, content)
    assert services.read(file) == content
    assert sealed.plain_size(services.place(file).stat().st_size) == size


def test_a_file_field_is_sealed_too(db):
    name = default_storage.save("a/b.csv", ContentFile(b"16400000002,x"))
    assert default_storage.open(name).read() == b"16400000002,x" and default_storage.size(name) == 13
    with open(default_storage.path(name), "rb") as file:
        assert b"16400000002" not in file.read()


@pytest.mark.parametrize("tamper", ["flip", "cut", "swap", "gone"])
def test_damage_is_noticed(here, officer, tamper):
    file = kept(here, officer)
    path = services.place(file)
    at_rest = bytearray(path.read_bytes())
    step = sealed.NONCE + sealed.TAG + sealed.CHUNK
    if tamper == "flip":
        at_rest[100] ^= 1
    elif tamper == "cut":
        at_rest = at_rest[: 8 + step]
    elif tamper == "swap":
        at_rest[8 : 8 + step], at_rest[8 + step : 8 + 2 * step] = (
            at_rest[8 + step : 8 + 2 * step],
            at_rest[8 : 8 + step],
        )
    path.write_bytes(at_rest)
    if tamper == "gone":
        path.unlink()
    with pytest.raises(sealed.Damaged):
        services.read(file)


def test_too_large_is_refused_and_leaves_nothing(here, officer, settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    with pytest.raises(services.TooLarge, match="超过 1 MB"):
        kept(here, officer, [b"x" * 600_000, b"x" * 600_000])
    assert not StoredFile.objects.exists()
    assert not [p for p in settings.FILES_ROOT.rglob("*") if p.suffix == ".draft"]


def test_nobody_keeps_files_for_others(here, stranger):
    with pytest.raises(NotAllowed):
        kept(here, stranger)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\表\\名册.xlsx", "名册.xlsx"), (".env", "env"), ("", "文件"),
        ("名" * 300 + ".xlsx", "名" * 195 + ".xlsx"), ("a\u202etxt.exe", "atxt.exe"), ("a\nb.csv", "a b.csv"),
    ],
)  # fmt: skip
def test_names(given, name):
    assert services.file_name(given) == name


def test_download_asks_for_rights_now(client, here, town, officer, stranger, grant):
    file = kept(town, officer, b"<script>alert(1)</script>", content_type="text/html", is_private=True)
    url = reverse("files:download", args=[file.key])
    client.force_login(officer)
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and answer["Cache-Control"] == "no-store"
    client.force_login(stranger)
    hidden, missing = client.get(url), client.get(reverse("files:download", args=["x" * 43]))
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    officer.grants.all().delete()  # a private file dies with the right, although it is one's own
    client.force_login(officer)
    assert client.get(url).status_code == 404


def test_private_opens_for_its_owner_alone(here, officer, grant):
    from conftest import person

    colleague = person("officer", here, username="colleague")
    file = kept(here, officer, is_private=True)
    assert not StoredFile.objects.visible_to(colleague).filter(pk=file.pk).exists()
    assert StoredFile.objects.visible_to(officer).filter(pk=file.pk).exists()


def test_what_an_import_needs_is_not_open_to_readers(here, officer):
    from conftest import person

    file = kept(here, officer, may="import")
    assert not StoredFile.objects.visible_to(person("reader", here)).filter(pk=file.pk).exists()
