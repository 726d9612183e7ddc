"""``manage.py import_record FILE --kind events``: what a file would change; with ``--confirm`` it is put on record."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from associations.exchange.kinds import KINDS
from associations.exchange.passing import Different, Outcome, Task, attempt, write
from associations.exchange.verdicts import Fate, Found, Level, Who
from portal.tables.detecting import SEPARATORS, Form, Look
from portal.tables.encodings import ENCODINGS

PIECE = 64 * 1024
SHOWN = 50


class _Bar:
    """Hears how far the work is, and keeps the first of what is to be said at the end."""

    def __init__(self, bar: Any) -> None:
        self.bar = bar
        self.first: list[Found] = []

    def found(self, found: list[Found]) -> None:
        said = [each for each in found if each.level in {Level.ERROR, Level.DOUBT, Level.NOTE}]
        self.first += said[: max(0, SHOWN - len(self.first))]

    def progress(self, lines: int) -> None:
        self.bar.set_postfix_str(f"{lines} lines", refresh=False)


class Command(BaseCommand):
    help = (
        "Checks a file against the public record and says what it would change. With --confirm it is written, "
        "all of it or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=list(KINDS))
        parser.add_argument("--confirm", action="store_true", help="write it")
        parser.add_argument(
            "--because", default="", help="the reason, public; needed where something changes"
        )
        parser.add_argument("--accept-unusual", action="store_true", help="what is unusual is meant")
        parser.add_argument("--format", choices=["csv", "json"], help="else it is found out")
        parser.add_argument("--encoding", choices=[code for code, _label in ENCODINGS])
        parser.add_argument("--separator", choices=[code for code, _label in SEPARATORS])

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        form = self._form(path, options)
        self.stderr.write(f"{form.format}, {form.encoding}, separator {form.separator!r}")
        task = Task(KINDS[options["kind"]], form, Who(None, None), timezone.now(), options["because"])
        outcome, first = self._tried(task, path)
        self._say(outcome, first)
        if outcome.errors:
            raise CommandError("Nothing was written: mend the errors first.")
        if not options["confirm"] or not outcome.changes:
            return
        if outcome.doubts and not options["accept_unusual"]:
            raise CommandError("Nothing was written: look at what is unusual, then add --accept-unusual.")
        if outcome.fates[Fate.CHANGED] and not options["because"].strip():
            raise CommandError("Nothing was written: say why with --because. The reason is public.")
        with self._bar(path, "Writing") as bar:
            try:
                write(task, self._pieces(path, bar), _Bar(bar), shown=outcome.digest)
            except Different:
                raise CommandError(
                    "Nothing was written: the file or the record changed meanwhile. Run it again."
                ) from None
        self.stdout.write("It is on record.")

    def _form(self, path: Path, options: dict[str, Any]) -> Form:
        look = Look()
        for piece in self._pieces(path):
            look.feed(piece)
        found = look.form(KINDS[options["kind"]].names(1))
        return Form(
            options["format"] or found.format,
            options["encoding"] or found.encoding,
            options["separator"] or found.separator,
        )

    def _tried(self, task: Task, path: Path) -> tuple[Outcome, list[Found]]:
        with self._bar(path, "Checking") as bar:
            teller = _Bar(bar)
            return attempt(task, self._pieces(path, bar), teller), teller.first

    def _bar(self, path: Path, what: str) -> Any:
        return tqdm(
            total=path.stat().st_size,
            desc=what,
            unit="B",
            unit_scale=True,
            disable=None,  # away where no terminal is
            file=sys.stderr,
        )

    def _pieces(self, path: Path, bar: Any = None) -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
                if bar is not None:
                    bar.update(len(piece))

    def _say(self, outcome: Outcome, first: list[Found]) -> None:
        for each in first:
            value = f" [{each.value}]" if each.value else ""
            place = f"line {each.line}" + (f", {each.column}" if each.column else "")
            self.stdout.write(f"{each.level.value}: {place}{value}: {each.message}")
        fates = outcome.fates
        self.stdout.write(
            f"{fates[Fate.NEW]} new, {fates[Fate.CHANGED]} changed, {fates[Fate.SAME]} unchanged, "
            f"{fates[Fate.WRONG]} wrong; {outcome.errors} errors, {outcome.doubts.total()} to confirm"
        )
