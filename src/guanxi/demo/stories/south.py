"""Customers from the Alps to the Black Sea with a story of their own."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, reply, visit

KOVARNA: Final = Story(
    "kovarna",
    "A former customer for more than a year, won back, and counted as recovered, not as new.",
    (
        mail(715, "sofia.berg", "hrub", "Two years later", "A letter without an offer: what we learned when you left."),
        note(
            560,
            "sofia.berg",
            "They still buy the cheap seals",
            "Their foreman told our driver. He says it with his eyebrows.",
            about="vavra",
        ),
        call(
            455,
            "sofia.berg",
            "vavra",
            "The foreman calls",
            "Zdeněk Vavroušek called on his own: third seal in a year, press stands. Not an order, a question.",
        ),
        visit(
            420,
            "sofia.berg amara.diallo",
            "vavra kolac",
            "Forging press LZK 4000",
            "We took the broken seal with us. Radka Koláčníková asked who pays for the analysis; nobody, we said.",
        ),
        exchange(
            388,
            "amara.diallo",
            "vavra",
            "workshop",
            "Why the cheap seal failed",
            "Both seals cut open on one table, and a third of ours from the time before.",
            we="Ours from back then was no better made, it was just mounted with a sleeve.",
            they="The sleeve costs less than one hour of standstill, and it was thrown away when the old foreman left.",
        ),
        meet(
            330,
            "sofia.berg chen.wei",
            "hrub kolac",
            "What would have to be different",
            "Bohumil Hrubínský: you were slow on the phone and right in the end. He wants it the other way round.",
        ),
        reply(
            296,
            "sofia.berg",
            "kolac",
            "First order after fourteen months",
            "Forty sets. She put the sleeve on the order, as position 1.",
        ),
        visit(
            241,
            "amara.diallo",
            "vavra",
            "Mounted with a sleeve",
            "Two nights. Vavroušek signed on the seal itself, with chalk.",
        ),
        call(
            172,
            "sofia.berg",
            "kolac",
            "Slow on the phone",
            "She tested us: called at seven and at four. Answered both, she laughed.",
        ),
        visit(
            101,
            "sofia.berg",
            "hrub",
            "A third of what they buy",
            "He buys a third from us and says so. The rest stays where it is until the price list of next year.",
        ),
        call(
            26,
            "sofia.berg",
            "vavra",
            "Ring rolling mill",
            "He wants the same seals on the ring rolling mill. He may not order, he says, he may complain.",
        ),
    ),
    (
        Todo(101, "sofia.berg", "sofia.berg", 9, "Price list for next year, presses first", person="kolac"),
        Todo(330, "chen.wei", "service", -300, "Phone of the night service: answer within five rings", done=306),
    ),
    routine=9,
    since=285,
    until=14,
    without=("second-source", "thaw", "complaint", "group-list", "price-round"),
)

QUINTAVALLE: Final = Story(
    "quintavalle",
    "Purchases stopped, but the buyer still answers: the best ground for a repair.",
    (
        visit(
            694,
            "sofia.berg",
            "gardel fabbri",
            "Hot-melt station",
            "Ivano Gardelletti cleans a pump in four hours. He would like two.",
        ),
        exchange(
            570,
            "amara.diallo",
            "gardel",
            "training",
            "Lobe pumps: cleaning in ninety minutes",
            "Four people, one pump, a stop watch.",
            we="The front cover sticks because our gasket swells in their solvent.",
            they="Warm glue, not hot glue, comes off in one piece.",
        ),
        meet(
            360,
            "sofia.berg",
            "monted",
            "The owner",
            (
                "Ornella Montedoro asked why she should pay for stainless where plastic would do. We had no good "
                "answer that day."
            ),
        ),
        reply(
            205,
            "sofia.berg",
            "fabbri",
            "Delivery eleven days late",
            "Pump for the sleeve line came late, because of us. He wrote twice, we answered once.",
        ),
        call(
            141,
            "sofia.berg",
            "monted",
            "A short call",
            "She has ordered elsewhere, for good. Eleven days cost her a customer, she said, and hung up kindly.",
        ),
        call(
            112,
            "sofia.berg",
            "fabbri",
            "Samuele answers",
            "He picks up. No orders, but he told me how the other pump does: well.",
        ),
        reply(
            52,
            "sofia.berg",
            "fabbri",
            "A question from him",
            "He asks for the part number of a repair kit. For an old pump of ours, at a friend's firm.",
        ),
        visit(
            24,
            "sofia.berg chen.wei",
            "monted fabbri",
            "Eleven days",
            "Went to say sorry, without an offer. She had expected one, and liked that there was none. Coffee, twice.",
        ),
    ),
    (
        Todo(24, "sofia.berg", "amara.diallo", 6, "How long is a repair kit away, honestly", person="fabbri"),
        Todo(205, "sofia.berg", "management", -190, "Why eleven days: cause", done=178),
    ),
    routine=10,
    since=680,
    until=215,
    without=("second-source", "thaw", "complaint", "price-round", "group-list"),
)

TESSARO: Final = Story(
    "tessaro",
    "Just above half: one or two month-ends more will confirm it.",
    (
        visit(
            696,
            "sofia.berg",
            "crosar zampie",
            "Test pit",
            "Nereo Crosarolo has a seal on a pump that runs since the year his daughter was born.",
        ),
        exchange(
            525,
            "amara.diallo sofia.berg",
            "zampie crosar",
            "project",
            "Dry start of irrigation pumps",
            "Two weeks in the pit, forty dry starts a seal.",
            we="A farmer starts his pump dry every single spring; our guarantee excluded it.",
            they="Graphite on one face stands 40 dry starts, on both faces none.",
        ),
        meet(
            372,
            "sofia.berg",
            "bortol",
            "A plant in Asia",
            "Gianmaria Bortolasso needs seals in Asia too. We have Changzhou, he had not known.",
        ),
        call(
            204,
            "sofia.berg",
            "zampie",
            "New range released",
            "The new range goes out with our seal in every second pump.",
        ),
        visit(
            119,
            "sofia.berg",
            "bortol zampie",
            "Above half",
            "They moved two more sizes to us. Ludovica Zampierin wants a seal that a farmer can change himself.",
        ),
        call(
            45,
            "sofia.berg",
            "bortol",
            "Service parts",
            "Service parts go through us as well from now on. He did not ask for a discount, he asked for a barcode.",
        ),
        ahead(
            27,
            "sofia.berg amara.diallo",
            "zampie crosar",
            "A seal for farmers",
            "One screw, no tool. Bring the model.",
            at="10:00",
        ),
    ),
    (Todo(119, "sofia.berg", "service", 20, "Model of the seal with one screw", person="zampie"),),
    routine=16,
    since=690,
    until=14,
    without=("thaw", "group-list"),
)
