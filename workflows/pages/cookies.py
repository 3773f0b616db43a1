"""Which cookies does the product set, and how are they kept from being planted?

With https both names begin with `__Host-`: such a cookie comes over https only, from this host only, for
every path. On a machine's own address without https browsers may refuse that, so there they go without.
"""

from dataclasses import dataclass

from litestar.datastructures import Cookie


@dataclass(frozen=True, slots=True)
class Cookies:
    """The names and attributes of our cookies; `secure` when people reach us by https."""

    secure: bool

    @property
    def sign_in(self) -> str:
        """Holds the token of a sign-in session."""
        return "__Host-stepwise" if self.secure else "stepwise"

    @property
    def caller(self) -> str:
        """Holds a random value that the forms of somebody not signed in are bound to."""
        return "__Host-stepwise-caller" if self.secure else "stepwise-caller"

    def set(self, name: str, value: str) -> Cookie:
        """Lives as long as the browser does; the limits stand in the row it leads to."""
        return Cookie(name, value=value, path="/", httponly=True, secure=self.secure, samesite="lax")

    def end(self, name: str) -> Cookie:
        return Cookie(
            name, value="", max_age=0, expires=0, path="/", httponly=True, secure=self.secure, samesite="lax"
        )
