import pytest
from django.core.exceptions import ValidationError

from kexie.core.personal import ContactField, EmailField, SealedTextField, is_mobile


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("+86 164-0000-0001", "16400000001", "164****0001"),
        (" Chen.Xiaoming@Example.CN ", "chen.xiaoming@example.cn", "c****@example.cn"),
        ("", "", ""),
    ],
)
def test_contact_is_kept_and_masked_as_what_it_is(typed, kept, shown):
    field = ContactField()
    assert field.normal(typed) == kept
    assert field.mask(kept) == shown


def test_email_of_wrong_shape_is_refused():
    field = EmailField()
    field.validate("chen@example.cn", None)
    field.validate("", None)
    with pytest.raises(ValidationError):
        field.validate("chen@", None)


def test_sealed_text_keeps_lines_and_shows_nothing():
    field = SealedTextField()
    assert field.normal(" 第一行\n第二行 ") == "第一行\n第二行"
    assert "行" not in field.mask("第一行")


@pytest.mark.parametrize("text", ["0574-62700000", "1640000000", "２６４00000001", "26400000001", ""])
def test_landlines_and_others_take_no_text_message(text):
    assert not is_mobile(text)
