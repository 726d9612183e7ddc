"""``manage.py export_record --kind events --format csv > events.csv``: a table of the public record."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from associations.exchange.kinds import KINDS
from associations.exchange.writing import FORMATS, export


class Command(BaseCommand):
    help = "Writes a table of the public record, as CSV or JSON: to --output, or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", required=True, choices=list(KINDS))
        parser.add_argument("--format", default="csv", choices=list(FORMATS))
        parser.add_argument("--output", type=Path, help="a file that is made, or written anew")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, output = KINDS[options["kind"]], options["output"]
        # Without a terminal the bar stays away, and nothing but the table is written.
        with tqdm(total=kind.rows().count(), unit=" lines", disable=None, file=sys.stderr) as bar:
            if output is None:
                self._write(sys.stdout.buffer, kind, options["format"], bar)
                return
            part = output.with_name(f"{output.name}.part")
            try:
                with part.open("wb") as file:
                    self._write(file, kind, options["format"], bar)
                part.replace(output)
            finally:
                part.unlink(missing_ok=True)

    def _write(self, out: Any, kind: Any, form: str, bar: Any) -> None:
        for piece in export(kind, form):
            out.write(piece)
            bar.update(piece.count(b"\n"))
        out.flush()
