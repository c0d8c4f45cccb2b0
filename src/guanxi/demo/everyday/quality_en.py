"""Threads in English about complaints, audits, papers, labels and packing."""

from typing import Final

from guanxi.demo.everyday.thread import Job, Line, Thread

QUALITY: Final = (
    Thread(
        "audit",
        (
            Line(
                0,
                "mail",
                "service",
                "gatekeeper",
                ("Supplier audit announced", "Audit of our works"),
                (
                    "Announced an audit with {n} questions. Answered all but three, which we answer on site.",
                    "{who} wants to see incoming inspection and the training records, nothing else.",
                ),
                True,
            ),
            Line(
                24,
                "meeting",
                "service",
                "gatekeeper",
                ("Audit, closing talk", "Audit day"),
                (
                    "No non-conformity, {few} remarks. {who} liked that the fitters answered, not the managers.",
                    (
                        "One minor finding: a gauge with a label that had fallen off. Label printed while {who} was "
                        "drinking coffee."
                    ),
                ),
            ),
            Line(
                18,
                "mail",
                "service",
                "gatekeeper",
                ("Audit closed", "Measures after the audit"),
                (
                    "Measures accepted, valid for two years.",
                    "{who} closes the audit and sends the score: {days} points better than last time.",
                ),
                True,
            ),
        ),
        (Job(1, "service", 15, ("Measures after the audit", "Label all gauges in incoming inspection")),),
    ),
    Thread(
        "complaint",
        (
            Line(
                0,
                "mail",
                "service",
                "gatekeeper",
                ("Complaint about {order}", "{few} parts out of tolerance"),
                (
                    "{who} reports {few} of {n} {item} out of tolerance, with photographs and the gauge.",
                    "Complaint: mark missing on {few} parts. They would work, but nobody could trace them.",
                ),
                True,
            ),
            Line(
                3,
                "call",
                "service",
                "gatekeeper",
                ("Sorting on site", "What we do today"),
                (
                    (
                        "Sorted on site by our people, replacement within two days. {who} wants the cause, not the "
                        "apology."
                    ),
                    "Agreed with {who}: return all of them, we sort, they get the good ones by Friday.",
                ),
            ),
            Line(
                16,
                "mail",
                "service",
                "gatekeeper",
                ("Cause and remedy", "8D report on {order}"),
                (
                    "Cause: a fixture put in again the wrong way round after cleaning. It now fits one way only.",
                    "Report sent. {who} closes the complaint and keeps one part for the collection.",
                ),
                True,
            ),
        ),
        (Job(0, "service", 10, ("8D report on {order}", "Find the cause of {order}")),),
    ),
    Thread(
        "warranty",
        (
            Line(
                0,
                "mail",
                "service",
                "user",
                ("Is this still warranty?", "Worn too early?"),
                (
                    "{who} sends a part after 56 weeks and asks. It is four weeks over, and the wear is ours.",
                    "Photograph of a worn face. Not ours: the water is dirty. {who} half expected that.",
                ),
                True,
            ),
            Line(
                7,
                "call",
                "service",
                "user",
                ("What we decided", "An answer about the worn part"),
                (
                    "Replaced free of charge. {who} says that others would have counted the weeks.",
                    "Explained with a picture of clean and dirty water. {who} orders a strainer and a new part.",
                ),
            ),
        ),
        (Job(0, "service", 6, ("Look at the worn part of {user}", "Decide on warranty")),),
    ),
    Thread(
        "certificate",
        (
            Line(
                0,
                "mail",
                "sales",
                "gatekeeper",
                ("Declarations for all materials", "A new rule, a new paper"),
                (
                    "{who} needs declarations for {n} articles by the end of the month.",
                    "A new rule asks for a paper that did not exist last year. {who} knows that, too.",
                ),
                True,
            ),
            Line(
                9,
                "mail",
                "service",
                "gatekeeper",
                ("Declarations, first part", "The paper, first version"),
                (
                    "{few} are missing, because a sub-supplier is on holiday. The others sent, searchable.",
                    "First version sent. {who} found a date in the future and was kind about it.",
                ),
                True,
            ),
            Line(
                13,
                "call",
                "sales",
                "gatekeeper",
                ("Complete", "Papers are complete"),
                (
                    "All papers are there. {who} puts us on the green list.",
                    "Complete. Asked {who} to tell us of the next rule before it is one.",
                ),
            ),
        ),
        (Job(0, "service", 12, ("Declarations for {n} articles", "New paper for {item}")),),
    ),
    Thread(
        "packaging",
        (
            Line(
                0,
                "call",
                "sales",
                "gatekeeper",
                ("Labels and barcodes", "Too much film"),
                (
                    "Incoming inspection cannot scan our label. {who} sends the format, it is ten lines.",
                    "{who} counts eleven layers of film around {few} seals and asks whether they can swim.",
                ),
            ),
            Line(
                14,
                "mail",
                "sales",
                "gatekeeper",
                ("New label, proof", "Packing, proposal"),
                (
                    "Label adapted, proof sent. {who} scanned it from the screen, it works.",
                    "Paper instead of film, returnable boxes for the large ones. {who} calculates four hours a month.",
                ),
                True,
            ),
        ),
        (Job(0, "service", 12, ("Label in the format of the customer", "Returnable boxes: offer")),),
    ),
)
