"""``manage.py import_protocol FILE --language uk --edition working-2026``: what a file would change.

With ``--confirm`` it is written.
With ``--new-edition CODE`` the file becomes an edition of its own.
"""

import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from protocol.exchange import services
from protocol.exchange.archive import LARGEST
from protocol.exchange.blocks import Level, Refused
from protocol.exchange.planning import Fate, Item, Plan, plan
from protocol.exchange.task import NewEdition, Read, Task, read
from protocol.exchange.writing import Different, write
from protocol.languages import LANGUAGES
from protocol.models import Edition

PIECE = 64 * 1024


class Command(BaseCommand):
    help = (
        "Compares a DOCX, HTML, Markdown or JSON file with an edition of the Model Protocol and says what it would "
        "change. With --confirm it is written, all of it or nothing; the texts wait for a second pair of eyes unless "
        "--publish is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--language", choices=list(LANGUAGES), default="", help="of the file; not needed for JSON"
        )
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--edition", metavar="CODE", help="the edition that it goes into")
        where.add_argument("--new-edition", metavar="CODE", help="the address of an edition to be made of it")
        parser.add_argument("--title", default="", help="the English title of a new edition; else the file's")
        parser.add_argument("--official", action="store_true", help="the new edition is an official text")
        parser.add_argument("--adopted-on", type=_day, metavar="YYYY-MM-DD")
        parser.add_argument("--adopted-by", default="")
        parser.add_argument(
            "--remove-missing", action="store_true", help="take out of a draft what the file does not have"
        )
        parser.add_argument("--confirm", action="store_true", help="write it")
        parser.add_argument("--accept-doubts", action="store_true", help="what is doubtful is meant")
        parser.add_argument("--publish", action="store_true", help="without a second pair of eyes")
        parser.add_argument(
            "--in-force", action="store_true", help="the edition becomes the current one of its kind"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        task = self._task(options)
        try:
            found = read(task)
        except Refused as problem:
            raise CommandError(str(problem)) from problem
        with self._bar("Comparing") as bar:
            planned = plan(task, found, bar.at)
        self._say(planned)
        if planned.level(Level.ERROR):
            raise CommandError("Nothing was written: mend the errors first.")
        if not options["confirm"]:
            return
        if planned.doubts and not options["accept_doubts"]:
            raise CommandError("Nothing was written: look at what is doubtful, then add --accept-doubts.")
        self._write(task, found, planned)

    def _task(self, options: dict[str, Any]) -> Task:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if path.stat().st_size > LARGEST:
            raise CommandError(f"A file can have up to {LARGEST // 2**20} MB.")
        edition, new = None, None
        if code := options["new_edition"]:
            kind = Edition.Kind.OFFICIAL if options["official"] else Edition.Kind.WORKING
            titles = {"en": options["title"]} if options["title"] else {}
            new = NewEdition(code, kind, titles, options["adopted_on"], options["adopted_by"])
        else:
            if options["official"] or options["adopted_on"] or options["adopted_by"] or options["title"]:
                raise CommandError(
                    "--title, --official, --adopted-on and --adopted-by go with --new-edition."
                )
            edition = Edition.objects.filter(code=options["edition"]).first()
            if edition is None:
                codes = ", ".join(Edition.objects.values_list("code", flat=True)) or "none"
                raise CommandError(f"There is no edition {options['edition']}. There are: {codes}.")
        if options["in_force"] and not options["publish"]:
            raise CommandError("--in-force goes with --publish: what is in force is published.")
        return Task(
            self._bytes(path),
            path.name,
            options["language"],
            edition,
            new,
            options["remove_missing"],
            options["publish"],
            options["in_force"],
        )

    def _bytes(self, path: Path) -> bytes:
        found = bytearray()
        with path.open("rb") as file, self._bar("Reading", path.stat().st_size) as bar:
            while piece := file.read(PIECE):
                found += piece
                bar.at(len(found), 0)
        return bytes(found)

    def _write(self, task: Task, found: Read, planned: Plan) -> None:
        now = timezone.now()
        try:
            with transaction.atomic(), self._bar("Writing") as bar:
                written = write(
                    task, found, by=None, now=now, shown=planned.digest, accepted=None, tell=bar.at
                )
                services.finish(services.account(task, found.format, by=None, now=now), written, now)
        except Different:
            raise CommandError("Nothing was written: the edition changed meanwhile. Run it again.") from None
        except ValidationError as problem:
            raise CommandError(f"Nothing was written: {' '.join(problem.messages)}") from problem
        state = "published" if task.publish else "waiting for a second pair of eyes"
        self.stdout.write(f"{written.wordings} texts are in {written.edition.code}, {state}.")

    def _bar(self, what: str, total: int = 0) -> "_Bar":
        # Away where no terminal is.
        return _Bar(tqdm(total=total or None, desc=what, disable=None, file=sys.stderr))

    # --- what is said ----------------------------------------------------------------------------------------

    def _say(self, planned: Plan) -> None:
        for item in planned.items:
            if item.fate != Fate.SAME:
                self.stdout.write(_line(item))
        for each in planned.said:
            place = f" (paragraph {each.line})" if each.line else ""
            self.stdout.write(f"{each.level.value}{place}: {each.message}")
        counts = ", ".join(f"{len(planned.of(fate))} {fate.value}" for fate in Fate if planned.of(fate))
        levels = ", ".join(
            f"{len(planned.level(level))} {level.value}{'' if len(planned.level(level)) == 1 else 's'}"
            for level in Level
        )
        self.stdout.write(f"{counts or 'nothing'}; {levels}")


class _Bar:
    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()

    def at(self, done: int, total: int) -> None:
        if total:
            self._bar.total = total
        self._bar.update(done - self._bar.n)


def _line(item: Item) -> str:
    """ "changed rule-3.b (uk): … [-gone-] {+new+} …"."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    said = " | ".join(
        "".join(marks[each.kind].format(each.text) for each in stretches)
        for stretches in (item.heading, item.text)
        if stretches
    )
    if item.fate in {Fate.NEW, Fate.FIRST, Fate.LEFT_OUT}:
        said = " | ".join(filter(None, (item.words.heading, item.words.text)))
    language = f" ({item.language})" if item.language else ""
    return f"{item.fate.value} {item.code}{language}: {said}".rstrip(": ")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date like 2026-05-31") from None
