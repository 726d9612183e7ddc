"""The triage desk, the list and one case, as an officer's browser waits for them."""

from typing import Any

from bench.load import Browser, spread
from bench.people import logged_in, must
from bench.stack import Stack
from complaints.models import Complaint

ROUNDS = 60


def measure(stack: Stack) -> dict[str, Any]:
    """Milliseconds of each page, one officer, against the bare project's page in the same minute."""
    officer = logged_in(stack.portal, "officer")
    bare = Browser(stack.bare)
    bare.get("/")
    case = Complaint.objects.filter(draft_id__isnull=False).first()
    if case is None:
        raise RuntimeError("no complaint that was filed by the service")
    pages = {
        "desk": "/admin/",
        "list": "/admin/complaints/complaint/",
        "list, page 40": "/admin/complaints/complaint/?p=40",
        "list by reference": f"/admin/complaints/complaint/?q={case.reference}",
        "one case": f"/admin/complaints/complaint/{case.pk}/",
    }
    figures: dict[str, Any] = {}
    for name, url in pages.items():
        must(officer.get(url), "</html>")
        seconds, base = [], []
        for _ in range(ROUNDS):
            seconds.append(must(officer.get(url), "</html>").seconds)
            base.append(bare.get("/").seconds)
        figures[name] = spread(seconds) | {"bare_page": spread(base)}
        figures[name]["ratio"] = round(figures[name]["p50_ms"] / figures[name]["bare_page"]["p50_ms"], 1)
    return figures
