"""The six commitments that a body of prosecutors can make (DESIGN, section 8; petitions of 2016 and 2017)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Commitment(models.TextChoices):
    POLICY = "human-rights-policy", _("human-rights policy")
    COMPLAINTS = "complaint-mechanism", _("complaint mechanism")
    PROTOCOL = "model-protocol", _("Model Protocol adopted")
    FOCAL_POINT = "focal-point", _("human-rights focal point")
    DILIGENCE = "due-diligence", _("due diligence")
    DIALOGUE = "civil-society-dialogue", _("dialogue with civil society")
