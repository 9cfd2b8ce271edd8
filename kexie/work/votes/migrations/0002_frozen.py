"""What is frozen when an assembly opens, when a paper is sealed and when voting ends; outcomes only grow."""

from django.db import migrations

from kexie.core.append_only import AppendOnly, Frozen

RULES = (
    "organisation_id", "name", "kind", "held_on", "quorum", "majority", "majority_rule", "majority_of", "frozen",
    "opened_at",
)  # fmt: skip
PAPER = (
    "assembly_id", "number", "kind", "title", "text", "secrecy", "by_phone", "position", "seats", "contest", "least",
    "most", "write_in", "later_of_id", "serials", "frozen",
)  # fmt: skip
OPENED = "(SELECT a.state FROM votes_assembly a WHERE a.id = {row}.assembly_id) <> 'preparing'"
SEALED = "(SELECT q.frozen FROM votes_question q WHERE q.id = {row}.question_id) <> ''"
NOT_OPEN = "(SELECT q.state FROM votes_question q WHERE q.id = {row}.question_id) <> 'open'"
NOT_CLOSED = "(SELECT q.state FROM votes_question q WHERE q.id = {row}.question_id) <> 'closed'"


class Migration(migrations.Migration):
    dependencies = [("votes", "0001_initial")]
    operations = [
        Frozen("votes_assembly", "{row}.state <> 'preparing'", acts=("update",), columns=RULES, name="rules"),
        Frozen("votes_assembly", "{row}.state <> 'preparing'", acts=("delete",)),
        Frozen("votes_rollentry", OPENED),
        Frozen("votes_question", "{row}.frozen <> ''", acts=("update",), columns=PAPER, name="paper"),
        Frozen("votes_question", "{row}.frozen <> ''", acts=("delete",)),
        Frozen("votes_question", f"{{row}}.later_of_id IS NULL AND {OPENED}", acts=("insert",)),
        Frozen(
            "votes_question", "{row}.state = 'counted'", acts=("update",), columns=("state", "present"), name="counted"
        ),
        Frozen("votes_candidate", SEALED),
        Frozen("votes_mark", NOT_OPEN),
        Frozen("votes_mark", "{row}.how = 'phone'", acts=("update",), columns=("how",), name="cast"),
        Frozen("votes_box", NOT_OPEN, acts=("update", "delete")),
        Frozen("votes_tally", NOT_CLOSED),
        AppendOnly("votes_outcome"),
    ]
