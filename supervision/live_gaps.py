"""What can be missing before an organization takes real cases, in words?"""

from enum import StrEnum


class Gap(StrEnum):
    """One kind of thing that is missing."""

    NO_ADMINISTRATOR = "no_administrator"
    NO_PRIVACY_OFFICER = "no_privacy_officer"
    SAME_PERSON = "same_person"
    DEMO_ACCOUNTS = "demo_accounts"
    NO_SCHOOL = "no_school"
    NOBODY_ON_CALL = "nobody_on_call"
    CANNOT_SIGN_IN = "cannot_sign_in"
    NOT_CLINICAL = "not_clinical"
    NO_POLICY = "no_policy"
    ONE_SIGNATURE = "one_signature"
    PLACEHOLDER = "placeholder"
    UNVERIFIED = "unverified"
    NO_CALENDAR = "no_calendar"
    SHORT_CALENDAR = "short_calendar"
    LETTER_NOT_APPROVED = "letter_not_approved"
    PAPERS_NOT_APPROVED = "papers_not_approved"
    NO_DUTY = "no_duty"
    OLD_DUTY = "old_duty"
    NO_STATE = "no_state"
    NO_DUTY_OF = "no_duty_of"
    NO_NOTICE = "no_notice"
    OLD_NOTICE = "old_notice"
    NO_BACKUP = "no_backup"
    OLD_BACKUP = "old_backup"

    @property
    def plain(self) -> str:
        """The sentence a person reads, with places to fill."""
        return _PLAIN[self]


_PLAIN = {
    Gap.NO_ADMINISTRATOR: "Nobody is appointed program administrator.",
    Gap.NO_PRIVACY_OFFICER: "Nobody is appointed privacy officer.",
    Gap.SAME_PERSON: "The privacy officer is the program administrator too. Appoint a second person.",
    Gap.DEMO_ACCOUNTS: "Accounts that were made for a demonstration: %(count)s. Switch them off.",
    Gap.NO_SCHOOL: "There is no school yet.",
    Gap.NOBODY_ON_CALL: "%(site)s: nobody is on call now.",
    Gap.CANNOT_SIGN_IN: "%(site)s: %(name)s is on call and cannot sign in. Invite them.",
    Gap.NOT_CLINICAL: "%(site)s: %(name)s is on call and is no clinical supervisor there.",
    Gap.NO_POLICY: "No escalation policy is in force.",
    Gap.ONE_SIGNATURE: "The policy in force was signed and approved by the same person.",
    Gap.PLACEHOLDER: "%(form)s: its own words are not here. Take it out of the policy, or bring them in.",
    Gap.UNVERIFIED: "%(form)s: nobody has compared its wording with the published form.",
    Gap.NO_CALENDAR: "%(site)s: no closure is declared ahead.",
    Gap.SHORT_CALENDAR: "%(site)s: closures are declared up to %(day)s only.",
    Gap.LETTER_NOT_APPROVED: "Nobody has said that counsel approved this version of the letter.",
    Gap.PAPERS_NOT_APPROVED: "Nobody has said that this version of their wording is approved.",
    Gap.NO_DUTY: "No state is written down.",
    Gap.OLD_DUTY: "%(state)s: checked on %(day)s, too long ago.",
    Gap.NO_STATE: "%(site)s: nobody has said in which state it lies.",
    Gap.NO_DUTY_OF: "%(state)s: a school lies there, and its duty to report is not written down.",
    Gap.NO_NOTICE: "%(site)s: nobody has said that a test notice came.",
    Gap.OLD_NOTICE: "%(site)s: the last test notice came on %(day)s, too long ago.",
    Gap.NO_BACKUP: "No backup was ever restored and found whole. How: stepwise backup --nightly.",
    Gap.OLD_BACKUP: "The last backup that was restored and found whole is %(hours)s hours old.",
}
