"""Photos: what rides along in them is gone, what is no photo is refused, and who may see them."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import person
from kexie.core import clock
from kexie.core.files.models import StoredFile
from kexie.core.files.services import read
from kexie.core.refusals import NotAllowed
from kexie.work.activities import rules, services
from kexie.work.activities.models import Activity, Photo

from . import make


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation, order=">"):
    mark = b"MM" if order == ">" else b"II"
    tiff = mark + struct.pack(f"{order}HIHHHIHHI", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return segment(0xE1, b"Exif\0\0" + tiff + b"GPS 30.05N 121.15E")


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd9"
HEAD = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
TABLES = segment(0xDB, b"\0" * 65)


def jpeg(*extra):
    return b"\xff\xd8" + HEAD + b"".join(extra) + TABLES + SCAN


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*extra):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\1\2\3"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + pixels + chunk(b"IEND", b"")


def test_a_jpeg_loses_place_and_comment_and_keeps_its_picture():
    sent = jpeg(exif(1), segment(0xED, b"Photoshop GPS"), segment(0xFE, b"GPS comment")) + b"GPS trailing"
    picture = rules.picture_of(sent)
    assert picture.data == jpeg() and (picture.content_type, picture.suffix) == ("image/jpeg", ".jpg")


@pytest.mark.parametrize("order", [">", "<"])
def test_a_jpeg_keeps_which_way_is_up(order):
    kept = rules.picture_of(jpeg(exif(6, order))).data
    assert b"GPS" not in kept
    assert rules.picture_of(kept).data == kept
    assert b"Exif\0\0MM\0*" in kept and b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept


def test_a_png_loses_its_texts():
    sent = png(chunk(b"tEXt", b"Comment\0GPS"), chunk(b"eXIf", b"GPS")) + b"trailing"
    assert rules.picture_of(sent).data == png()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff", jpeg()[:-2], jpeg()[:40], png()[:-5],
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 8, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8" + b"\0" * 50,
        b"\xff\xd8\xff\xe0\x00\x00" + b"\0" * 20,
    ],
)  # fmt: skip
def test_what_is_no_whole_photo_is_refused(data):
    assert rules.picture_of(data) is None


@pytest.mark.django_db
class TestKeeping:
    @pytest.fixture
    def row(self, here):
        return make.activity(organisation=here)

    def test_photos_come_with_the_quick_form(self, client, officer, here):
        client.force_login(officer)
        sent = {
            "name": "防震减灾讲座", "starts_on": "2013-05-19", "participations": "120", "evidence": "counted",
            "form": "讲座", "photos": [upload(jpeg(exif(1))), upload(png(), "二.png")],
        }  # fmt: skip
        with clock.at(datetime(2013, 5, 19, 4, tzinfo=UTC)):
            assert client.post(reverse("activities:record"), sent).status_code == 302
        photos = Photo.objects.filter(activity=Activity.objects.get())
        assert [p.file.content_type for p in photos] == ["image/jpeg", "image/png"]
        assert read(photos[0].file) == jpeg()

    def test_a_bad_photo_keeps_what_was_typed_and_stores_nothing(self, client, officer):
        client.force_login(officer)
        sent = {
            "name": "讲座一",
            "starts_on": "2013-05-19",
            "participations": "1",
            "evidence": "counted",
            "form": "讲座",
        }
        answer = client.post(reverse("activities:record"), sent | {"photos": [upload(b"MZ not a photo", "病毒.jpg")]})
        assert answer.status_code == 422
        assert "病毒.jpg" in answer.content.decode() and "讲座一" in answer.content.decode()
        assert not Activity.objects.exists() and not StoredFile.objects.exists()

    def test_photos_are_added_seen_and_removed_on_the_page(self, client, officer, row):
        client.force_login(officer)
        page = reverse("activities:activity_detail", args=[row.pk])
        client.post(reverse("activities:add_photos", args=[row.pk]), {"photos": [upload(jpeg())]})
        photo = Photo.objects.get()
        address = reverse("files:download", args=[photo.file.key])
        assert address in client.get(page).content.decode()
        assert b"".join(client.get(address).streaming_content) == jpeg()
        client.post(reverse("activities:remove_photo", args=[photo.pk]))
        assert not Photo.objects.exists() and not StoredFile.objects.exists()

    def test_too_many_are_refused_with_how_many_there_are(self, officer, row, monkeypatch):
        monkeypatch.setattr("kexie.work.activities.services.photos.MOST_PHOTOS", 2)
        pictures = [rules.picture_of(jpeg())] * 2
        services.add_photos(activity=row, pictures=pictures, actor=officer)
        with pytest.raises(services.TooManyPhotos, match="已有 2 张"):
            services.add_photos(activity=row, pictures=pictures[:1], actor=officer)

    def test_strangers_and_readers_do_neither(self, client, officer, stranger, here, row):
        (photo,) = services.add_photos(activity=row, pictures=[rules.picture_of(jpeg())], actor=officer)
        reader = person("reader", here, username="reader")
        with pytest.raises(NotAllowed):
            services.remove_photo(photo=photo, actor=reader)
        with pytest.raises(NotAllowed):
            services.add_photos(activity=row, pictures=[], actor=reader)
        client.force_login(stranger)
        for name, key in (("add_photos", row.pk), ("remove_photo", photo.pk)):
            assert client.post(reverse(f"activities:{name}", args=[key])).status_code == 404
        assert client.get(reverse("files:download", args=[photo.file.key])).status_code == 404


def upload(data, name="现场.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")
