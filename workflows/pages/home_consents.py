"""Has a consent of a student ended, or does one end soon, so that somebody asks anew?"""

from supervision.family_access import why_not_see_letters
from workflows.pages.components import Action, Sentence
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.verbs.see_ending_consents import see_ending_consents


async def consent_links(visit: Visit) -> tuple[Action, ...]:
    """One line for those that have ended, one for those that end soon and of which nobody was asked anew."""
    if why_not_see_letters(visit.actor) is not None:
        return ()
    found = [one.consent for one in await see_ending_consents(visit.tx, by=visit.actor)]
    ended = sum(one.has_ended for one in found)
    soon = sum(not one.has_ended and not one.is_asked for one in found)
    said = (
        (
            ended,
            mark("A consent has ended: see what is stopped"),
            mark("%(count)s consents have ended: see what is stopped"),
        ),
        (
            soon,
            mark("A consent ends soon: ask again before its day"),
            mark("%(count)s consents end soon: ask again before their days"),
        ),
    )
    return tuple(
        Action(Sentence(one if count == 1 else several, {"count": count}), "/consents")
        for count, one, several in said
        if count
    )
