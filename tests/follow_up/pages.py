"""Addresses and words of the receipt's page."""

from typing import Any

ROOT = "/en/complaints/follow-up/"
ENTER = ROOT
CASE = f"{ROOT}complaint/"
MESSAGE = f"{ROOT}message/"
FILE = f"{ROOT}file/"
REPORT = f"{ROOT}report/"
REVIEW = f"{ROOT}review/"
WITHDRAW = f"{ROOT}withdraw/"
SECRET = f"{ROOT}secret/"
TOLD = f"{ROOT}told/"
COMPLETE = f"{ROOT}complete/"
LEAVE = f"{ROOT}leave/"
OF_A_CASE = (CASE, TOLD, FILE, REPORT, REVIEW, WITHDRAW, SECRET)


def text_of(response: Any) -> str:
    return str(response.content.decode())
