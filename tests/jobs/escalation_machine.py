"""Random acts around the escalations of one school, and after each of them the promises.

The product's verbs, engine and sender on a real PostgreSQL; the clock, the mail server and death are the machine's. Beside
them stands the simple opinion of `simple_ladder`, and nothing may differ from it.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.clocked import Clocked, Died
from tests.jobs.invariants import BROKEN
from tests.jobs.simple_ladder import Simple, Staff
from tests.world import World
from workflows.jobs.mailing import NotSent
from workflows.jobs.notices import Sender
from workflows.jobs.sending import send_waiting
from workflows.jobs.turning import turn
from workflows.records.form_keys import keep_answer, stored_answer
from workflows.records.ids import new_id
from workflows.records.refusals import Refused
from workflows.records.scope import FormKey, scoped
from workflows.verbs.raise_concern import raise_concern

Draw = Callable[..., Any]
_BEGINNINGS = [
    datetime(2026, 9, 18, 21, tzinfo=UTC),  # a Friday afternoon
    datetime(2026, 10, 19, 20, tzinfo=UTC),  # the evening before the fall break
    datetime(2026, 11, 1, 5, 20, tzinfo=UTC),  # the night in which clocks go back
    datetime(2027, 3, 14, 7, 20, tzinfo=UTC),  # the night in which they go forward
]
# Asked after every act: as functions that a superuser owns, so that nobody has to become one in between.
PREPARED = f"""
CREATE FUNCTION told.stands(uuid) RETURNS TABLE (id uuid, episode_id uuid, lane text, owner_id uuid, state text, rung int,
    lap int, next_at timestamptz, acknowledged_by uuid, version int, class text, cause text, told uuid[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
SELECT w.id, w.episode_id, w.lane, w.owner_id, w.state, w.rung, w.lap, w.next_at, w.acknowledged_by, w.version,
       w.class, w.cause, array(SELECT DISTINCT n.person_id FROM app.escalation_notice n JOIN app.escalation_change c
              ON (c.org_id, c.id) = (n.org_id, n.change_id)
             WHERE c.work_id = w.id AND c.sequence = (SELECT max(e.sequence) FROM app.escalation_change e
                    WHERE e.work_id = w.id AND NOT e.is_passed AND e.move IN
                          ('open', 'climb', 'hand_over', 'call_again', 'reopen', 'join', 'withdraw')
                      AND EXISTS (SELECT FROM app.escalation_notice x WHERE x.change_id = e.id))) AS told
  FROM app.work w WHERE w.org_id = $1 AND w.kind = 'escalation'
$$;
CREATE FUNCTION told.broken(uuid, timestamptz) RETURNS TABLE (promise text, id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $${BROKEN}$$;
"""
_STANDS = "SELECT * FROM told.stands($1)"
_BROKEN = "SELECT * FROM told.broken($1, $2)"
# Nobody who is disabled in the end can be written to: what waits for them alone may wait.
_WAITING = """
SELECT count(*) FROM app.escalation_notice WHERE org_id = $1 AND sent_at IS NULL AND dropped_at IS NULL AND dead_at IS NULL
"""
_SCHOOL = ZoneInfo("America/Chicago")
_ABSENCE = "SELECT id FROM app.absence WHERE org_id = $1 AND person_id = $2 ORDER BY recorded_at DESC, id DESC LIMIT 1"
_WORRIES = "SELECT count(*) FROM app.concern WHERE org_id = $1"
_KEPT_FROM = (
    "SELECT object_id FROM app.hidden_from WHERE org_id = $1 AND person_id = $2 AND object_id = ANY ($3)"
)
_ROUNDS = 12
# To send everything that waits costs as much as the acts did.
_EVERY = 5


@dataclass
class Ground:
    """The world before anything happened, the loop that drives it, and what was done in all examples."""

    clocked: Clocked
    world: World
    runner: asyncio.Runner
    second: UUID
    episodes: tuple[UUID, ...]
    ladders: dict[str, dict[str, Any]]
    signed_in: bytes
    """The digest of the counselor's sign-in, for forms."""
    done: Counter[str] = field(default_factory=Counter)
    likelier: dict[str, int] = field(default_factory=dict)
    """What a search for one bug tries more often."""


@dataclass
class Post:
    """A mail server in memory. `mood`: takes, bounces, dies (after it took)."""

    mood: str = "takes"
    taken: Counter[str] = field(default_factory=Counter)

    async def send(self, message: EmailMessage, **_: Any) -> str:
        if self.mood == "bounces":
            raise NotSent("Bounced")
        self.taken[str(message["Message-ID"])] += 1
        if self.mood == "dies":
            # Taken, and whoever sent it ends before it hears so.
            raise asyncio.CancelledError
        return "250 taken"


class EscalationMachine(RuleBasedStateMachine):
    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground
        self.world, self.clocked = ground.world, ground.clocked
        self.people = [self.world.clinical, ground.second, self.world.counselor, self.world.administrator]
        self.staff = Staff(
            {
                "case_owner": [self.world.counselor],
                "on_call": [self.world.clinical],
                "clinical_supervisors_of_site": [self.world.clinical, ground.second],
                "clinical_supervisors": [self.world.clinical, ground.second],
                "counselors_of_site": [self.world.counselor],
                "administrators": [self.world.administrator],
            }
        )
        self.known: dict[UUID, Simple] = {}
        self.about: UUID | None = None
        self.forms: dict[str, tuple[UUID, str, str | None]] = {}
        self.post, self.crashes, self.may_be_late = Post(), 0, False
        self.saved: Any = None
        self.versions: dict[UUID, int] = {}

    @initialize(begins=st.sampled_from(_BEGINNINGS))
    def a_day_begins(self, begins: datetime) -> None:
        self._run(self._begin(begins))

    async def _begin(self, at: datetime) -> None:
        self.saved = await self.clocked.connection.begin_nested()
        await self._now(at)

    @rule(data=st.data())
    def somebody_acts(self, data: st.DataObject) -> None:
        """One rule, so that an act is chosen among those that lead on from here."""
        act = data.draw(st.sampled_from(self._possible()), label="act")
        self._run(getattr(self, act)(data.draw))

    def _possible(self) -> list[str]:
        states = Counter(one.state for one in self.known.values())
        taken = states["acknowledged"] + states["in_hand"]
        likely = {
            "submit": 3 if self.known else 12,
            "answer_a_form": 1,
            "acknowledge": 3 if self.known else 0,
            "claim": 2 if self.known else 0,
            "hand_over": 3 if taken else 0,
            "resolve": 1 if taken else 0,
            "reopen": 4 if states["ended"] else 0,
            "undo": 1,
            "disable": 1,
            "enable": 3 if self.staff.away else 0,
            "go_away": 2,
            "come_back": 1 if self.staff.covers else 0,
            "name_somebody": 1,
            "name_in_open": 2 if self._unnamed() else 0,
            "ask_downgrade": 1 if self.known else 0,
            "downgrade": 4 if any(one.asked_by for one in self.known.values()) else 0,
            "send_a_form": 1,
            "send_it_again": 2 if self.forms else 0,
            "time_passes": 6,
            "the_worker_rests": 1,
            "send": 1,
            "mail_changes": 2,
        }
        likely |= {act: weight for act, weight in self.ground.likelier.items() if likely[act]}
        return [act for act, weight in likely.items() for _ in range(weight)]

    # Acts.

    async def submit(self, draw: Draw) -> None:
        episode = draw(st.sampled_from(self.ground.episodes))
        kind = draw(st.sampled_from(["weapon", "active_statement"]))
        if await self._act("submit", draw, lambda: self.world.worry(episode, kind)):
            await self._joined(episode, "emergency")

    async def answer_a_form(self, draw: Draw) -> None:
        episode = draw(st.sampled_from(self.ground.episodes))
        if await self._act("answer_a_form", draw, lambda: self.world.phq_a(episode, total=3, item_9=1)):
            await self._joined(episode, "urgent")

    async def _joined(self, episode: UUID, lane: str) -> None:
        """Whatever was open for the same cause was joined: whoever had it is asked again, and so is everybody when it has
        become graver; and nothing waits any more for a second person to agree that it is less urgent."""
        found = [
            row for row in await self._stands() if row["episode_id"] == episode and row["state"] != "ended"
        ]
        assert [row for row in found if row["lane"] == lane], "I1 what was accepted is not there"
        for row in found:
            one = self.known.get(row["id"])
            if one is None or row["version"] == self.versions[row["id"]]:
                continue
            one.asked_by = None
            graver = self.ground.ladders[row["lane"]]
            if one.by is not None or one.ladder is not graver:
                one.owner, one.ladder = row["owner_id"], graver
                one.called(self.staff, self.world.now)

    async def acknowledge(self, draw: Draw) -> None:
        work, one = self._one(draw)
        by = draw(st.sampled_from([self.world.clinical, self.ground.second]))
        ought = one.state == "open" and by != one.named
        if await self._act("acknowledge", draw, lambda: self.world.acknowledge(work, by=by), ought=ought):
            one.taken("acknowledged", by, self.world.now)

    async def claim(self, draw: Draw) -> None:
        work, one = self._one(draw)
        by = draw(st.sampled_from([self.world.clinical, self.ground.second]))
        ought = (one.state == "open" or (one.state == "acknowledged" and one.by == by)) and by != one.named
        if await self._act("claim", draw, lambda: self.world.claim(work, by=by), ought=ought):
            one.owner = by
            one.taken("in_hand", by, self.world.now)

    async def hand_over(self, draw: Draw) -> None:
        work, one = self._one(draw, "acknowledged", "in_hand")
        to = self.ground.second if one.by == self.world.clinical else self.world.clinical
        by, ought = one.by or self.world.clinical, to != one.named
        if await self._act(
            "hand_over", draw, lambda: self.world.hand_over_escalation(work, to, by=by), ought=ought
        ):
            one.owner = to
            one.called(self.staff, self.world.now)

    async def resolve(self, draw: Draw) -> None:
        work, one = self._one(draw, "acknowledged", "in_hand")
        by = draw(st.sampled_from([self.world.clinical, self.ground.second]))
        act = lambda: self.world.end(work, "assessed_safe_for_now", by=by)  # noqa: E731
        if await self._act("resolve", draw, act, ought=by != one.named):
            one.state, one.next_at, one.asked_by = "ended", None, None

    async def reopen(self, draw: Draw) -> None:
        work, one = self._one(draw, "ended")
        by = draw(st.sampled_from([self.world.clinical, self.ground.second]))
        ought = False if by == one.named else None
        if await self._act("reopen", draw, lambda: self.world.reopen_escalation(work, by=by), ought=ought):
            one.asked_by = None
            one.called(self.staff, self.world.now)

    async def undo(self, draw: Draw) -> None:
        episode = draw(st.sampled_from(self.ground.episodes))
        before = {row["id"] for row in await self._stands() if row["state"] == "ended"}
        if await self._act("undo", draw, lambda: self.world.undo(episode)):
            for row in await self._stands():
                if row["state"] == "ended" and row["id"] not in before:
                    one = self.known[row["id"]]
                    one.state, one.next_at, one.asked_by = "ended", None, None

    async def name_somebody(self, draw: Draw) -> None:
        """A worry names somebody who works here: they are never told of it, and nothing of it is theirs."""
        episode = draw(st.sampled_from(self.ground.episodes))
        about = draw(st.sampled_from([*self.people, self.world.mentor]))
        by = self.world.clinical if about == self.world.counselor else self.world.counselor
        self.about = about
        await self._act(
            "name_somebody", draw, lambda: self.world.worry(episode, "weapon", names=about, by=by)
        )

    def _unnamed(self) -> list[UUID]:
        return [key for key, one in self.known.items() if one.state != "ended" and one.named is None]

    async def name_in_open(self, draw: Draw) -> None:
        """Whoever handles one learns who it is about: they are off it at once, and it goes on with the others."""
        work = draw(st.sampled_from(self._unnamed()))
        about = draw(st.sampled_from([*self.people, self.world.mentor]))
        by = self.ground.second if about == self.world.clinical else self.world.clinical
        if not await self._act(
            "name_in_open",
            draw,
            lambda: self.world.name_in(work, about, by=by),
            ought=about not in self.staff.away or None,
        ):
            return
        (row,) = [row for row in await self._stands() if row["id"] == work]
        one, one.named, one.asked_by = self.known[work], about, None
        assert row["owner_id"] != about, "it is theirs still"
        one.owner = row["owner_id"]
        if one.by == about:
            one.called(self.staff, self.world.now)
        elif one.state == "open" and not one.told - {about}:
            one.told_elsewhere(self.staff, self.world.now)
        async with self.clocked.as_root() as root:
            for found in await root.fetch(_KEPT_FROM, self.world.org_id, about, list(self.known)):
                # Also those that are resolved and rested on the same worries.
                self.known[found["object_id"]].named = about

    async def ask_downgrade(self, draw: Draw) -> None:
        work, one = self._one(draw)
        by = draw(st.sampled_from([self.world.clinical, self.ground.second]))
        ought = one.state != "ended" and by != one.named and one.ladder is self.ground.ladders["emergency"]
        if await self._act("ask_downgrade", draw, lambda: self.world.ask_downgrade(work, by=by), ought=ought):
            one.asked_by = by

    async def downgrade(self, draw: Draw) -> None:
        """Two people, or nobody."""
        asked = [key for key, one in self.known.items() if one.asked_by]
        work = draw(st.sampled_from(asked))
        one, by = self.known[work], draw(st.sampled_from([self.world.clinical, self.ground.second]))
        ought = one.asked_by not in (None, by) and by != one.named and one.state != "ended"
        if await self._act("downgrade", draw, lambda: self.world.downgrade(work, by=by), ought=ought):
            one.ladder, one.asked_by = self.ground.ladders["urgent"], None

    async def go_away(self, draw: Draw) -> None:
        """From now on, for whole days of the school; somebody covers who may."""
        person = draw(st.sampled_from(self.people))
        able = [self.world.clinical, self.ground.second]
        cover = draw(st.sampled_from([one for one in able if one != person]))
        days = draw(st.sampled_from([1, 1, 3]))
        if await self._act("go_away", draw, lambda: self.world.away(person, cover, days=days)):
            last = self.world.today() + timedelta(days=days)
            self.staff.covers[person] = (cover, datetime.combine(last, time.min, _SCHOOL).astimezone(UTC))

    async def come_back(self, draw: Draw) -> None:
        person = draw(st.sampled_from(sorted(self.staff.covers)))
        async with self.clocked.as_root() as root:
            absence = await root.fetchval(_ABSENCE, self.world.org_id, person)
        ought = self.staff.covers[person][1] > self.world.now + timedelta(seconds=1)
        if await self._act("come_back", draw, lambda: self.world.back(absence, by=person), ought=ought):
            del self.staff.covers[person]

    async def send_a_form(self, draw: Draw) -> None:
        """The counselor's form about a worry, with the key that its page gave it."""
        episode = draw(st.sampled_from(self.ground.episodes))
        key, kind = f"form {len(self.forms)}", draw(st.sampled_from(["weapon", "active_statement"]))
        if await self._act("send_a_form", draw, lambda: self._send(key, episode, kind)):
            self.forms.setdefault(key, (episode, kind, None))
            await self._joined(episode, "emergency")

    async def send_it_again(self, draw: Draw) -> None:
        """Whether its first answer was heard or not: the same answer, and nothing further."""
        key = draw(st.sampled_from(sorted(self.forms)))
        episode, kind, _ = self.forms[key]
        async with self.clocked.as_root() as root:
            before = await root.fetchval(_WORRIES, self.world.org_id)
        done = await self._act("send_it_again", draw, lambda: self._send(key, episode, kind), ought=True)
        async with self.clocked.as_root() as root:
            assert await root.fetchval(_WORRIES, self.world.org_id) == before, "I11 one form is one record"
        if done:
            assert self.versions == {row["id"]: row["version"] for row in await self._stands()}, "I11 one act"

    async def _send(self, key: str, episode: UUID, kind: str) -> None:
        form, heard = FormKey(key, "the same content"), self.forms.get(key, (episode, kind, None))[2]
        async with scoped(self.clocked.engine, self.ground.signed_in, form=form) as tx:
            if tx.is_twin:
                answer = (await stored_answer(tx, key)).location
                assert heard in (None, answer), "I11 one answer"
            else:
                concern = await raise_concern(
                    tx, episode_id=episode, kind=kind, reason_code=None, said="Now.", by=tx.actor, at=tx.at
                )
                answer = f"/concerns/{concern}"
                await keep_answer(
                    tx, key=key, location=answer, sign_in_hash=self.ground.signed_in, notice=None
                )
        self.forms[key] = (episode, kind, answer)

    async def disable(self, draw: Draw) -> None:
        one = draw(st.sampled_from(self.people))
        self.staff.away.add(one)
        if one in {cover for cover, until in self.staff.covers.values() if until > self.world.now}:
            self.ground.done["a cover is gone"] += 1
        await self._planted("disabled_at = coalesce(disabled_at, $2)", one)

    async def enable(self, draw: Draw) -> None:
        one = draw(st.sampled_from(sorted(self.staff.away)))
        self.staff.away.discard(one)
        await self._planted("disabled_at = CASE WHEN $2::timestamptz IS NULL THEN $2 END", one)

    async def the_worker_rests(self, draw: Draw) -> None:
        """Time passes, and nobody turns the engine."""
        await self._now(self.world.now + timedelta(minutes=draw(st.sampled_from([7, 45, 600]))))
        self.may_be_late = True

    async def time_passes(self, draw: Draw) -> None:
        """To the next moment at which something is due, or far beyond it; then the engine turns, or dies in the middle."""
        due = [one.next_at for one in self.known.values() if one.next_at]
        jump = draw(st.sampled_from(["next", "next", "next", "hour", "night", "days"]))
        later = {"hour": timedelta(hours=1), "night": timedelta(hours=13), "days": timedelta(days=9)}
        at = min(due, default=self.world.now) if jump == "next" else self.world.now + later[jump]
        await self._now(max(at, self.world.now) + timedelta(seconds=1))
        dies = draw(st.sampled_from(["", "", "", "before", "after"]))
        await self._turned(dies)
        if dies:
            self.may_be_late = True
            await self._checked()
            # Another worker goes on.
            await self._turned("")
        self.may_be_late = False

    async def _turned(self, dies: str) -> None:
        late = [one for one in await self._stands() if one["next_at"] and one["next_at"] <= self.world.now]
        late.sort(key=lambda one: (one["class"], one["next_at"], one["id"]))
        # The first transaction of a turn only looks; the second enters the first rung.
        self.clocked.dies = (dies, 2) if dies and late else None
        try:
            turned = await turn(self.clocked.engine, [self.world.org_id])
            assert turned.failed == 0
        except Died:
            await self._buried()
            # At most the one that it had just committed; whatever it had not comes with the next turn.
            versions = {row["id"]: row["version"] for row in await self._stands()}
            late = [row for row in late if versions[row["id"]] != row["version"]]
            assert len(late) <= (dies == "after")
        for row in late:
            self.known[row["id"]].silent(self.staff, self.world.now)
        self.ground.done[f"turn, {dies or 'whole'}"] += 1

    async def mail_changes(self, draw: Draw) -> None:
        self.post.mood = draw(st.sampled_from(["takes", "bounces", "dies"]))

    async def send(self, draw: Draw) -> None:
        await self._now(self.world.now + timedelta(seconds=draw(st.sampled_from([1, 70]))))
        self.may_be_late = True
        await self._sent()
        # A notice that died lets the next rung come at once: earlier, never later.
        for row in await self._stands():
            one = self.known[row["id"]]
            if self.post.mood == "bounces" and one.state == "open" and row["next_at"] == self.world.now:
                one.next_at = min(one.next_at or self.world.now, self.world.now)

    async def _sent(self) -> None:
        before = Counter(self.post.taken)
        by = Sender(self.post, "stepwise@school.test", "https://stepwise.school.test", new_id())
        await send_waiting(self.clocked.engine, [self.world.org_id], by)
        self.crashes += self.post.mood == "dies"
        self.ground.done[f"send, it {self.post.mood}"] += 1
        new = self.post.taken - before
        assert self.post.mood == "dies" or all(before[one] <= self.crashes for one in new)

    # How an act is made, and what holds after it.

    def _one(self, draw: Draw, *states: str) -> tuple[UUID, Simple]:
        found = [(key, one) for key, one in self.known.items() if not states or one.state in states]
        return found[draw(st.integers(0, len(found) - 1))]

    async def _act(
        self, name: str, draw: Draw, act: Callable[[], Coroutine[Any, Any, Any]], *, ought: bool | None = None
    ) -> bool:
        """Whether it was done. Now and then it dies before its commit, and then nothing was done."""
        await self._now(self.world.now + timedelta(seconds=1))
        self.may_be_late = True
        dies = draw(st.sampled_from(["", "", "", "", "", "before", "after"]))
        self.clocked.dies = (dies, 1) if dies else None
        try:
            await act()
            done = True
        except Refused:
            done = False
        except Died:
            done = dies == "after"
            await self._buried()
        self.clocked.dies = None
        self.ground.done[
            f"{name}{', dies ' + dies + ' commit' if dies else '' if done else ' (refused)'}"
        ] += 1
        assert ought is None or dies == "before" or done == ought, f"{name}: done {done}, ought {ought}"
        if not done:
            assert self.versions == {row["id"]: row["version"] for row in await self._stands()}
        return done

    async def _buried(self) -> None:
        """Whatever else the process had begun ends with it; another process begins."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
        self.clocked.is_dead = False

    async def _planted(self, what: str, person: UUID) -> None:
        sql = f"UPDATE sign_in.identity SET {what} WHERE org_id = $1 AND person_id = $3"
        async with self.clocked.as_root() as root:
            await root.execute(sql, self.world.org_id, None if "CASE" in what else self.world.now, person)

    async def _stands(self) -> list[Any]:
        async with self.clocked.lock:
            return list(await self.clocked.raw.fetch(_STANDS, self.world.org_id))

    async def _now(self, at: datetime) -> None:
        self.world.now = at
        await self.clocked.is_now(at)

    async def _checked(self) -> None:
        latest = (
            datetime.min.replace(tzinfo=UTC) if self.may_be_late else self.world.now - timedelta(seconds=60)
        )
        rows = await self._stands()
        async with self.clocked.lock:
            broken = await self.clocked.raw.fetch(_BROKEN, self.world.org_id, latest)
        assert not broken, [tuple(row) for row in broken]
        for row in rows:
            one = self.known.get(row["id"])
            if one is None:
                one = self.known[row["id"]] = Simple(self.ground.ladders[row["lane"]], row["owner_id"])
                one.named = self.about if row["cause"].startswith("named:") else None
                one.called(self.staff, self.world.now)
            if self.staff.away:
                # Somebody stands in for whoever is gone, and this opinion is too simple to know who.
                one.rung, one.lap, one.next_at, one.told = (
                    row["rung"],
                    row["lap"],
                    row["next_at"],
                    frozenset(row["told"]),
                )
                left = {*self.people} - self.staff.away - {one.named}
                assert one.told or one.state != "open" or not left, "somebody is there and nobody was told"
            stands = (row["state"], row["rung"], row["lap"], row["next_at"], row["acknowledged_by"])
            ought = one.stands if one.state != "ended" else (*one.stands[:4], row["acknowledged_by"])
            assert stands == ought, f"is {stands}, ought to be {ought}"
            if one.state != "ended" and one.told:
                assert set(row["told"]) == one.told, f"told {row['told']}, ought to be {one.told}"
        assert len(rows) == len(self.known), "an escalation is gone"
        self.versions = {row["id"]: row["version"] for row in rows}

    def _run(self, act: Coroutine[Any, Any, Any]) -> None:
        self.ground.runner.run(self._with_promises(act))

    async def _with_promises(self, act: Coroutine[Any, Any, Any]) -> None:
        await act
        await self._checked()

    def teardown(self) -> None:
        if self.saved is not None:
            self.ground.done["example"] += 1
            try:
                if self.ground.done["example"] % _EVERY == 0:
                    self._run(self._all_told())
            finally:
                self.ground.runner.run(self._taken_back())

    async def _all_told(self) -> None:
        """The mail server is back, and some minutes pass: everybody was told, or needs no word any more."""
        self.post.mood, self.may_be_late = "takes", True
        for _ in range(_ROUNDS):
            await self._now(self.world.now + timedelta(minutes=6))
            await self._sent()
            async with self.clocked.as_root() as root:
                if await root.fetchval(_WAITING, self.world.org_id) == 0:
                    return
        raise AssertionError("a notice was never sent")

    async def _taken_back(self) -> None:
        self.clocked.dies, self.clocked.is_dead = None, False
        await self.saved.rollback()
        await self.clocked.raw.execute("SET search_path = told, pg_catalog, public; SET ROLE app")
