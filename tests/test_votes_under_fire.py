"""Voting with many hands at once, and with a server that is killed: nobody votes twice, no mark without its ballot.

KEXIE_VOTE_KILLS says how often the server is killed (200 in the suite); `scripts/with-postgres.sh pytest
tests/test_votes_under_fire.py` runs the same on PostgreSQL.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from functools import partial
from socketserver import ThreadingMixIn
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from conftest import organisation
from kexie.core.gate import SYSTEM
from kexie.core.personal import decrypt
from kexie.work.votes import queries, services
from kexie.work.votes.models import Box, Mark, Question
from kexie.work.votes.tests import make

from .test_races import at_once

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("KEXIE_VOTE_KILLS", "200"))
PHONES = 6  # that vote at the same time while the server dies
TOKEN = "a" * 32


def ballots(question):
    """Look into a box before it is closed: no service does, a test may."""
    return json.loads(decrypt(Box.objects.get(question=question).sealed))["ballots"]


def marked(question):
    return Mark.objects.filter(question=question, how=Mark.How.PHONE).count()


def test_one_voter_many_times_at_once_votes_once():
    asked, [one, two, *_more] = make.voting(organisation("某市科协"), people=6)
    for entry in (one, two):
        came = Counter(type(found).__name__ for found in at_once(*[partial(make.cast, asked, entry)] * 20))
        assert came == {"NoneType": 1, "AlreadyVoted": 19}
    assert marked(asked) == len(ballots(asked)) == 2


def test_one_voter_many_times_at_once_through_the_page():
    asked, [one, *_more] = make.voting(organisation("某市科协"), people=6)
    [(_entry, code)] = services.issue_codes(assembly=asked.assembly, entries=[one], actor=SYSTEM)
    page, data = reverse("votes:voter", args=[code]), {"act": "cast", "question": asked.number, "m_1": "for"}
    answers = at_once(*[lambda: Client(raise_request_exception=False).post(page, data)] * 20)
    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: 19}
    assert marked(asked) == len(ballots(asked)) == 1


def test_phone_and_paper_at_once_are_one_vote():
    asked, entries = make.voting(organisation("某市科协"), people=12)
    acts = [partial(make.cast, asked, entry) for entry in entries]
    acts += [
        partial(services.hand_out, question=asked, actor=SYSTEM, entries=[entry]) for entry in entries
    ]  # fmt: skip
    at_once(*acts)
    turnout = queries.turnout(asked)
    assert turnout["all"] == 12 and turnout["phone"] == len(ballots(asked))


def test_closing_while_everybody_casts_loses_nobody():
    asked, entries = make.voting(organisation("某市科协"), people=20)
    acts = [partial(make.cast, asked, entry) for entry in entries]
    found = at_once(*acts, partial(services.close_vote, question=asked, actor=SYSTEM))
    cast = sum(one is None for one in found)
    assert {type(one).__name__ for one in found[:-1]} <= {"NoneType", "NotOpen"}
    assert cast == marked(asked) == len(ballots(asked))


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


def serve(listening, application):
    """Fork a server that answers on a socket that stays open whoever dies; return its process."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        server = Server(listening.getsockname(), Quiet, bind_and_activate=False)
        server.socket = listening
        server.server_name, server.server_port = listening.getsockname()
        server.setup_environ()
        server.set_app(application)
        server.serve_forever()
    finally:
        os._exit(1)


def post(port, code, number):
    """Vote as a phone does, and return whether the server said that it took the ballot."""
    body = urlencode({"act": "cast", "question": number, "m_1": "for", "csrfmiddlewaretoken": TOKEN})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={TOKEN}"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        line.request("POST", f"/vote/{code}/", body, headers)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def test_killing_the_server_leaves_marks_equal_to_ballots():
    """Phones vote, the server is killed with SIGKILL at any moment and started again: no vote half, none lost."""
    people = KILLS * 3
    asked, entries = make.voting(organisation("某市科协"), people=people)
    made = services.issue_codes(assembly=asked.assembly, entries=entries, actor=SYSTEM)
    codes, taken, chance = [code for _entry, code in made], set(), random.Random(2026)
    waiting, lock, over = list(codes), threading.Lock(), threading.Event()
    Client().get(reverse("votes:voter", args=[codes[0]]))  # what a server loads once, its children have from birth
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listening.getsockname()[1]

    def vote():
        while not over.is_set():
            with lock:
                code = waiting.pop(chance.randrange(len(waiting))) if waiting else chance.choice(codes)
            status = post(port, code, asked.number)
            with lock:
                assert status in (0, 302, 422), status
                if status:
                    taken.add(code)  # cast now, or before an answer that was lost
                elif code not in taken:
                    waiting.append(code)

    application = get_wsgi_application()
    child, halves, seen = serve(listening, application), 0, []
    phones = [threading.Thread(target=vote, daemon=True) for _n in range(PHONES)]
    for phone in phones:
        phone.start()
    try:
        for _kill in range(KILLS):
            before, latest = len(taken), time.monotonic() + 5
            while len(taken) == before and time.monotonic() < latest:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.08))  # into the middle of the others' votes
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            halves += marked(asked) != len(ballots(asked))
            seen.append(marked(asked))
            child = serve(listening, application)
    finally:
        over.set()
        for phone in phones:
            phone.join(20)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        listening.close()
    cast = marked(asked)
    print(f"\n{connection.vendor}: {KILLS} kills, {cast} of {people} voted, {len(taken)} were told so")
    assert halves == 0 and cast == len(ballots(asked))
    assert 0 < len(taken) <= cast
    assert len({*seen}) > KILLS // 10, "votes came in between the kills"
    services.close_vote(question=asked, actor=SYSTEM)
    figures = services.count_votes(question=Question.objects.get(pk=asked.pk), actor=SYSTEM, at=make.AT).figures
    assert figures["tally"]["marks"]["1"]["for"] == cast and queries.faults_of(asked.assembly) == []
