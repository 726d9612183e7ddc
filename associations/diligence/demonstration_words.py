"""What the invented reviews of the demonstration say. No real person, body, place or event."""

SOURCES = [
    {"title": "Yearbook of the Concord", "publisher": "Concord of Prosecutors (invented)", "date": "2025"},
    {
        "title": "Lawyers before the harbour court",
        "publisher": "The Quay Gazette (invented)",
        "date": "2026-02-11",
    },
    {
        "title": "Concluding observations",
        "publisher": "Committee of the Five Rivers (invented)",
        "date": "2025-06",
        "reference": "CFR/25/7, paragraphs 12 to 15",
    },
]
FOUND = {
    "policy": "The body says that a policy was adopted in 2024, and names its page. The page shows a text of two years before.",
    "complaints": "The body reports eleven complaints and names a reviewing panel. Three outcomes are documented.",
    "independence": "By law instructions are given in writing. Two prosecutors are reported to have said that some are not.",
    "reprisals": "A newspaper reports proceedings against one lawyer. The body says that they concern another matter.",
    "torture": "The rules exclude such evidence. The committee noted two decisions that did not examine the allegation.",
    "international": "The committee asked for figures in 2025. The body says that they were sent in March.",
    "openness": "The body names two meetings with organisations of victims. Both confirm that they took place.",
    "follow-up": "Of the last conditions one is documented as met.",
    "standing": "The body was a member until 2024 and says why it asks to return.",
    "entry": "The ministry says that visas are given within ten days. Two countries have no consulate that gives them.",
    "speech": "The constitution protects assembly; a notice of five days is asked for near public buildings.",
    "safety": "Journalists of the country are reported to have attended the meeting of 2023 without being questioned.",
    "detained": "One former prosecutor is reported to be detained on charges of fraud. The charges are not public.",
}
UNKNOWN = "What became of the cases that are not documented."
SUMMARY = (
    "The body answered most questions. What it says agrees with the sources in most points; where it does not, both are "
    "named. Some outcomes are not documented."
)
REASONS = (
    "The findings show no reason against it that outweighs what is documented. What is not known is named and will be "
    "asked again."
)
CONDITIONS = (
    ("Publish the policy that is in force, with its date.", 60),
    ("Publish each year how many complaints were made, and what came of them.", 150),
)
ANSWER = "Invented answer: as reported in our yearbook, with the figures of the past twelve months."
REASON = "Demonstration: an invented reason, as long as a real one would have to be."
WITHDRAWN = "The League withdrew its offer to host by letter."
REPLY = "The statutes do not say who publishes figures, and the day leaves room for a general meeting."
STATEMENT = (
    "The association thanks the reviewer, and repeats: its statutes leave the yearly figures to the general meeting. It will "
    "put them on the agenda."
)
SECOND = "Whether the second condition can be asked for at all, given our statutes."
SECOND_REASONS = (
    "The statutes do not keep the association from publishing figures. The day leaves room for a general meeting, so the "
    "decision stands."
)
TIME = "Two of those who answer are away until the end of the month."
