"""An example of each address that shows a page. Who adds an address adds one here, or says why it is no page."""

from dataclasses import dataclass

_RESET = r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
AUTHENTICATE = "/accounts/2fa/authenticate/"
LEAD, OWNER, INDIRECT, ADMINISTRATOR, GUEST = "chen.wei", "lin.yue", "marta.nowak", "tom.hale", "ines.costa"


@dataclass(frozen=True)
class Page:
    """``{names}`` in the path are keys of the sample world. ``dialog``: it opens in the dialog as well.

    ``lands`` is the pattern of the address to which the path leads on; ``stale``: he signed in too long ago for what is
    delicate; ``noted`` stands in what the browser logs and may.
    """

    path: str
    who: str = LEAD
    dialog: bool = False
    status: int = 200
    lands: str = ""
    stale: bool = False
    noted: str = ""


def _settings(path: str, *, dialog: bool = False) -> Page:
    return Page(f"/settings/{path}", ADMINISTRATOR, dialog)


PAGES: dict[str, tuple[Page, ...]] = {
    # Signing in, as a stranger and as oneself.
    "accounts/login/": (Page("/accounts/login/", ""),),
    "accounts/inactive/": (Page("/accounts/inactive/", ""),),
    "accounts/password/reset/": (Page("/accounts/password/reset/", ""),),
    "accounts/password/reset/done/": (Page("/accounts/password/reset/done/", ""),),
    "accounts/password/reset/key/done/": (Page("/accounts/password/reset/key/done/", ""),),
    "invitation/": (Page("/invitation/", "", status=410),),
    "invitation/<token>/": (Page("/invitation/{invitation}/", "", lands="/invitation/"),),
    "accounts/identity/cancelled/": (Page("/accounts/identity/cancelled/", ""),),
    "accounts/logout/": (Page("/accounts/logout/"),),
    "accounts/reauthenticate/": (Page("/accounts/reauthenticate/", stale=True),),
    "accounts/password/change/": (Page("/accounts/password/change/"),),
    "accounts/2fa/": (Page("/accounts/2fa/"),),
    "accounts/2fa/totp/activate/": (Page("/accounts/2fa/totp/activate/"),),
    "accounts/2fa/passkeys/add/": (Page("/accounts/2fa/passkeys/add/"),),
    "accounts/sessions/": (Page("/accounts/sessions/"),),
    "accounts/identity/": (Page("/accounts/identity/"),),
    "accounts/identity/again/": (Page("/accounts/identity/again/", stale=True),),
    "settings/me/": (Page("/settings/me/"),),
    "accounts/password/set/": (Page("/accounts/password/set/", "wang.fang"),),
    _RESET: (Page("/accounts/password/reset/key/{reset}/", "", lands="/accounts/password/reset/key/*-set-password/"),),
    "accounts/2fa/authenticate/": (Page(AUTHENTICATE, ""),),
    **{
        f"accounts/2fa/{route}/": (Page(f"/accounts/2fa/{path}/", GUEST, stale="reauth" in path),)
        for route, path in (
            ("reauthenticate", "reauthenticate"),
            ("totp/deactivate", "totp/deactivate"),
            ("recovery-codes", "recovery-codes"),
            ("recovery-codes/generate", "recovery-codes/generate"),
            ("passkeys/reauthenticate", "passkeys/reauthenticate"),
            ("passkeys/<int:pk>/edit", "passkeys/{passkey}/edit"),
            ("passkeys/<int:pk>/remove", "passkeys/{passkey}/remove"),
        )
    },
    # The day.
    "": (Page("/", OWNER), Page("/", INDIRECT), Page("/", ADMINISTRATOR)),
    "notifications/": (Page("/notifications/", OWNER), Page("/notifications/?show=unread", OWNER)),
    "search/": (Page("/search/"), Page("/search/?q=valve"), Page("/search/?q=nothing-of-the-kind")),
    "tasks/": (Page("/tasks/"), Page("/tasks/?f=owner:is:me&f=done:empty:yes", OWNER)),
    "tasks/new/": (Page("/tasks/new/", dialog=True),),
    "tasks/<int:key>/": (Page("/tasks/{task}/"),),
    "tasks/<int:key>/edit/": (Page("/tasks/{task}/edit/"),),
    "tasks/<int:key>/pass/": (Page("/tasks/{task}/pass/", dialog=True),),
    # Customers.
    "customers/": (
        Page("/customers/"),
        Page("/customers/?q=nothing-of-the-kind"),
        Page("/customers/", INDIRECT),
        Page("/customers/?view=board"),
        Page("/customers/?view=board", OWNER),
    ),
    "customers/new/": (Page("/customers/new/"),),
    "customers/<int:customer>/field/<str:name>/": (Page("/customers/{customer}/field/industry/"),),
    "customers/<int:customer>/": (Page("/customers/{customer}/"), Page("/customers/{other}/", OWNER)),
    # Where a customer stands.
    "customers/<int:customer>/share/": (Page("/customers/{customer}/share/"),),
    "customers/<int:customer>/why/": (Page("/customers/{customer}/why/"),),
    "customers/<int:customer>/as-of/": (Page("/customers/{customer}/as-of/"),),
    "customers/<int:customer>/put-off/": (Page("/customers/{slipping}/put-off/", OWNER, dialog=True),),
    "customers/<int:customer>/override/": (Page("/customers/{customer}/override/", dialog=True),),
    "customers/<int:customer>/totals/new/": (Page("/customers/{customer}/totals/new/", dialog=True),),
    "totals/<int:key>/correct/": (Page("/totals/{total}/correct/", dialog=True),),
    "customers/<int:customer>/evidence/": (Page("/customers/{customer}/evidence/"),),
    "customers/<int:customer>/evidence/<slug:kind>/new/": tuple(
        Page(f"/customers/{{customer}}/evidence/{kind}/new/", dialog=True) for kind in ("rivals", "notices", "openings")
    ),
    "customers/<int:customer>/edit/": (Page("/customers/{customer}/edit/"),),
    "customers/<int:customer>/timeline/": (Page("/customers/{customer}/timeline/"),),
    "summaries/": (Page("/summaries/", INDIRECT), Page("/summaries/")),
    "summaries/<int:customer>/": (Page("/summaries/{customer}/", INDIRECT), Page("/summaries/{customer}/")),
    "summaries/<int:customer>/ask/": (Page("/summaries/{customer}/ask/", INDIRECT, dialog=True),),
    # How customers are kept.
    "customers/<int:customer>/access/": (Page("/customers/{customer}/access/"),),
    "customers/<int:customer>/access/share/": (Page("/customers/{customer}/access/share/", dialog=True),),
    "customers/<int:customer>/access/restrict/": (Page("/customers/{customer}/access/restrict/", dialog=True),),
    "customers/<int:customer>/access/<int:asked>/": (Page("/customers/{customer}/access/{asked}/", dialog=True),),
    "customers/<int:customer>/owner/": (Page("/customers/{customer}/owner/", dialog=True),),
    "customers/<int:customer>/team/": (Page("/customers/{customer}/team/", dialog=True),),
    "customers/<int:customer>/tags/": (Page("/customers/{customer}/tags/", dialog=True),),
    "customers/<int:customer>/details/": (Page("/customers/{customer}/details/"),),
    "customers/<int:customer>/details/<str:kind>/new/": tuple(
        Page(f"/customers/{{customer}}/details/{kind}/new/", dialog=True) for kind in ("names", "numbers", "addresses")
    ),
    "customers/details/<str:kind>/<int:key>/": (Page("/customers/details/addresses/{address}/", dialog=True),),
    "customers/<int:customer>/files/": (Page("/customers/{customer}/files/"),),
    "files/<int:key>/rename/": (Page("/files/{file}/rename/", dialog=True),),
    "customers/<int:customer>/history/": (Page("/customers/{customer}/history/"),),
    "customers/<int:customer>/group/": (Page("/customers/{customer}/group/"),),
    "customers/<int:customer>/merge/": (
        Page("/customers/{customer}/merge/"),
        Page("/customers/{customer}/merge/?with={other}"),
    ),
    "customers/duplicates/": (Page("/customers/duplicates/"),),
    "bin/": (Page("/bin/"), Page("/bin/?of=activities")),
    # People.
    "people/": (Page("/people/"),),
    "people/new/": (Page("/people/new/?customer={customer}", dialog=True),),
    "people/<int:key>/": (Page("/people/{person}/"),),
    "people/<int:key>/edit/": (Page("/people/{person}/edit/"),),
    "people/<int:key>/channels/new/": (Page("/people/{person}/channels/new/", dialog=True),),
    "people/<int:key>/places/new/": (Page("/people/{person}/places/new/", dialog=True),),
    "people/places/<int:affiliation>/": (Page("/people/places/{place}/", dialog=True),),
    "people/<int:key>/merge/": (Page("/people/{person}/merge/"), Page("/people/{person}/merge/?q=a")),
    "people/<int:key>/merge/<int:other>/": (Page("/people/{person}/merge/{colleague}/"),),
    "people/<int:key>/erase/": (Page("/people/{person}/erase/"),),
    "people/erasures/<int:key>/": (Page("/people/erasures/{erased}/"),),
    "people/channels/<int:channel>/": (Page("/people/channels/{channel}/", dialog=True),),
    "people/places/<int:affiliation>/end/": (Page("/people/places/{place}/end/", dialog=True),),
    "people/<int:key>/ties/new/": (Page("/people/{person}/ties/new/", dialog=True),),
    "people/ties/<int:tie>/": (Page("/people/ties/{tie}/", dialog=True),),
    "customers/<int:customer>/people/": (
        Page("/customers/{customer}/people/"),
        Page("/customers/{customer}/people/?as=table"),
    ),
    "customers/<int:customer>/people/add/": (Page("/customers/{customer}/people/add/?q=a"),),
    "customers/<int:customer>/people/<int:person>/manager/": (
        Page("/customers/{customer}/people/{person}/manager/", dialog=True),
    ),
    # Activities.
    "activities/new/": (
        Page("/activities/new/", dialog=True),
        Page("/activities/new/?customer={customer}", INDIRECT, dialog=True),
    ),
    "activities/<int:key>/": (Page("/activities/{activity}/"),),
    "activities/<int:key>/edit/": (Page("/activities/{activity}/edit/"),),
    # Lists in and out.
    "import/<str:resource>/": (Page("/import/customers/"), Page("/import/people/"), Page("/import/activities/")),
    "import/<str:resource>/<int:key>/": (Page("/import/customers/{import}/"),),
    "views/<str:resource>/new/": (Page("/views/customers/new/?query=f%3Dcountry%3Ais%3ADE", dialog=True),),
    "views/<int:key>/": (Page("/views/{view}/?list=customers", OWNER, dialog=True),),
    "filters/<str:resource>/<str:name>/": (Page("/filters/customers/country/?list=/customers/", dialog=True),),
    # The strategy book, read and written.
    "strategy/": (Page("/strategy/"), Page("/strategy/", "wang.fang")),
    "strategy/sheets/<slug:key>/": (Page("/strategy/sheets/stable/", "wang.fang"),),
    "strategy/plays/new/": (Page("/strategy/plays/new/", "wang.fang"),),
    "strategy/plays/<slug:key>/": (Page("/strategy/plays/P21/"), Page("/strategy/plays/P21/", "wang.fang")),
    "customers/<int:customer>/plays/": (Page("/customers/{customer}/plays/"), Page("/customers/{other}/plays/", OWNER)),
    "plays/<int:key>/close/": (Page("/plays/{play}/close/", dialog=True),),
    "customers/<int:customer>/repair/": (Page("/customers/{other}/repair/", dialog=True),),
    "repairs/": (Page("/repairs/"),),
    "repairs/<int:key>/": (Page("/repairs/{repair}/"),),
    "repairs/<int:key>/edit/": (Page("/repairs/{repair}/edit/", dialog=True),),
    "repairs/<int:key>/close/": (Page("/repairs/{repair}/close/", dialog=True),),
    # The relationship: what is said, climate, team, process.
    "customers/<int:customer>/dialogue/": (
        Page("/customers/{customer}/dialogue/"),
        Page("/customers/{other}/dialogue/"),
    ),
    "customers/<int:customer>/dialogue/<slug:kind>/new/": tuple(
        Page(f"/customers/{{customer}}/dialogue/{kind}/new/", dialog=True)
        for kind in ("needs", "conflicts", "promises")
    ),
    "dialogue/<slug:kind>/<int:key>/edit/": (Page("/dialogue/conflicts/{conflict}/edit/", dialog=True),),
    "dialogue/conflicts/<int:key>/": (Page("/dialogue/conflicts/{conflict}/"),),
    "dialogue/conflicts/<int:key>/settle/": (Page("/dialogue/conflicts/{conflict}/settle/", dialog=True),),
    "conflicts/": (Page("/conflicts/"), Page("/conflicts/?show=settled"), Page("/conflicts/", INDIRECT)),
    "customers/<int:customer>/brief/": (Page("/customers/{customer}/brief/"),),
    "customers/<int:customer>/process/": (Page("/customers/{customer}/process/"),),
    "customers/<int:customer>/process/<str:item>/": (Page("/customers/{customer}/process/init.qualify/", dialog=True),),
    "customers/<int:customer>/roles/<str:role>/": (Page("/customers/{customer}/roles/R6/", dialog=True),),
    "customers/<int:customer>/climate/": (
        Page("/customers/{customer}/climate/"),
        Page("/customers/{customer}/climate/?axis=single"),
        Page("/customers/{customer}/climate/?as=table"),
        Page("/customers/{other}/climate/"),
    ),
    "customers/<int:customer>/climate/answer/": (Page("/customers/{customer}/climate/answer/?form=pulse"),),
    "customers/<int:customer>/climate/send/": (Page("/customers/{customer}/climate/send/", dialog=True),),
    "customers/<int:customer>/climate/ratings/": (Page("/customers/{customer}/climate/ratings/", dialog=True),),
    "management/": (
        Page("/management/", "wang.fang"),
        Page("/management/?as=table"),
        Page("/management/", INDIRECT),
    ),
    "management/customers/": (Page("/management/customers/?set=risk"),),
    "customers/<int:customer>/plan/": (Page("/customers/{customer}/plan/"), Page("/customers/{other}/plan/")),
    "customers/<int:customer>/plan/new/": (Page("/customers/{customer}/plan/new/"),),
    "plans/<int:key>/edit/": (Page("/plans/{plan}/edit/"),),
    "plans/<int:key>/task/": (Page("/plans/{plan}/task/", dialog=True),),
    "whitespace/": (Page("/whitespace/"), Page("/whitespace/", INDIRECT)),
    "whitespace/<int:customer>/<int:category>/": (Page("/whitespace/{customer}/{category}/", dialog=True),),
    "survey/<str:token>/": (Page("/survey/{survey}/", ""), Page("/survey/nothing/", "", status=404)),
    # Settings.
    "settings/company/": (_settings("company/"),),
    "settings/tags/": (_settings("tags/"),),
    "settings/tags/new/": (_settings("tags/new/", dialog=True),),
    "settings/tags/<int:key>/": (_settings("tags/{tag}/", dialog=True),),
    "settings/backups/": (_settings("backups/"),),
    "settings/users/": (_settings("users/"),),
    "settings/users/new/": (_settings("users/new/"),),
    "settings/users/<int:key>/": (_settings("users/{user}/"),),
    "settings/users/<int:key>/leave/": (_settings("users/{user}/leave/"),),
    "settings/users/<int:user>/invitation/": (_settings("users/{user}/invitation/"),),
    "settings/users/<int:user>/second-factor/": (_settings("users/{user}/second-factor/"),),
    "settings/departments/": (_settings("departments/"),),
    "settings/departments/new/": (_settings("departments/new/", dialog=True),),
    "settings/departments/<int:key>/": (_settings("departments/{department}/", dialog=True),),
    "settings/teams/": (_settings("teams/"),),
    "settings/teams/new/": (_settings("teams/new/", dialog=True),),
    "settings/teams/<int:key>/": (_settings("teams/{team}/", dialog=True),),
    "settings/access/": (_settings("access/"),),
    "settings/fields/": (_settings("fields/"),),
    "settings/fields/new/": (_settings("fields/new/", dialog=True),),
    "settings/fields/<int:key>/": (_settings("fields/{field}/", dialog=True),),
    "settings/rules/": (_settings("rules/"), _settings("rules/?from=defaults")),
    "settings/categories/": (_settings("categories/"),),
    "settings/categories/new/": (_settings("categories/new/", dialog=True),),
    "settings/categories/<int:key>/": (_settings("categories/{category}/", dialog=True),),
    "settings/categories/<int:key>/merge/": (
        _settings("categories/{category}/merge/"),
        _settings("categories/{category}/merge/?into={another}"),
    ),
    "settings/rates/": (_settings("rates/"),),
    "settings/rates/new/": (_settings("rates/new/", dialog=True),),
    "settings/rates/<str:currency>/<str:month>/": (_settings("rates/CNY/2026-03/", dialog=True),),
    "settings/audit/": (_settings("audit/"), Page("/settings/audit/", GUEST)),
    # What the makers of pages look at.
    "styleguide/": (Page("/styleguide/", noted="yyyy-MM-dd"),),
    "styleguide/<slug:name>/": tuple(Page(f"/styleguide/{name}/") for name in ("today", "portfolio", "customer")),
    "blank/": (Page("/blank/"),),
}

# Addresses that answer a GET with no page of their own, each with the reason; who takes forms alone needs none.
NO_PAGE: dict[str, str] = {
    **dict.fromkeys(
        ("palette/", "suggest/<str:resource>/", "customers/duplicates/like/", "activities/mentions/"),
        "answers with a part",
    ),
    **dict.fromkeys(("files/<int:key>/", "people/<int:key>/export/", "import/<str:resource>/sample/"), "gives a file"),
    "notifications/<int:key>/": "leads to what it is about",
    "settings/": "leads to the settings of the company, or to one's own",
    "accounts/2fa/passkeys/": "leads to accounts/2fa/",
    "accounts/2fa/passkeys/login/": "answers a script",
    "accounts/oidc/login/": "leads to the identity provider",
    "accounts/oidc/callback/": "comes from the identity provider",
}
