"""The Sankt Velten group beside its steel works: the wire works, the holding, the tool shop."""

from typing import Final

from guanxi.demo.story import Story, Todo, call, exchange, mail, meet, reply, visit

DRAHT: Final = Story(
    "sanktvelten-draht",
    "The wire works next door, recommended by the parent.",
    (
        call(
            472,
            "sofia.berg",
            "oberha",
            "Recommended by the parent",
            (
                "Gernot Oberhammerl called on his own. Drawing line 4 moves to another hall and the old seals must "
                "not move with it."
            ),
        ),
        visit(
            441,
            "sofia.berg amara.diallo",
            "oberha",
            "Line 4, measurements",
            "Six stations, two seal sizes, acid vapour at the first. He likes that we asked about the vapour.",
        ),
        meet(
            398,
            "sofia.berg",
            "lindin",
            "Price list of the group",
            "Carmen Lindinger-Voss pays the group's prices from the first order. She had not known that she may.",
        ),
        reply(
            289,
            "amara.diallo",
            "oberha",
            "Seal at station 1",
            "Swollen after four months: acid, as feared. Sent two in another compound, free of charge.",
        ),
        visit(
            139,
            "sofia.berg",
            "oberha lindin",
            "A year on line 4",
            "One seal in a year, the other compound holds. They ask for bag filters for the pickling bath.",
        ),
    ),
    (Todo(139, "sofia.berg", "sofia.berg", 13, "Offer for bag filters, pickling bath", person="lindin"),),
    routine=5,
    since=380,
    until=40,
    without=("complaint", "new-contact"),
)


SV_HOLDING: Final = Story(
    "sanktvelten-holding",
    "Group purchasing wants five suppliers instead of thirty, and we are one of them.",
    (
        meet(
            702,
            "chen.wei",
            "trauns egger",
            "Five instead of thirty",
            "Leopold Traunsteiner asked every works for five names. We were on three of four lists.",
        ),
        mail(
            640,
            "chen.wei",
            "egger",
            "Prices of all works in one table",
            "Sent one table, same item, four prices. It did not look good, and we said so ourselves.",
        ),
        meet(
            591,
            "chen.wei wang.fang",
            "trauns",
            "Group agreement",
            "One price for all works, one contact, yearly bonus on volume. The works keep the technical word.",
        ),
        call(
            430,
            "chen.wei",
            "egger",
            "Weidenthal",
            (
                "Verena Eggerstorfer asks us to look after the tool shop in Weidenthal like a works, not like a "
                "shop. @sofia.berg"
            ),
        ),
        exchange(
            338,
            "chen.wei sofia.berg",
            "egger trauns",
            "workshop",
            "Supplier day with four other suppliers",
            "Five suppliers, one question: what do we make expensive for each other without knowing it?",
            we="Our packing costs them four hours a week at each works.",
            they="Their twelve different delivery notes cost us one clerk.",
        ),
        meet(
            174,
            "chen.wei",
            "trauns egger",
            "Yearly review",
            "Savings 3.1 %, two disputes, both settled by the works themselves. Bonus paid.",
        ),
        call(
            51,
            "chen.wei",
            "egger",
            "Next year's volume",
            "Minus 4 % in steel, plus 20 % in service. She asks for a price per hour for the whole group.",
        ),
    ),
    (
        Todo(51, "chen.wei", "sofia.berg", 10, "Price per hour for the group: hours by works", person="egger"),
        Todo(338, "chen.wei", "service", -290, "Packing without film for all works", done=296),
    ),
    routine=7,
    since=690,
    until=30,
    without=("complaint", "thaw", "sample-test", "breakdown", "training-day", "stock-check", "drawing-change"),
)


WEIDENTHAL: Final = Story(
    "weidenthal",
    "Main supplier for years, and no nearer to a partnership.",
    (
        visit(
            690,
            "sofia.berg",
            "schorr",
            "Die spotting press",
            "The clamping cylinders are older than the apprentice. Detlef Schorrmann wants spares, not a project.",
        ),
        meet(
            561, "sofia.berg", "koelsch", "What next?", "Annegret Kölschbach is content, and says it like a full stop."
        ),
        exchange(
            418,
            "sofia.berg amara.diallo",
            "schorr",
            "workshop",
            "Half a day on clamping forces",
            "Six toolmakers, one force gauge, eighteen cylinders.",
            we="They re-tighten by feel after every third part, so our force data are fiction.",
            they="Four of eighteen cylinders clamp at half the force on the plate.",
        ),
        call(
            287,
            "sofia.berg",
            "emrich",
            "Two-year order",
            "Same quantities as the last two years. Sabrina Emrichs copied the old order and changed the date.",
        ),
        visit(
            160,
            "sofia.berg",
            "koelsch schorr",
            "An offer that was not asked for",
            "Showed what the group pays the coiler service for. Interesting, she said, and poured coffee.",
        ),
        call(
            33,
            "sofia.berg",
            "schorr",
            "Try-out press",
            "Oil mist at the try-out press. He will watch it for a quarter.",
        ),
    ),
    (
        Todo(
            33, "sofia.berg", "sofia.berg", 37, "Ask again about the try-out press", person="schorr", every="quarterly"
        ),
    ),
    routine=15,
    since=700,
    until=40,
    without=("complaint", "second-source"),
)
