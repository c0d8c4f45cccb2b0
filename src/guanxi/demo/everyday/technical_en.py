"""Threads in English about samples, drawings, failures, measurements and conversions."""

from typing import Final

from guanxi.demo.everyday.thread import Job, Line, Thread

TECHNICAL: Final = (
    Thread(
        "sample-test",
        (
            Line(
                0,
                "call",
                "sales",
                "influencer",
                ("A sample for {machine}", "Can we have {few} to try?"),
                (
                    "{who} would try {item} on {machine}, if it costs nothing and nobody has to fill in a form.",
                    "Question about {item}: {who} has the drawings of two makers and wants to feel the difference.",
                ),
            ),
            Line(
                8,
                "mail",
                "service",
                "user",
                ("Sample sent, with measuring sheet", "Sample and what to look at"),
                (
                    "Two pieces sent with a one-page sheet: run-in, temperature, and where to look after a week.",
                    "Sample is on its way. Asked {who} to note the hours and to keep the old part.",
                ),
            ),
            Line(
                26,
                "call",
                "service",
                "user",
                ("Result of the sample", "How the sample did"),
                (
                    "{who}: no finding after {hours} hours. Old part lasted a third of that. Photographs follow.",
                    "Runs cooler by {days} degrees. {who} would rather keep it running than send it back.",
                ),
            ),
            Line(
                12,
                "mail",
                "sales",
                "buyer",
                ("Order after the sample", "From sample to order"),
                (
                    "{who} orders {n} {item} for the next stop, price as quoted.",
                    "Order {order} for {n} pieces. {who} mentions that maintenance insisted.",
                ),
                True,
            ),
        ),
        (Job(1, "service", 20, ("Ask how the sample on {machine} does", "Collect hours of the sample")),),
    ),
    Thread(
        "drawing-change",
        (
            Line(
                0,
                "mail",
                "sales",
                "influencer",
                ("Drawing, new revision", "Revision of {machine}"),
                (
                    "New revision of the drawing for {machine}; only the groove is different, by two tenths.",
                    "{who} sends a revision without a list of changes. Found three by laying one over the other.",
                ),
                True,
            ),
            Line(
                7,
                "meeting",
                "service",
                "influencer",
                ("Drawing review by video", "Two tenths"),
                (
                    (
                        "Went through all dimensions with {who}. One tolerance was copied from another shaft; "
                        "corrected on their side."
                    ),
                    "Agreed on the groove, kept the chamfer. {who} had drawn it by hand at home.",
                ),
            ),
            Line(
                10,
                "mail",
                "sales",
                "buyer",
                ("First lot by the new drawing", "Old and new must not mix"),
                (
                    (
                        "First lot by the new revision in {weeks} weeks. The old one is used up first, {who} marks "
                        "the shelf."
                    ),
                    "Confirmed to {who}: the new revision gets another last digit, so that nobody mixes them.",
                ),
                True,
            ),
        ),
        (Job(0, "service", 6, ("Check revision of {machine}", "Compare both revisions")),),
        ("seals", "valves", "hydraulics"),
    ),
    Thread(
        "breakdown",
        (
            Line(
                0,
                "call",
                "service",
                "user",
                ("Standstill at {machine}", "{machine} leaks"),
                (
                    (
                        "{who} called at ten past six: standstill. {few} {item} are on the way by courier, advice "
                        "by phone meanwhile."
                    ),
                    "A leak, growing. {who} has put a bucket under it and a colleague beside the bucket.",
                ),
            ),
            Line(
                1,
                "visit",
                "service",
                "user",
                ("On site at {machine}", "Repair at {machine}"),
                (
                    (
                        "Replaced within a shift. The cause sits upstream: a support that has come loose and bends "
                        "the pipe."
                    ),
                    (
                        "Repaired. The part is not worn but scored; something hard has come through, so we looked "
                        "for where from."
                    ),
                ),
            ),
            Line(
                6,
                "mail",
                "service",
                "user",
                ("Report on {machine}", "What we found at {machine}"),
                (
                    "Two pages, three photographs, one recommendation: fix the support. {who} has done so already.",
                    "Report sent. A strainer of 40 euros would have prevented it; {who} ordered two.",
                ),
                True,
            ),
        ),
        (Job(1, "service", 5, ("Report on {machine}", "Two-page report for {user}")),),
    ),
    Thread(
        "measurement",
        (
            Line(
                0,
                "call",
                "service",
                "user",
                ("Something hums", "Temperature creeps up"),
                (
                    "{who} hears a hum at {machine} that was not there last week.",
                    "At {machine} the temperature creeps up by half a degree a day. {who} sends the trend.",
                ),
            ),
            Line(
                4,
                "visit",
                "service",
                "user",
                ("Measured at {machine}", "A day with the analyser"),
                (
                    (
                        "Measured at five points. It is the foundation bolt, not the bearing. {who} tightened it "
                        "while we watched the needle."
                    ),
                    "Vibration normal, flow {pct} % too low: the suction filter. Cleaned, temperature falls at once.",
                ),
            ),
            Line(
                8,
                "mail",
                "service",
                "user",
                ("Measuring points marked", "Figures for comparison"),
                (
                    "Sent the figures and marked the five points in yellow, so that next time can be compared.",
                    "Figures sent. {who} asks for the same once a quarter and pays for it.",
                ),
                True,
            ),
        ),
        (Job(1, "service", 6, ("Figures of {machine} to {user}", "Mark measuring points at {machine}")),),
    ),
    Thread(
        "retrofit",
        (
            Line(
                0,
                "visit",
                "sales",
                "influencer",
                ("Old type at {machine}", "Thirty years old"),
                (
                    (
                        "At {machine} there is still the old type, which we have not made for nine years. {who} "
                        "knows, and would rather not."
                    ),
                    "Showed {who} what a conversion of {machine} would need: two flanges and a morning.",
                ),
            ),
            Line(
                13,
                "mail",
                "sales",
                "buyer",
                ("Quotation {order}", "Conversion, quotation"),
                (
                    "Quotation for {few} conversions, valid for {weeks} weeks.",
                    "Quoted with and without fitting. {who} asks for a third version, with ours and theirs together.",
                ),
                True,
            ),
            Line(
                25,
                "call",
                "sales",
                "decider",
                ("One to begin with", "Conversion: decision"),
                (
                    "{who} takes one to begin with. If it holds half a year, the others follow.",
                    "Not this year, says {who}, but it is in the plan of the next one, under our name.",
                ),
            ),
        ),
        (Job(0, "sales", 10, ("Quotation for the conversion of {machine}", "Quote flanges and a morning")),),
    ),
    Thread(
        "energy",
        (
            Line(
                0,
                "call",
                "sales",
                "user",
                ("What {machine} uses at night", "Energy, a first look"),
                (
                    "{who} found that {machine} runs all night against a closed valve.",
                    "{who} asks whether a smaller drive would do at {machine}. We would have to measure.",
                ),
            ),
            Line(
                10,
                "visit",
                "service",
                "user",
                ("Energy measurement", "Two days of figures"),
                (
                    "Two days of figures: {pct} % can be saved with a bypass that costs less than the measurement.",
                    "Measured flow and current. The drive is right, the impeller is too large by a size.",
                ),
            ),
            Line(
                15,
                "mail",
                "sales",
                "decider",
                ("What it brings", "Proposal on energy"),
                (
                    "One page to {who}: cost, saving, and the month in which it is paid back.",
                    "Proposed to trim the impeller. {who} likes that nothing has to be bought.",
                ),
                True,
            ),
        ),
        (Job(1, "service", 10, ("Evaluate energy figures of {machine}", "Saving at {machine} on one page")),),
        ("pumps", "hydraulics", "filters"),
    ),
    Thread(
        "fluid",
        (
            Line(
                0,
                "mail",
                "service",
                "user",
                ("Another fluid", "Is this agent allowed?"),
                (
                    "They change the fluid at {machine}. {who} sends the data sheet and asks what it does to {item}.",
                    "New cleaning agent: {who} wants to know before, not after.",
                ),
                True,
            ),
            Line(
                12,
                "mail",
                "service",
                "user",
                ("Result of the soak test", "Soaked for a week"),
                (
                    "Soaked for a week: swelling {pct} %, hardness as before. Allowed.",
                    "One of two compounds turns soft. Told {who} which parts to change first.",
                ),
            ),
        ),
        (Job(0, "service", 10, ("Soak test for {machine}", "Soak {item} in the new agent")),),
    ),
    Thread(
        "start-up",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("Start-up date", "Date for the start-up"),
                (
                    "{who} names the day on which {machine} shall run again. Tight, possible.",
                    "Date fixed, and a second one in case of rain in the hall.",
                ),
                True,
            ),
            Line(
                9,
                "visit",
                "service",
                "user",
                ("Start-up of {machine}", "First run"),
                (
                    "First run at noon, leak at one flange, tightened, tight.",
                    "Runs since eleven. {who} pressed the button, we kept our hands in our pockets.",
                ),
            ),
            Line(
                7,
                "call",
                "sales",
                "user",
                ("A week later", "After a week of running"),
                (
                    "A week without a call. {who} says: that is what I wanted to tell you.",
                    (
                        "{who} asks for the set-up figures in writing. They were in writing; now they are also on "
                        "the door."
                    ),
                ),
            ),
        ),
        (Job(0, "service", 8, ("Fitter for the start-up of {machine}", "Start-up kit for {machine}")),),
    ),
)
