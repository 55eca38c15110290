"""What to do about a bubblewrap that fails, told from what it says."""

from __future__ import annotations

from typing import Final

_APPARMOR: Final = (
    "unprivileged user namespaces are refused; on Ubuntu 24.04 and later AppArmor does that: allow them for "
    "bubblewrap with a profile /etc/apparmor.d/bwrap, or for all with "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`"
)
_ADVICE: Final = (
    (
        "disable-userns",
        "bubblewrap is older than 0.8: install a newer one (Debian 12, Ubuntu 24.04 and Fedora have it)",
    ),
    (
        "unknown option",
        "bubblewrap is older than 0.8: install a newer one (Debian 12, Ubuntu 24.04 and Fedora have it)",
    ),
    ("unprivileged_userns_clone", "user namespaces are switched off: run `sysctl kernel.unprivileged_userns_clone=1`"),
    ("max_user_namespaces", "user namespaces are switched off: raise `sysctl user.max_user_namespaces`"),
    ("RTM_NEWADDR", _APPARMOR),
    ("uid map", _APPARMOR),
    ("new namespace", _APPARMOR),
    (
        "mount proc",
        "the container hides parts of /proc, so that no sandbox can be made in it: start it with "
        "`--security-opt systempaths=unconfined --security-opt seccomp=unconfined`, or grade outside of it",
    ),
)


def advice(said: str) -> str:
    """Return one sentence: what failed, what helps if we know it, and bubblewrap's own words."""
    words = " ".join(said.split())[:300] or "nothing"
    for sign, sentence in _ADVICE:
        if sign.lower() in words.lower():
            return f"{sentence} (it says: {words})"
    return f"a box could not be set up; bubblewrap says: {words}"
