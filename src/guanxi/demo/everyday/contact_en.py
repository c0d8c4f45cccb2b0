"""Threads in English about people: training, visits, fairs, new faces, silence."""

from typing import Final

from guanxi.demo.everyday.thread import Job, Line, Thread

CONTACT: Final = (
    Thread(
        "training-day",
        (
            Line(
                0,
                "mail",
                "service",
                "user",
                ("Training for the new shift", "A day of training?"),
                (
                    "Proposed a day for the new shift, at {machine}, in working clothes.",
                    "{who} has {few} new people and asks for a day without slides.",
                ),
                True,
            ),
            Line(
                19,
                "exchange",
                "service",
                "user",
                ("Training at {machine}", "Fitting and finding faults: training"),
                (
                    "{days} people, four stations, each had to find a fault that we had built in.",
                    "Half a day of fitting, half a day of worn parts to sort by cause.",
                ),
                form="training",
                we=(
                    "Their gauge reads two tenths too much, on all shifts.",
                    "Nobody looks at the second page of our instruction; what matters must stand on the first.",
                ),
                they=(
                    "A part that squeaks is dry, a part that hums is loose.",
                    "They can now tell wear from misalignment by the pattern alone.",
                ),
            ),
            Line(
                13,
                "mail",
                "sales",
                "user",
                ("After the training", "List of those who took part"),
                (
                    (
                        "Sent the list of those who took part and a one-page card for the wall. {who} asks for ten "
                        "more cards."
                    ),
                    "{who}: two faults found in the first week that would have been calls to us.",
                ),
                True,
            ),
        ),
        (Job(0, "service", 15, ("Tools and worn parts for the training", "Prepare faults for {machine}")),),
    ),
    Thread(
        "thaw",
        (
            Line(
                0,
                "note",
                "sales",
                "",
                ("Quiet here", "Nothing heard for weeks"),
                (
                    "Orders come, words do not. Time to go there without a reason.",
                    "Three mails without an answer. Not a conflict, just nobody's turn.",
                ),
            ),
            Line(
                11,
                "call",
                "sales",
                "decider",
                ("Just called", "No reason for this call"),
                (
                    "{who} was surprised that we want nothing. Talked about the order book, and about knees.",
                    "Ten minutes with {who}. There is a project, and nobody had thought of telling us.",
                ),
            ),
            Line(
                14,
                "visit",
                "sales",
                "user",
                ("Back at {machine}", "Coffee at the machine"),
                (
                    "{who} has a list of small things, seven in all. Five were done on the spot.",
                    "Went to see {machine} with {who}. It runs. That was worth the drive for both of us.",
                ),
            ),
        ),
    ),
    Thread(
        "new-contact",
        (
            Line(
                0,
                "call",
                "sales",
                "buyer",
                ("Somebody new in the shift office", "A new planner"),
                (
                    "{who} tells us that a new planner starts who orders on paper and never on the phone.",
                    "Change in the shift office. {who} asks us to explain our numbers to the new one, once, slowly.",
                ),
            ),
            Line(
                12,
                "visit",
                "sales",
                "user",
                ("Introduced ourselves", "First handshake"),
                (
                    (
                        "Walked the usual way with the new planner and {who}. Explained the numbers, drew a tree on "
                        "a carton."
                    ),
                    (
                        "Introduction at {machine}. The new one comes from aviation and asks for the paper before "
                        "the part."
                    ),
                ),
            ),
            Line(
                20,
                "mail",
                "sales",
                "buyer",
                ("Number list on one page", "Cheat sheet"),
                (
                    "Sent our numbering on one page. {who} prints it for all three shifts.",
                    "One page with numbers and pictures. Comes back with two corrections, both right.",
                ),
                True,
            ),
        ),
        (Job(1, "sales", 14, ("Numbering on one page", "One page with numbers and pictures")),),
    ),
    Thread(
        "reference",
        (
            Line(
                0,
                "call",
                "marketing",
                "decider",
                ("May we name you?", "A page for the web site"),
                (
                    "{who} agrees to be named, without logo, with the machine and the year.",
                    "{who} says yes to a short text, no to figures, and asks who reads such things.",
                ),
            ),
            Line(
                17,
                "mail",
                "marketing",
                "decider",
                ("Draft of the page", "Text to read"),
                (
                    "Draft sent, 140 words. {who} struck out the only adjective.",
                    "Text goes back and forth twice; it is shorter now, and better.",
                ),
                True,
            ),
            Line(
                23,
                "note",
                "marketing",
                "",
                ("Page is online", "Reference published"),
                (
                    "Published in two languages. Please tell visitors of the next fair.",
                    "Online since this morning, with a picture of {machine} from behind.",
                ),
            ),
        ),
        (Job(0, "marketing", 14, ("Draft of the reference page", "Text for the reference, 140 words")),),
    ),
    Thread(
        "fair",
        (
            Line(
                0,
                "meeting",
                "marketing",
                "influencer",
                ("Met at the fair", "At our stand"),
                (
                    (
                        "{who} stood in front of the cut-away model for ten minutes and then asked one question, "
                        "about {machine}."
                    ),
                    "Half an hour at the stand. {who} wants the wear figures, not the brochure.",
                ),
            ),
            Line(
                5,
                "mail",
                "sales",
                "influencer",
                ("Wear figures as promised", "After the fair"),
                (
                    "Sent the wear figures and the name of somebody who runs the same machine.",
                    "Sent drawing and data. {who} answers with a photograph of their own worn part.",
                ),
                True,
            ),
        ),
        (Job(0, "sales", 4, ("Wear figures for {who}", "Send what we promised at the fair")),),
    ),
    Thread(
        "visit-to-us",
        (
            Line(
                0,
                "mail",
                "sales",
                "influencer",
                ("Visit to our warehouse", "They come to us"),
                (
                    "Invited {who} to Eindhoven, to see where the parts wait and how they are checked.",
                    "{who} would like to see the test rig. Proposed two days.",
                ),
                True,
            ),
            Line(
                20,
                "meeting",
                "sales",
                "influencer",
                ("In Eindhoven", "At our test rig"),
                (
                    "{who} spent an hour at incoming inspection and asked the inspector, not us.",
                    "At the rig with {who}: ran {item} until it failed, at twice the rated pressure. Applause.",
                ),
            ),
            Line(
                6,
                "note",
                "sales",
                "influencer",
                ("What stayed", "After the visit"),
                (
                    "What stayed in mind was the shelf of failures with dates. {who} wants one, too.",
                    "Worth the trip. {who} now calls our inspector directly, which is fine.",
                ),
            ),
        ),
    ),
    Thread(
        "survey",
        (
            Line(
                0,
                "mail",
                "marketing",
                "buyer",
                ("Three questions", "How are we doing?"),
                (
                    "Asked three questions: what was good, what was not, what is missing.",
                    "The short survey, three questions, no stars.",
                ),
            ),
            Line(
                10,
                "call",
                "marketing",
                "buyer",
                ("Answers by phone", "Three answers"),
                (
                    (
                        "{who} prefers to answer by voice: good on quality, slow on quotations, missing is a "
                        "drawing archive."
                    ),
                    "{who}: fast on the phone, late on paper. Missing: one number for all of us.",
                ),
            ),
        ),
        (Job(1, "sales", 12, ("Quotations within two days: what would it take", "Late papers: look at the last ten")),),
    ),
)
