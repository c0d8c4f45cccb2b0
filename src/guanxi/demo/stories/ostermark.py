"""Ostermark Getriebe: from a trial to nine tenths in four years; these are the last two of them."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, reply, visit

OSTERMARK: Final = Story(
    "ostermark",
    "A prospect becomes a partner: joint development of the shaft seal, and a framework that both sides had to earn.",
    (
        visit(
            726,
            "sofia.berg",
            "ruehl zeisig",
            "Output shaft seal, 1 000 h inspection",
            "Opened both gearboxes on test bench 2 with Jana Rühlicke. No leak, lip wear a third of the limit. "
            "Dr. Zeisigmann said "
            "little, then asked for the price of 400 a year. That is new.",
        ),
        call(
            706,
            "sofia.berg",
            "ottmar",
            "Second category",
            "Kilian asked whether we also make the vent valve of the OG-4. We do. He will send the drawing and "
            "does not want it "
            "discussed with the old valve supplier before he has told him himself.",
        ),
        reply(
            689,
            "sofia.berg",
            "ottmar",
            "Vent valve drawing and target price",
            (
                "Drawing received, target 14 % under the present price. We answered with 9 % and a shorter body "
                "that saves them a thread."
            ),
        ),
        visit(
            652,
            "amara.diallo",
            "dressen ruehl",
            "A morning in hall 3",
            "Watched four assemblies. The mounting sleeve gets lost between shifts and then they press the seal "
            "in with a pipe. "
            "Mirko Dressendorf hung it on a chain while we were talking.",
        ),
        exchange(
            634,
            "amara.diallo sofia.berg",
            "zeisig ruehl pfahl",
            "workshop",
            "Seal failure workshop, two days",
            (
                "Eleven failed seals of three makers on one table, ours among them. Ewald Pfahlbusch kept the "
                "minutes himself."
            ),
            we="Their flushing leaves 18 mg of hard particles in the oil; our life-time model assumed five.",
            they="The lip does not wear evenly: all eleven show it on the side of the flange, where the shaft bends.",
        ),
        mail(
            598,
            "sofia.berg",
            "brandl",
            "Proposal for a yearly agreement",
            (
                "Sent: price scale in three steps, stock of four weeks in Venlo, one delivery a week. Asked for a "
                "date before the budget."
            ),
        ),
        meet(
            571,
            "sofia.berg chen.wei",
            "brandl ottmar",
            "Yearly agreement, first round",
            "Sieglinde Brandlhuber put the offer of a rival on the table, face up. She wants us to know that she can. "
            "We left the price and gave the stock. No result today.",
        ),
        call(
            553,
            "sofia.berg",
            "brandl",
            "Yearly agreement, the answer",
            (
                "Signed for one year. She said the stock decided it, and the fact that we did not drop the price by "
                "five per cent within an hour."
            ),
        ),
        note(
            551,
            "sofia.berg",
            "Why we won",
            (
                "Not the price. Test bench data that development trusts, and stock that purchasing can count. "
                "@chen.wei worth telling the others."
            ),
        ),
        visit(
            508,
            "sofia.berg",
            "zeisig",
            "The next gearbox, in confidence",
            "A 9 MW drive is on the drawing board. Shaft diameter 620, twice what we have ever made. He asks "
            "whether we would "
            "develop it with them, costs shared, no promise of a series.",
        ),
        meet(
            486,
            "sofia.berg chen.wei wang.fang",
            "lauben zeisig",
            "Joint development: yes or no",
            "Henrike Laubenthaler wants exclusivity for five years, we offered two for this diameter. Wang Fang "
            "said yes to the "
            "tooling cost on the spot. Contract within a month.",
        ),
        reply(
            447,
            "amara.diallo",
            "pfahl",
            "Complaint 0098: three seals with flash",
            (
                "Three of 120 with flash on the inner lip. Sorted the whole lot within two days; five more were "
                "found, all from one cavity of the mould."
            ),
        ),
        visit(
            441,
            "amara.diallo",
            "pfahl dressen",
            "8D on complaint 0098",
            "Mould cavity 6 reworked, camera added at the trimming station. Ewald Pfahlbusch closed it in front "
            "of us, for the first time "
            "without a list of further questions.",
        ),
        exchange(
            391,
            "sofia.berg amara.diallo",
            "zeisig ruehl",
            "project",
            "Seal D 620, first prototypes on bench 2",
            (
                "Two prototypes, 300 h each, at 14 m/s. One ran dry after 210 h because the drain was too high, the "
                "other is like new."
            ),
            we="At this diameter the housing breathes by 0.4 mm when it warms up. Nobody had ever measured it.",
            they="Oil level and seal life belong together: 12 mm more oil cost them nothing and gave the lip its film.",
        ),
        call(
            352,
            "sofia.berg",
            "ottmar",
            "Forecast for the next half-year",
            "Plus 30 % on the OG-4, minus 10 % on rail. Kilian now sends the forecast without being asked.",
        ),
        meet(
            312,
            "sofia.berg",
            "brandl ottmar",
            "Vent valves: all of them",
            (
                "The old valve supplier missed three deliveries. From next month we supply all vent valves; the "
                "price stays where it was."
            ),
        ),
        exchange(
            262,
            "amara.diallo",
            "dressen",
            "training",
            "Assembly training, both shifts",
            (
                "Nineteen fitters, each mounts three seals and takes two out. The best time was 4 min 20 s, by an "
                "apprentice."
            ),
            we="Left-handed fitters turn the sleeve the wrong way; the new sleeve has marks on both sides.",
            they="A cold seal from the stores cracks; it now lies an hour in the hall before it is used.",
        ),
        note(
            244,
            "chen.wei",
            "Ostermark has passed eighty per cent",
            "Share over eighty since last month. From here on it is not about orders any more, it is about what "
            "we do with them that "
            "nobody else could. @sofia.berg @wang.fang",
        ),
        meet(
            203,
            "chen.wei sofia.berg wang.fang",
            "lauben brandl zeisig",
            "Framework agreement, three years",
            "Signed. Open books on the material share, a joint steering round every quarter, and a clause that "
            "either side may ask for "
            "a benchmark once a year. Lunch in their canteen, with the apprentices.",
        ),
        visit(
            152,
            "sofia.berg",
            "zeisig ruehl",
            "D 620 releases the series",
            (
                "4 000 h without a finding. Dr. Zeisigmann shook hands with everybody on the bench, including the "
                "electrician."
            ),
        ),
        reply(
            118,
            "sofia.berg marta.nowak",
            "zeisig",
            "A paper together",
            (
                "He wants to present the D 620 results at a conference with both names on it. Marta helps with the "
                "English, Jana Rühlicke with the figures."
            ),
        ),
        meet(
            81,
            "sofia.berg amara.diallo",
            "brandl ottmar pfahl",
            "Steering round, the third",
            "On time 99.1 %, two complaints, both closed. Open: their buyer fears that nobody looks at the "
            "price any more, so we "
            "offered the benchmark ourselves.",
        ),
        call(
            43,
            "sofia.berg",
            "ottmar",
            "Works in Wuxi",
            "Their plant in Wuxi starts assembly in half a year and buys locally. Kilian asks if we can serve "
            "both from one drawing. "
            "I said yes and have to find out how. @lin.yue you know Wuxi.",
        ),
        visit(
            22,
            "sofia.berg chen.wei",
            "lauben brandl",
            "Benchmark: the result",
            "We are two per cent above the cheapest and first in quality and delivery. Sieglinde Brandlhuber: “"
            "Then we can stop looking "
            "for a while.” She meant it kindly.",
        ),
        ahead(
            11,
            "sofia.berg amara.diallo",
            "brandl ottmar pfahl",
            "Steering round, the fourth",
            "Agenda: Wuxi, flash camera data, sleeve with marks.",
            at="10:00",
            kind="visit",
        ),
    ),
    (
        Todo(
            43,
            "sofia.berg",
            "lin.yue",
            8,
            "Who in Wuxi takes deliveries for Ostermark, and in what packing",
            "One drawing, two plants; Kilian wants an answer before the steering round.",
            person="ottmar",
        ),
        Todo(
            81,
            "sofia.berg",
            "amara.diallo",
            -3,
            "Flash camera data of the last quarter for Ewald Pfahlbusch",
            person="pfahl",
        ),
        Todo(118, "sofia.berg", "marketing", -60, "English of the conference paper", done=66, person="zeisig"),
        Todo(203, "chen.wei", "sofia.berg", 21, "Steering round: invite and minutes", every="quarterly"),
        Todo(
            22,
            "sofia.berg",
            "management",
            28,
            "Answer to the exclusivity question for the next diameter",
            person="zeisig",
        ),
        Todo(
            447,
            "sofia.berg",
            "service",
            -440,
            "Sort the whole lot of complaint 0098",
            done=445,
            priority="high",
            person="pfahl",
        ),
    ),
    routine=38,
    until=14,
    without=("complaint", "price-round", "second-source", "thaw", "new-contact"),
)
