"""Two customers in France: one that fell from the top to a fifth, one that lost a category."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, meet, note, reply, visit

PETRUS: Final = Story(
    "petrus",
    "From nine tenths to a fifth: even a collapse goes down one stage at a time.",
    (
        visit(
            724,
            "sofia.berg amara.diallo",
            "klopf bour",
            "Descaler, 200 bar",
            "Thierry Bourgasser has drawn every leak of the year on one sheet. Most of them are not ours.",
        ),
        meet(
            706,
            "sofia.berg chen.wei",
            "marchand lorrain",
            "A new purchasing director",
            (
                "Hervé Lorrainville, eight weeks in. He told Madame that nine tenths from one supplier is a risk; "
                "she looked at us, not at him."
            ),
        ),
        exchange(
            668,
            "amara.diallo sofia.berg",
            "klopf bour",
            "workshop",
            "What stopped us last year",
            "Nineteen stops, sorted by cause, not by supplier. Two were ours.",
            we="Both of ours came after a repair of our own, at night.",
            they="Seven came from hoses that nobody had ordered and somebody had fitted.",
        ),
        reply(
            622,
            "sofia.berg",
            "lorrain",
            "Tender in four lots",
            "He splits the hydraulics into four lots. We may bid for three.",
        ),
        meet(
            604,
            "sofia.berg chen.wei",
            "lorrain klopf",
            "Tender, clarification",
            (
                "Mathilde Klopfenschmitt asked him how a stop at night would be handled by four suppliers. He said: "
                "by contract."
            ),
        ),
        note(
            560,
            "sofia.berg",
            "Two lots lost",
            "Two of three. Price, he says. @chen.wei @wang.fang the maintenance people heard it from us, not from him.",
        ),
        visit(
            508,
            "sofia.berg",
            "klopf bour",
            "Handover to others",
            "We explained our drawings to the engineers of the winners. Bourgasser sat at our side of the table.",
        ),
        call(
            463,
            "sofia.berg",
            "lorrain",
            "Third lot under review",
            "Bending of stand F4 is under review, too. He is polite and quick.",
        ),
        visit(
            407,
            "chen.wei wang.fang",
            "marchand",
            "The owners, once a year",
            "Madame regrets, and lets him. Her grandfather bought our first pump, she said.",
        ),
        exchange(
            352,
            "amara.diallo",
            "bour",
            "training",
            "Blocks that are not ours",
            "He asked us to show his crew how to set a rival's block. We did.",
            we="The rival's manual has one page on setting, ours has forty and nobody reads them.",
            they="With a gauge on both sides they find a wrong setting in ten minutes, whoever made the block.",
        ),
        reply(
            304,
            "sofia.berg",
            "lorrain",
            "Third lot gone",
            "By mail, on a Friday. We keep service of the descaler and some seals.",
        ),
        note(
            300,
            "chen.wei",
            "Petrus-Marchand: initial",
            (
                "From strategic to initial in a year. We were never bad, we were comfortable. Keep Klopfenschmitt "
                "and Bourgasser, the rest follows them. @sofia.berg"
            ),
        ),
        visit(
            233,
            "amara.diallo",
            "bour klopf",
            "Descaler again",
            "A pump of ours, eleven years old, opened for the first time. Bourgasser photographed the bearing.",
        ),
        call(
            158,
            "sofia.berg",
            "klopf",
            "Stops by supplier",
            "She keeps count now: stops per lot. She did not say the figures; she said we would like them.",
        ),
        visit(
            91,
            "sofia.berg",
            "klopf vaux",
            "Safety of a new block",
            "Sandrine Vauxbelle wants the risk of the new bending block on one page, by us, who did not make it.",
        ),
        meet(
            41,
            "sofia.berg chen.wei",
            "klopf marchand",
            "First question in a year",
            "Madame asked what a stop costs and who counts it. Lorrainville was in the room and looked at the table.",
        ),
        ahead(
            21,
            "sofia.berg amara.diallo",
            "klopf bour",
            "Descaler: plan of the next stop",
            "Who is there at night.",
            at="09:00",
            kind="visit",
        ),
    ),
    (
        Todo(
            91,
            "sofia.berg",
            "amara.diallo",
            -11,
            "One page on the risk of the bending block",
            "Made by a rival: describe, do not judge.",
            person="vaux",
            priority="high",
        ),
        Todo(41, "sofia.berg", "management", 13, "What does a stop cost: letter to Madame", person="marchand"),
        Todo(
            300,
            "chen.wei",
            "sofia.berg",
            35,
            "Visit maintenance, whatever purchasing does",
            every="quarterly",
            person="klopf",
        ),
    ),
    routine=26,
    since=720,
    until=18,
    without=("second-source", "thaw", "price-round", "complaint", "reference"),
)


VILLENEUVE: Final = Story(
    "villeneuve",
    "The account looks healthy, but its pumps have gone: the categories tell what the sum hides.",
    (
        visit(
            712,
            "sofia.berg",
            "prat cazal",
            "Washer VP-60",
            (
                "Fabrice Pratoucy: 85 degrees, two per cent caustic, and glass splinters. He likes that we asked "
                "about the splinters."
            ),
        ),
        exchange(
            600,
            "amara.diallo sofia.berg",
            "ramon prat",
            "workshop",
            "Seals of the washer in the field",
            "Élodie Ramonville-Sans brought the returns of a year, in bags with the names of their customers.",
            we="Half of the seals fail at one customer, who doses by hand.",
            they="A dosing cup of ten euros solves what no seal can.",
        ),
        meet(
            480,
            "sofia.berg",
            "cazal",
            "Yearly prices",
            "Mireille Cazalbou copies our price list into her own. She found two numbers of ours that were the same.",
        ),
        reply(
            391,
            "sofia.berg",
            "estre",
            "Circuit of the tunnel",
            "Luc Estrebosc wants one maker for all pumps. Ours fit eleven of fourteen places.",
        ),
        call(
            312,
            "sofia.berg",
            "estre",
            "Eleven of fourteen",
            "He will not have two makers in one drawing. He did not say no, he said goodbye.",
        ),
        visit(
            262,
            "sofia.berg",
            "prat estre",
            "The last pumps",
            (
                "Pumps go to the maker with fourteen of fourteen. Pratoucy apologised; Estrebosc showed us why, on "
                "paper, and he was right."
            ),
        ),
        note(
            255,
            "sofia.berg",
            "Lost the pumps, kept the rest",
            (
                "Seals and valves as before, pumps at zero. The account as a whole looks well, and that is what "
                "worries me. @chen.wei"
            ),
        ),
        exchange(
            166,
            "amara.diallo",
            "ramon",
            "training",
            "Their service people, our seals",
            "Nine of them, from four countries, in their own hall.",
            we="They carry two tools only; ours needs five.",
            they="Half an hour of rinsing before opening saves a pair of gloves and a seal.",
        ),
        visit(
            84,
            "sofia.berg",
            "prat",
            "Four more washers",
            "Orders for four washers, seals and valves as always. Nobody spoke of pumps.",
        ),
        call(
            32,
            "sofia.berg",
            "ramon",
            "Pumps of the other maker",
            "Three of fourteen already back. She tells us as service, not as gossip.",
        ),
    ),
    (
        Todo(255, "sofia.berg", "management", -200, "Three pump sizes that we do not make: worth it?", done=190),
        Todo(
            32, "sofia.berg", "sofia.berg", 11, "The three sizes, offer with drawings", person="estre", priority="high"
        ),
    ),
    routine=22,
    since=700,
    until=15,
    without=("second-source", "thaw", "complaint"),
)
