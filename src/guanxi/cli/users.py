"""``guanxi user``: the first administrator, and whoever is easier made at a terminal than on the settings page."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from guanxi.cli.opening import open_application
from guanxi.cli.terminal import printable
from guanxi.errors import Refused, WrongCall

commands = typer.Typer(help="Add users and invite them.", no_args_is_help=True)


@commands.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with, as in lin.yue.")],
    email: Annotated[str, typer.Option(metavar="MAIL", help="The work e-mail address.")],
    department: Annotated[
        list[str] | None,
        typer.Option(metavar="DEPARTMENT", help="sales, marketing, service, management …; may be repeated."),
    ] = None,
    lead: Annotated[bool, typer.Option("--lead", help="Leads each of these departments.")] = False,
    admin: Annotated[
        bool, typer.Option("--admin", help="Administrator: settings and users, no customers by it.")
    ] = False,
    full_name: Annotated[str, typer.Option(metavar="TEXT", help="The name as colleagues read it.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking for it.")
    ] = False,
) -> None:
    """Add a user; asks for the password twice unless it is piped in."""
    if lead and not department:
        raise WrongCall("--lead says that he leads a department: name it with --department.")
    _open()
    from guanxi.access.actors import system_actor
    from guanxi.access.signin import digest_of, enrol_user, full_name_of
    from guanxi.access.writing import run

    full_name = full_name or full_name_of(name)
    digest = digest_of(_password(piped=password_stdin), username=name, email=email, name=full_name)
    run(
        system_actor("command line"),
        enrol_user,
        on=datetime.now(UTC),
        channel="command line",
        username=name,
        email=email,
        name=full_name,
        departments=department or (),
        leads=lead,
        is_administrator=admin,
        digest=digest,
    )
    typer.echo(printable(f"{name} can sign in."))


@commands.command()
def invite(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name or the e-mail address of the user.")],
) -> None:
    """Print a link with which a user sets a password, once, within seven days."""
    _open()
    from guanxi.access.actors import system_actor
    from guanxi.access.signin import invite_user, user_behind
    from guanxi.access.writing import run
    from guanxi.web.signin.invitation import link_to

    known = user_behind(name)
    if known is None:
        raise Refused(f"There is no active user “{printable(name)}”; `guanxi user create` adds one.")
    token = run(system_actor("command line"), invite_user, on=datetime.now(UTC), channel="command line", user=known.key)
    typer.echo(link_to(token))


def _open() -> None:
    """On a new server this may be the first command of all, so the database is brought up to date here as well."""
    open_application()
    from guanxi.server import prepare

    prepare()


def _password(*, piped: bool) -> str:
    if piped:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise Refused("There is no password on standard input: the first line is taken.")
        return password
    if not sys.stdin.isatty():
        raise WrongCall("There is no terminal to ask for a password at: pipe it in, with --password-stdin.")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="The same again"))
