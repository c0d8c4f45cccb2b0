"""Customers around the North Sea: a patient prospect, two that were lost, one that came back, one that rebuilds."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, reply, visit

FJELLSTAD: Final = Story(
    "fjellstad",
    "Visited every other month for two years without an order: talking is not moving.",
    (
        visit(
            718,
            "sofia.berg",
            "solbakk tveitnes",
            "First day in Bergen",
            (
                "Six hours, three rooms, rain. Eirik Solbakk knows our valve from his last employer and would use "
                "it tomorrow. He may not choose it."
            ),
        ),
        reply(662, "sofia.berg", "solbakk", "Qualification list", "Got the list: 41 documents. We have 29 of them."),
        meet(
            601,
            "sofia.berg amara.diallo",
            "tveitnes solbakk",
            "Document review",
            "Thirty-six of 41. The fatigue test at 690 bar is the gap; nobody has a rig that large but the university.",
        ),
        exchange(
            548,
            "amara.diallo sofia.berg",
            "solbakk tveitnes",
            "project",
            "Fatigue test at the university",
            "Three valves, two weeks, costs shared. One cracked at 71 % of the cycles, the others passed.",
            we="The crack starts in the weld of the lifting eye, which no drawing of ours had treated as loaded.",
            they="Their own test procedure loads the valve twice in a cycle; it was four times too severe.",
        ),
        visit(
            470,
            "sofia.berg",
            "hovdal",
            "Purchasing, at last",
            (
                "Anette Hovdal had not heard of the test. She buys from a list, and the list is opened once in "
                "three years."
            ),
        ),
        call(
            405,
            "sofia.berg",
            "tveitnes",
            "Opening of the list",
            "It opens in about a year. Ragnhild Tveitnes will propose us, she cannot promise more.",
        ),
        note(
            400,
            "chen.wei",
            "Fjellstad: how long do we go on?",
            "Fourteen months, eleven visits, no order. @sofia.berg what would have to happen by when, so that we stop?",
            about="ramsvik",
        ),
        visit(
            342,
            "sofia.berg",
            "solbakk",
            "Deck crane, a side door",
            (
                "Deck crane hydraulics are bought by the yard, not from the list. He drew the flange on a napkin; "
                "offer within a week."
            ),
        ),
        reply(
            331,
            "sofia.berg",
            "solbakk",
            "Deck crane offer",
            "Offer sent and confirmed as complete. The yard then built the crane with what it had in stock.",
        ),
        meet(
            270,
            "sofia.berg",
            "tveitnes hovdal",
            "A pilot outside the list",
            (
                "Asked for one valve in a non-critical line. Anette Hovdal wants it free of charge, Ragnhild "
                "Tveitnes is embarrassed by that."
            ),
        ),
        visit(
            211,
            "sofia.berg chen.wei",
            "ramsvik tveitnes",
            "Ten minutes with the vice president",
            (
                "Torleif Ramsvik came for ten minutes and stayed for forty. He did not know that we had paid for "
                "half of a fatigue test."
            ),
        ),
        call(
            147,
            "sofia.berg",
            "solbakk",
            "The cracked valve",
            "He still has it on his desk. He shows it to everybody who says that tests are a formality.",
        ),
        visit(
            85,
            "sofia.berg",
            "hovdal tveitnes",
            "Before the list opens",
            (
                "Five makers apply, three will stay. Price counts 40 %, documents 40 %, the rest is ‘experience’, "
                "which we have not got."
            ),
        ),
        call(
            28,
            "sofia.berg",
            "tveitnes",
            "Six weeks to go",
            "The list opens in six weeks. She needs two references from other yards. We have one and a half.",
        ),
        ahead(
            34,
            "sofia.berg chen.wei",
            "hovdal ramsvik",
            "Presentation for the supplier list",
            "Twenty minutes, two references, the cracked valve.",
            at="13:00",
        ),
    ),
    (
        Todo(
            28,
            "sofia.berg",
            "marketing",
            14,
            "Second reference from a yard",
            "Lanya in Qingdao would be one; ask Chen Wei.",
            priority="high",
            person="tveitnes",
        ),
        Todo(400, "chen.wei", "sofia.berg", -380, "Say when we would stop", done=386),
        Todo(85, "sofia.berg", "service", 9, "Twelve missing documents: last check", person="solbakk"),
    ),
    routine=5,
    since=690,
    until=60,
    without=(
        "breakdown",
        "stock-check",
        "price-round",
        "thaw",
        "complaint",
        "training-day",
        "spares",
        "call-off",
        "group-list",
    ),
)

MEERENDONK: Final = Story(
    "meerendonk",
    "A new line of the dairy buys its pumps elsewhere: the account falls, and no category does.",
    (
        visit(
            713,
            "sofia.berg",
            "verd brouns",
            "Seals of the homogeniser",
            "Bram Verdonkschot has a drawer of worn seals, each with a date. The oldest of ours lasted 26 months.",
        ),
        meet(
            660,
            "sofia.berg",
            "smol meer",
            "Framework for seals and valves",
            "Two years, fixed prices, call-off by phone. Liesbeth van Meerendonk signs herself, and reads.",
        ),
        exchange(
            566,
            "amara.diallo sofia.berg",
            "verd brouns",
            "workshop",
            "Cleaning of valves: what remains",
            "Swabs of eighteen valves after a full cleaning, opened together.",
            we="The leakage bore is cleaned last and shortest; our instruction does not say so.",
            they="Two minutes more at the drain and they can leave out the second acid.",
        ),
        call(
            511,
            "sofia.berg",
            "smol",
            "Call-off for the evaporator",
            "Twelve valves in a week, for a stop that was not planned. Delivered on day five.",
        ),
        visit(
            402,
            "sofia.berg",
            "brouns kuijp",
            "A protein line",
            (
                "Geert Brounsema showed the plan of a protein line, as large as the dairy was ten years ago. Pumps "
                "are the job of Saskia Kuijpensteen."
            ),
        ),
        reply(
            371,
            "sofia.berg",
            "kuijp",
            "Pumps for the protein line",
            "Forty lobe pumps. She wants one maker for pump, drive and control; we do not make the control.",
        ),
        meet(
            332,
            "sofia.berg amara.diallo",
            "kuijp brouns",
            "Control: with a partner",
            "We brought a partner for the control. Two firms, two guarantees; she counted them with two fingers.",
        ),
        mail(
            303,
            "sofia.berg",
            "kuijp",
            "One guarantee instead of two",
            "Sent: we take over the guarantee for the control too. It took us four weeks to get that signed here.",
        ),
        call(
            262,
            "sofia.berg",
            "kuijp",
            "Decision",
            "Lost, to a maker who brings all three. She was fair: ‘Your letter was good, and came a month too late.’",
        ),
        note(
            260,
            "sofia.berg",
            "Forty pumps",
            (
                "The largest pump order in this country, and we lost it on a signature. @wang.fang @chen.wei we "
                "need one page that says who may guarantee what, and how fast."
            ),
        ),
        visit(
            181,
            "sofia.berg",
            "meer",
            "Lunch with the owner",
            "She said the seals and valves stay with us as long as Bram stays with her. I laughed, she did not.",
        ),
        exchange(
            134,
            "amara.diallo",
            "verd",
            "training",
            "Seal change at night",
            "Two night shifts, eleven people.",
            we=(
                "They change seals in pairs because the second always fails within a month; it is the shaft, not "
                "the seal."
            ),
            they="A dial gauge and four minutes tell whether the shaft is worth a new seal.",
        ),
        call(
            78,
            "sofia.berg",
            "brouns",
            "Shafts",
            (
                "After the training they measured 31 shafts and ordered nine. He wonders who else would have told "
                "him to buy less."
            ),
        ),
        visit(
            40,
            "sofia.berg",
            "kuijp verd",
            "The protein line runs",
            "It runs. Two of forty pumps already stand still, and the maker's engineer comes on Thursdays only.",
        ),
        ahead(
            17,
            "sofia.berg amara.diallo",
            "kuijp brouns",
            "Service for pumps that are not ours",
            "Saskia Kuijpensteen asked whether we would repair them.",
            at="11:00",
            kind="visit",
        ),
    ),
    (
        Todo(
            260,
            "sofia.berg",
            "management",
            -240,
            "One page: who may guarantee what, and how fast",
            done=221,
            priority="high",
        ),
        Todo(
            40,
            "sofia.berg",
            "amara.diallo",
            5,
            "Which of the forty pumps can we repair",
            person="kuijp",
            priority="high",
        ),
        Todo(78, "sofia.berg", "sofia.berg", -5, "Offer for nine shafts", person="verd"),
    ),
    routine=18,
    since=700,
    until=15,
    without=("second-source", "thaw", "complaint"),
)

DUNMOOR: Final = Story(
    "dunmoor",
    "From main to minor supplier in half a year, after a new buyer came.",
    (
        visit(
            690,
            "sofia.berg",
            "bagnall holdcroft",
            "Slip pumps",
            (
                "Tracey Bagnalley opened a pump in front of us: rubber like chewing gum. She blames the new "
                "dispersant, and is right."
            ),
        ),
        reply(
            630,
            "amara.diallo",
            "bagnall",
            "Rubber for the new dispersant",
            "Three compounds sent, one of them swelled by 2 % only. She took forty of that.",
        ),
        visit(
            540,
            "sofia.berg",
            "holdcroft",
            "Works director",
            "Simon Holdcrofte counts in cost per tonne of slip. Ours is 11 pence, he would like 10.",
        ),
        exchange(
            455,
            "amara.diallo sofia.berg",
            "bagnall",
            "training",
            "Pump rebuild in the works",
            "Four fitters, two days, nine pumps.",
            we="They rebuild on a bench that is lower than a kitchen table, so nobody sees the clearance.",
            they="A worn stator can be turned round once; that is half of the price.",
        ),
        note(
            276,
            "sofia.berg",
            "New buyer at Dunmoor",
            (
                "Ivor Wedgecombe comes from a tile maker who buys everything twice. First mail: ‘please quote all "
                "items again’."
            ),
            about="wedge",
        ),
        meet(
            246,
            "sofia.berg",
            "wedge",
            "Quote all items again",
            "He had our prices and those of two others in one table. He will not say whose is whose.",
        ),
        mail(
            231,
            "sofia.berg",
            "wedge holdcroft",
            "Cost per tonne, three years",
            "Sent the figures that Holdcrofte himself used to count in. No answer.",
        ),
        call(
            205,
            "sofia.berg",
            "bagnall",
            "Half of the pumps gone",
            "Half of the order has gone to another maker. Tracey Bagnalley was told, not asked.",
        ),
        visit(
            162,
            "sofia.berg chen.wei",
            "holdcroft wedge",
            "What did we do wrong?",
            (
                "Nothing, says Holdcrofte; it is just that he now has a buyer. Wedgecombe spoke of competition as "
                "of fresh air."
            ),
        ),
        note(
            160,
            "chen.wei",
            "Dunmoor is falling",
            (
                "This is more than a quarter's mood. @sofia.berg talk to Tracey about hours between rebuilds, that "
                "is the only figure he does not own."
            ),
        ),
        reply(
            121,
            "amara.diallo",
            "bagnall",
            "Hours between rebuilds",
            "Ours 4 100 h, the others 1 900 h so far. She keeps the list on the inside of a cupboard door.",
        ),
        call(
            101,
            "sofia.berg",
            "wedge",
            "Hours between rebuilds, to the buyer",
            "He called the list anecdotal. He did ask for a copy.",
        ),
        note(
            30,
            "sofia.berg",
            "Confirmed: we are second here",
            "A third of the purchases, for six months now. The way back is the cupboard door, and it takes a year.",
        ),
    ),
    (
        Todo(
            160,
            "chen.wei",
            "amara.diallo",
            -20,
            "Rebuild hours of all pumps, both makers, every month",
            every="monthly",
            person="bagnall",
        ),
        Todo(30, "sofia.berg", "management", 16, "Letter of Wang Fang to Simon Holdcrofte?", person="holdcroft"),
    ),
    routine=13,
    since=680,
    until=120,
    without=("second-source", "thaw", "price-round"),
)
