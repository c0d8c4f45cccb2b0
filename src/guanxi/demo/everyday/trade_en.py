"""Threads in English about orders, deliveries, stores, prices and papers of trade."""

from typing import Final

from guanxi.demo.everyday.thread import Job, Line, Thread

TRADE: Final = (
    Thread(
        "call-off",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("Call-off {order}", "Quantities for the next weeks"),
                (
                    "{who} calls off {n} {item} in two lots, the second one {weeks} weeks later.",
                    "Quantities in: {n} {item}, of which {few} are wanted a week early.",
                ),
                True,
            ),
            Line(
                6,
                "call",
                "sales",
                "buyer",
                ("Second lot moved", "Week changed once more"),
                (
                    (
                        "The second lot may come later, {machine} is not ready. No cost for us, we build it into "
                        "the next run."
                    ),
                    "Two weeks forward for half of it. Said yes before asking the works, which then also said yes.",
                ),
            ),
            Line(
                21,
                "note",
                "sales",
                "buyer",
                ("{order} delivered", "Both lots are there"),
                (
                    "Delivered complete on the day. {who} has counted, {few} spare gaskets more than ordered.",
                    "Both lots delivered, papers in order. Nothing to add, which is how it should be.",
                ),
            ),
        ),
        (Job(1, "sales", 5, ("Move second lot of {order}", "Tell planning: new week for {item}")),),
    ),
    Thread(
        "delivery",
        (
            Line(
                0,
                "call",
                "sales",
                "buyer",
                ("Where is the pallet?", "Delivery {order} incomplete"),
                (
                    (
                        "{who} misses one of two pallets. The forwarder shows it as delivered, to a gate that has "
                        "been closed for a year."
                    ),
                    "{few} boxes short. {who} has the delivery note, we have the photograph of a full truck.",
                ),
            ),
            Line(
                1,
                "note",
                "sales",
                "",
                ("Pallet found", "The missing boxes"),
                (
                    (
                        "Found at the neighbour's, behind the bicycle shed. The driver changes, the address in the "
                        "system does not: corrected."
                    ),
                    "They were loaded for the next stop and came back in the evening. Apologised, without the story.",
                ),
            ),
            Line(
                9,
                "mail",
                "sales",
                "buyer",
                ("Gate and hours on the delivery note", "After the delivery"),
                (
                    "Sent a new delivery note with gate and hours on it. {who}: the first one that a driver can read.",
                    (
                        "{who} confirms that all is there, and asks for a call when the truck leaves. Set up for "
                        "all orders."
                    ),
                ),
                True,
            ),
        ),
        (Job(0, "sales", 1, ("Find the pallet of {order}", "Ask the forwarder about {order}")),),
    ),
    Thread(
        "stock-check",
        (
            Line(
                0,
                "visit",
                "sales",
                "user",
                ("Through the stores", "What lies on the shelves"),
                (
                    "Counted our parts with {who}: {n} numbers, {few} of them for machines that are scrapped.",
                    "An hour among the shelves with {who}. Some seals are older than their best-before date.",
                ),
            ),
            Line(
                5,
                "mail",
                "sales",
                "buyer",
                ("Proposal for the stores", "What to keep, what to return"),
                (
                    "Proposed to keep {few} numbers less and two more of {item}. We take back what is unopened.",
                    "List with three columns: keep, return, throw away. {who} liked the third one least.",
                ),
                True,
            ),
            Line(
                22,
                "call",
                "sales",
                "buyer",
                ("Stores cleared", "Return agreed"),
                (
                    "Return agreed, credit note follows. {who} has won two metres of shelf.",
                    "{who} follows the list but for one part that nobody may touch, for historical reasons.",
                ),
            ),
        ),
        (Job(2, "sales", 7, ("Credit note for returned parts", "Collect returned parts")),),
    ),
    Thread(
        "price-round",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("Prices for next year", "Request for new prices"),
                (
                    "{who} asks for prices for next year and mentions, in passing, {pct} %.",
                    "Request with a form of nine pages. The last page asks for a discount without a reason.",
                ),
                True,
            ),
            Line(
                15,
                "meeting",
                "sales",
                "buyer",
                ("Price talk", "Prices, face to face"),
                (
                    (
                        "Showed the index of material and energy. {who} showed the index of their own sales. We "
                        "agree on facts at least."
                    ),
                    "No discount on the price, {few} days less on delivery. {who} had come for the second.",
                ),
            ),
            Line(
                9,
                "mail",
                "sales",
                "buyer",
                ("Prices agreed", "Result of the price talk"),
                (
                    "Plus 1.5 %, fixed for a year. Confirmed by {who} the same evening.",
                    "Prices stay, payment goes from 60 to 45 days. Good for both.",
                ),
                True,
            ),
        ),
        (Job(0, "sales", 12, ("Index of material for the price talk", "Prepare price talk with {buyer}")),),
    ),
    Thread(
        "second-source",
        (
            Line(
                0,
                "note",
                "sales",
                "",
                ("Another maker in the stores", "Boxes that are not ours"),
                (
                    "Saw boxes of another maker beside {machine}. Nobody hid them, nobody spoke of them.",
                    "The receptionist asked whether I was from the other seal firm. So there is one.",
                ),
            ),
            Line(
                8,
                "call",
                "sales",
                "buyer",
                ("Asked openly", "The other boxes"),
                (
                    "Asked {who} straight. A trial, a small one, for the sake of the rule that there must be two.",
                    "{who}: yes, {pct} % cheaper, and no, not yet convincing.",
                ),
            ),
            Line(
                30,
                "visit",
                "service",
                "user",
                ("How the other part does", "At the machine, not at the desk"),
                (
                    "{who} shows both side by side. Theirs is all right. Ours is all right for longer.",
                    "The trial ended without a meeting. {who} has put the rest of the boxes at the very back.",
                ),
            ),
        ),
    ),
    Thread(
        "spares",
        (
            Line(
                0,
                "mail",
                "sales",
                "user",
                ("Parts for the stop", "List for the shutdown"),
                (
                    "{who} sends the list for the stop: {n} positions, {few} of them in red.",
                    "First list for the shutdown. Two long-lead parts; told {who} today, not in a month.",
                ),
                True,
            ),
            Line(
                11,
                "call",
                "sales",
                "buyer",
                ("Long-lead parts first", "The red positions"),
                (
                    "{who} orders the red positions ahead of the budget. That took one call of the works manager.",
                    (
                        "The two long-lead parts are ordered, the rest follows. {who} asked what happens if they "
                        "come late; we said it plainly."
                    ),
                ),
            ),
            Line(
                24,
                "visit",
                "service",
                "user",
                ("During the stop", "Shutdown, day two"),
                (
                    "All parts there. One housing more worn than thought, replaced from our van.",
                    "{days} seals, two couplings, no overtime. {who} bought the pizza.",
                ),
            ),
        ),
        (Job(0, "sales", 8, ("Check lead times of the shutdown list", "Two long-lead parts: reserve")),),
    ),
    Thread(
        "group-list",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("Item numbers cleaned up", "Same part, three numbers"),
                (
                    "{who} has three numbers of their own for one of our seals. Sent a list of {n} such cases.",
                    "Compared both lists: {few} numbers of ours are ordered by nobody any more.",
                ),
                True,
            ),
            Line(
                16,
                "meeting",
                "sales",
                "buyer",
                ("Numbers, line by line", "Half of the list"),
                (
                    "Went through half of the list with {who}, by video, with the camera off and the cat on the table.",
                    "Forty numbers less. {who} will have them closed in the system by the end of the month.",
                ),
            ),
        ),
        (Job(0, "sales", 10, ("List of double numbers for {buyer}", "Numbers nobody orders: close them")),),
    ),
    Thread(
        "invoice",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("Invoice does not match", "Question about an invoice"),
                (
                    "{who}: {few} pieces on the invoice, two fewer on the delivery note. The note is right.",
                    "Freight charged twice on {order}. {who} noticed, we had not.",
                ),
                True,
            ),
            Line(
                4,
                "mail",
                "sales",
                "buyer",
                ("Credit note", "Corrected"),
                (
                    "Credit note sent within the week. {who} thanks for not asking for a form.",
                    "Corrected, and the freight rule in the system with it. It had been wrong for four customers.",
                ),
            ),
        ),
        (Job(0, "sales", 3, ("Credit note for {order}", "Correct freight on {order}")),),
    ),
    Thread(
        "forecast",
        (
            Line(
                0,
                "meeting",
                "sales",
                "buyer",
                ("Forecast for half a year", "What is coming"),
                (
                    "{who} expects {pct} % more, above all {item}. Planning has it.",
                    (
                        "Forecast by video. {who} says less in the first months and more after; nobody knows how "
                        "much more."
                    ),
                ),
            ),
            Line(
                28,
                "mail",
                "sales",
                "buyer",
                ("Forecast, corrected", "First month against the forecast"),
                (
                    "First month: {pct} % off, upwards. {who} apologises for good news.",
                    "Two lines corrected by {who}. Reserved {n} {item} from the next run.",
                ),
                True,
            ),
        ),
        (Job(0, "sales", 5, ("Forecast into planning", "Reserve {item} by forecast")),),
    ),
)
