"""Can a notice to families and a no be written down, and does the list of the week say why somebody is not asked?"""

from datetime import date, timedelta

from care_steps.consents import ConsentKind, ConsentMove
from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.web import Browser


def parts(name: str, day: date) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(day, part)) for part in ("month", "day", "year")}


async def browser_of(town: Town) -> Browser:
    return await town.browser(town.world.counselor)


async def test_a_notice_is_written_down_and_a_family_says_no(town: Town) -> None:
    browser, today = await browser_of(town), town.world.today()
    empty = await browser.send("/survey-notices", "/survey-notices", {})
    assert empty.status_code == 422
    assert errors(empty) == ["site_id", "instrument_ids", "sent_on", "opt_out_until"]
    assert has_every_target(empty)
    sent = {"site_id": str(town.world.site_id), "instrument_ids": ["phq-a"], **parts("sent_on", today)}
    sent |= parts("opt_out_until", today + timedelta(days=20))
    answer = await browser.send("/survey-notices", "/survey-notices", sent)
    path = answer.headers["location"]
    wrong = await browser.send(path, f"{path}/opt-outs", {"number": "0", **parts("said_on", today)})
    assert wrong.status_code == 422
    assert errors(wrong) == ["number"]
    await browser.send(path, f"{path}/opt-outs", {"number": "S-2", **parts("said_on", today)})
    assert "Noah Kim" in words(await browser.get(path))
    assert "one family said no" in words(await browser.get("/survey-notices"))
    assert "/survey-notices" in (await browser.get("/consents")).text


async def test_a_mentor_and_another_school_see_no_notice(town: Town) -> None:
    notice = await town.world.announce()
    mentor, stranger = await town.browser(town.world.mentor), await town.browser(town.world.stranger)
    assert (await mentor.get("/survey-notices")).status_code == 403
    assert (await mentor.get(f"/survey-notices/{notice}")).status_code == 404
    assert "No notice is written down yet" in words(await stranger.get("/survey-notices"))
    assert (await stranger.get(f"/survey-notices/{notice}")).status_code == 404


async def test_after_a_withdrawal_the_list_of_the_week_says_why_and_offers_no_device(town: Town) -> None:
    await town.world.mentored()
    mother = await town.world.contact()
    await town.world.consent({ConsentKind.QUESTIONNAIRES: ConsentMove.GIVE}, mother)
    browser, mentee = await browser_of(town), town.world.students[0]
    assert "Hand the device to" in words(await browser.get("/measuring"))
    await town.world.consent({ConsentKind.QUESTIONNAIRES: ConsentMove.WITHDRAW}, mother)
    said = "not asked: consent withdrawn on"
    for path in ("/measuring", "/measuring/print", f"/mentees/{mentee}/measures"):
        assert said in words(await browser.get(path)), path
    for path in ("/measuring", f"/mentees/{mentee}/measures"):
        assert "Hand the device to" not in words(await browser.get(path)), path
    answer = await browser.send("/survey-notices", f"/mentees/{mentee}/measures/handover", {})
    assert answer.status_code == 409
    assert "Consent to questionnaires was withdrawn." in words(answer)
