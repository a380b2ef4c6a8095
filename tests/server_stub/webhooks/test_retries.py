"""When an event is sent again: times are of the world's clock, and each counts from the attempt before."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from tests.server_stub.services.town import KITCHEN
from tests.server_stub.webhooks.post_office import PostOffice

DAY = 86_400

SCHEDULE = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600]
"""Seconds from each attempt to the next, as Standard Webhooks recommends."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("jitter", "factor"), [(0.0, 1.0), (0.5, 1.05), (1.0, 1.1)])
async def test_ten_attempts_are_made_on_the_standard_schedule(office: PostOffice, jitter: float, factor: float) -> None:
    office.jitter = jitter
    office.receiver.always = 500
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    await office.town.ready_batch(10)
    (first,) = await office.deliver()
    for number, seconds in enumerate(SCHEDULE, start=1):
        (last,) = (await office.attempts(KITCHEN, endpoint))[-1:]
        assert (last["attempt"], last["outcome"]) == (number, "retrying")
        wait = at(last["next_attempt_at"]) - at(last["sent_at"])
        assert wait == timedelta(seconds=seconds * factor)
        short = int(wait.total_seconds()) - 30
        if short > 0:
            await office.town.wait(short)
        assert await office.deliver() == []
        before = office.town.store.now("test")
        await office.town.wait(60 if short > 0 else 6)  # late: the next wait counts from when the attempt was made
        (again,) = await office.deliver_of("batch.created")
        assert again.headers["webhook-id"] == first.headers["webhook-id"]
        assert at((await office.attempts(KITCHEN, endpoint))[-1]["sent_at"]) >= before
    attempts = await office.attempts(KITCHEN, endpoint)
    assert [each["attempt"] for each in attempts] == list(range(1, 11))
    assert (attempts[-1]["outcome"], attempts[-1]["next_attempt_at"]) == ("exhausted", None)
    await office.town.wait(7 * DAY)
    assert await office.deliver_of("batch.created") == []
    assert await office.attempts(KITCHEN, endpoint, outcome="exhausted") == attempts[-1:]


async def test_the_timestamp_is_real_time_however_far_the_world_s_clock_is_ahead(office: PostOffice) -> None:
    endpoint = await office.open(KITCHEN, "batch.created")
    await office.town.wait(7 * DAY)
    real = time.time()
    await office.town.ready_batch(10)
    (message,) = await office.deliver_of("batch.created")
    assert real - 1 <= int(message.headers["webhook-timestamp"]) <= time.time()
    assert message.verified_by(endpoint["secret"])  # it refuses what is more than 300 s away
    (attempt,) = await office.attempts(KITCHEN, endpoint["id"])
    assert at(attempt["sent_at"]) > datetime.now(UTC) + timedelta(days=6)


async def test_each_attempt_has_a_timestamp_of_its_own(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = await office.open(KITCHEN, "batch.created")
    office.receiver.fails(1)
    await office.town.ready_batch(10)
    await office.deliver()

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # noqa: ARG003 - as the class that it stands in for
            return datetime.now(UTC) + timedelta(seconds=100)

    monkeypatch.setattr("vouajudar_stub.workers.webhooks.datetime", Later)
    await office.town.wait(6)
    await office.deliver()
    first, second = office.receiver.got
    assert 99 <= int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) <= 110
    assert first.verified_by(endpoint["secret"]) == second.verified_by(endpoint["secret"])


async def test_retry_after_in_seconds_is_a_minimum(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.fails(1, status=503, Retry_After="120")
    office.receiver.fails(1, status=503, Retry_After="1")
    await office.town.ready_batch(10)
    await office.deliver()
    await office.town.wait(110)
    assert await office.deliver() == []
    await office.town.wait(11)
    assert len(await office.deliver()) == 1
    first, second = await office.attempts(KITCHEN, endpoint)
    waits = [at(each["next_attempt_at"]) - at(each["sent_at"]) for each in (first, second)]
    assert timedelta(seconds=120) <= waits[0] < timedelta(seconds=125)
    assert waits[1] == timedelta(minutes=5)  # less than the schedule asks for nothing


async def test_retry_after_may_be_a_date_which_is_real_time(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    await office.town.wait(2 * DAY)  # the date is not of this clock
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)
    office.receiver.answers.append(web.Response(status=503, headers={"Retry-After": when}))
    office.receiver.answers.append(web.Response(status=503, headers={"Retry-After": "Thu, 14 May 2020 12:00:00 GMT"}))
    await office.town.ready_batch(10)
    await office.deliver_of("batch.created")
    await office.town.wait(602)
    await office.deliver_of("batch.created")
    first, second = await office.attempts(KITCHEN, endpoint)
    waits = [at(each["next_attempt_at"]) - at(each["sent_at"]) for each in (first, second)]
    assert timedelta(seconds=590) <= waits[0] <= timedelta(seconds=605)
    assert waits[1] == timedelta(minutes=5)


@pytest.mark.parametrize("status", [300, 301, 307, 308, 400, 401, 404, 429, 500, 503, 599])
async def test_only_2xx_is_success(office: PostOffice, status: int) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.fails(1, status=status, Location=f"{office.receiver.url}/elsewhere")
    await office.town.ready_batch(10)
    assert len(await office.deliver()) == 1
    (attempt,) = await office.attempts(KITCHEN, endpoint)
    assert (attempt["response_status"], attempt["outcome"]) == (status, "retrying")


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_any_2xx_is_success(office: PostOffice, status: int) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = status
    await office.town.ready_batch(10)
    await office.deliver()
    (attempt,) = await office.attempts(KITCHEN, endpoint)
    assert (attempt["response_status"], attempt["outcome"], attempt["next_attempt_at"]) == (status, "succeeded", None)
    await office.town.wait(DAY)
    assert await office.deliver_of("batch.created") == []
