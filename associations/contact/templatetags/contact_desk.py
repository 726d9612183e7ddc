"""What the desk's templates need. Only ``contact_queues`` asks the database."""

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.contact.desk.queues import Queue, queues
from associations.contact.models import Contact
from associations.contact.states import State

register = template.Library()


@register.simple_tag(takes_context=True)
def contact_queues(context: Context) -> list[Queue]:
    """The queues of the engagement officer who is logged in; none for others."""
    return queues(context["request"].user, timezone.now())


@register.filter
def owed(contact: Contact) -> str:
    """What is due at the contact's next date."""
    return _("call") if contact.state == State.CALL_BOOKED else _("answer")


@register.filter
def language_of(contact: Contact) -> str:
    return str(dict(settings.CORRESPONDENCE_LANGUAGES).get(contact.language, contact.language))
