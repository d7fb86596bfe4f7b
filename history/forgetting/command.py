"""The command `leadcast forget`. It imports what it needs when it runs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from history.console import DEFAULT_HOME, AsJson, Database, HomeFolder, err, out, print_json

if TYPE_CHECKING:
    from history.forgetting.files import FileChanges
    from history.forgetting.forget import Forgotten
    from history.forgetting.proof import Found, Proof
    from history.home import Home

_SHOWN = 5


@dataclass(frozen=True)
class _Whom:
    """Whom the command is about: ids of accounts, and of leads alone."""

    accounts: list[str]
    leads: list[str]

    def __str__(self) -> str:
        return ", ".join([*self.accounts, *self.leads])

    @property
    def hidden(self) -> str:
        """The same as their tombstones have it: whoever knows an id finds it, and nobody else."""
        from history.store.tombstones import digest_of

        named = [("account_id", name) for name in self.accounts] + [("lead_id", name) for name in self.leads]
        return ",".join(digest_of(column, name) for column, name in named)


# Nine: each of them is an option that Typer shows.
def forget(
    accounts: Annotated[list[str] | None, typer.Argument(help="Ids of accounts, as the history has them.")] = None,
    lead: Annotated[
        list[str] | None, typer.Option("--lead", help="The id of a lead that goes alone; say it again for more.")
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    database_url: Database = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be erased.")] = False,
    prove: Annotated[bool, typer.Option("--prove", help="Only look for what was forgotten before.")] = False,
    allow: Annotated[
        bool, typer.Option("--allow", help="Let what was forgotten in again; what was erased stays so.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase all that is kept of companies, or of leads alone, refuse what tells of them from now on, and prove it."""
    from history.errors import UserError
    from history.home import Home, existing

    place, whom = existing(Home(home, database_url)), _Whom(accounts or [], lead or [])
    if not (whom.accounts or whom.leads):
        raise UserError("Nobody is named.", "Name accounts, or leads by --lead: leadcast forget A1 --dry-run")
    if sum((dry_run, prove, allow)) > 1:
        raise UserError("Give only one of --dry-run, --prove and --allow.")
    if prove:
        _prove(place, whom, as_json)
    elif allow:
        _allow(place, whom, as_json)
    else:
        _forget(place, whom, yes, dry_run, as_json)


def _forget(place: "Home", whom: _Whom, yes: bool, dry_run: bool, as_json: bool) -> None:
    from history.audit.commands import noted
    from history.errors import UserError
    from history.forgetting.forget import forget, preview

    if as_json and not (yes or dry_run):
        raise UserError("A program cannot be asked.", "Say --yes, or --dry-run to see first.")
    if not yes:
        with err.status("Looking"):
            first = preview(place, whom.accounts, datetime.now(UTC), whom.leads)
        print_json(first.to_json()) if as_json else _show(first, "would be erased")
        if dry_run:
            return
        typer.confirm("Erase this for good?", abort=True, err=True)
    now = datetime.now(UTC)
    with noted(place.url, "leadcast forget", now) as note, err.status("Erasing, then looking whether anything is left"):
        note.subject = whom.hidden
        done = forget(place, whom.accounts, now, whom.leads)
        note.status = int(done.proof is not None and bool(done.proof.found or done.uncompacted))
    print_json(done.to_json()) if as_json else _show(done, "erased")
    if note.status:
        raise typer.Exit(note.status)


def _prove(place: "Home", whom: _Whom, as_json: bool) -> None:
    from history.forgetting.forget import prove_again

    with err.status("Looking"):
        proof = prove_again(place, whom.accounts, whom.leads)
    print_json(proof.to_json()) if as_json else _show_proof(proof)
    if proof.found:
        raise typer.Exit(1)


def _allow(place: "Home", whom: _Whom, as_json: bool) -> None:
    from history.audit.commands import noted
    from history.forgetting.forget import allow

    with noted(place.url, "leadcast forget --allow", datetime.now(UTC)) as note:
        note.subject = whom.hidden
        allow(place, whom.accounts, whom.leads)
    if as_json:
        print_json({"allowed": [*whom.accounts, *whom.leads]})
    else:
        out.print(f"{whom} may come in again. What was erased stays so: import it anew.", soft_wrap=True)


def _show(done: "Forgotten", what: str) -> None:
    if done.again:
        out.print(f"Of {', '.join(done.again)} no row was left: forgotten before.", soft_wrap=True)
    table = Table("table", f"rows {what}")
    for name, count in done.rows.items():
        table.add_row(name, f"{count:,}")
    out.print(table if done.rows else "No rows.")
    names = ", ".join([*done.accounts, *done.alone])
    out.print(f"{names}: leads {done.leads:,}, rows {sum(done.rows.values()):,}.", soft_wrap=True)
    for name, count in done.unlinked.items():
        out.print(f"{name}: {count:,} rows of other accounts name no lead any more.", soft_wrap=True)
    _show_files(done.files, what)
    if done.uncompacted:
        said = f"The file of the database still holds erased bytes ({done.uncompacted}): run this again."
        out.print(said, soft_wrap=True)
    if done.proof is not None:
        _show_proof(done.proof)


def _show_files(files: "FileChanges", what: str) -> None:
    for change in files.changes:
        rows = "all of it" if change.rows is None else f"{change.rows:,} rows"
        out.print(f"{change.path}: {rows} {what}", soft_wrap=True)
    if files.unreproducible:
        models = ", ".join(files.unreproducible)
        out.print(f"Cannot be rebuilt from their rows any more; they go on serving: {models}", soft_wrap=True)


def _show_proof(proof: "Proof") -> None:
    looked = f"{proof.texts:,} texts in {proof.tables} tables, {proof.files:,} files of {proof.bytes:,} bytes"
    sought = f"{proof.ids:,} ids and {proof.names:,} names"
    out.print(f"Looked for {sought} through {looked}: {_verdict(proof)}", soft_wrap=True)
    _list(proof.found)
    if proof.yours:
        out.print("Files of your own in the home name them; they are not touched:")
        _list(proof.yours)


def _verdict(proof: "Proof") -> str:
    return f"found in {len({each.where for each in proof.found})} places." if proof.found else "none found."


def _list(found: "list[Found]") -> None:
    """A line a place, with what stands there, or how much where it is much."""
    places: dict[str, list[Found]] = {}
    for each in found:
        places.setdefault(each.where, []).append(each)
    for where, there in places.items():
        named = ", ".join(each.what for each in there[:_SHOWN]) + (" …" if len(there) > _SHOWN else "")
        out.print(f"  {where}: {named} ({sum(each.times for each in there):,} times)", soft_wrap=True)
