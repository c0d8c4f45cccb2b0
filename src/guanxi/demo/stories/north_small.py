"""Smaller customers around the North Sea, and the British group of two of them."""

from typing import Final

from guanxi.demo.story import Story, Todo, call, exchange, mail, meet, note, reply, visit

KESTRELMOOR: Final = Story(
    "kestrelmoor",
    "A brewer who started with one filter and is just below half.",
    (
        visit(
            668,
            "sofia.berg",
            "dunsby",
            "Bright beer filter",
            (
                "Alastair Dunsby poured two glasses and asked which one had been through ours. I was wrong, he was "
                "pleased."
            ),
        ),
        exchange(
            556,
            "sofia.berg amara.diallo",
            "dunsby okafor",
            "workshop",
            "Oxygen pick-up at the filler",
            "One meter, eleven measuring points, a very cold day.",
            we="The sample cock of our own valve lets in more air than the whole valve.",
            they="Purging before start-up takes 90 seconds and saves 30 hectolitres a month.",
        ),
        meet(
            431,
            "sofia.berg",
            "lythe dunsby",
            "Price for a year",
            "Bronagh Lythe wants twelve equal invoices. Not the lowest price, the same price.",
        ),
        call(
            290,
            "sofia.berg",
            "okafor",
            "Canning line at 30 000",
            "Line speed up by a third. The valves keep up, the gaskets do not.",
        ),
        reply(
            162,
            "sofia.berg",
            "dunsby",
            "Alcohol-free",
            "A new alcohol-free beer needs sterile filtration. He wants it in Yorkshire, not in a brochure.",
        ),
        visit(
            55,
            "sofia.berg",
            "dunsby lythe",
            "Nearly half",
            "We are a few points below half of what they buy. Dunsby said it himself; he keeps the list for the group.",
        ),
    ),
    (Todo(162, "sofia.berg", "amara.diallo", 2, "Sterile filter trial: rig for two weeks", person="dunsby"),),
    routine=10,
    since=650,
    until=20,
    without=("second-source", "thaw", "complaint"),
)

HARROWDENE: Final = Story(
    "harrowdene",
    "The group wants four suppliers; two of its works already know us.",
    (
        meet(
            508,
            "chen.wei",
            "pemberlow askwith",
            "Nineteen to four",
            "Georgina Pemberlow wants four suppliers in eighteen months. Rupert Askwith has six favourites already.",
        ),
        mail(
            470,
            "chen.wei",
            "askwith",
            "Prices for 220 items",
            "Sent, with eleven items that they buy at two prices in two works.",
        ),
        reply(
            455,
            "chen.wei",
            "askwith",
            "Prices for 220 items, answer",
            "He asks for 6 % across the board. We proposed 6 % where they agree on one item for all works.",
        ),
        exchange(
            339,
            "chen.wei sofia.berg",
            "iddon askwith",
            "workshop",
            "One gasket for all works",
            "Farida Iddon had the gaskets of seven works on one table, in little bags.",
            we="Four of our own gaskets are the same but for the colour.",
            they="Two of the seven do not comply with their own group rule.",
        ),
        call(
            212,
            "chen.wei",
            "iddon",
            "Group rule",
            "She rewrote the rule. Our material is named in it as an example, which is more than we asked for.",
        ),
        meet(
            88,
            "chen.wei sofia.berg",
            "pemberlow askwith",
            "Down to nine",
            "Nine suppliers left. Four of them will stay; nobody says when. Hollowmere was mentioned as the test.",
        ),
    ),
    (
        Todo(
            88,
            "chen.wei",
            "sofia.berg",
            -2,
            "Hollowmere: somebody of us must call there, it is the test",
            priority="high",
        ),
    ),
    routine=5,
    since=500,
    until=40,
    without=(
        "second-source",
        "thaw",
        "complaint",
        "breakdown",
        "training-day",
        "stock-check",
        "sample-test",
        "drawing-change",
    ),
)

HOLLOWMERE: Final = Story(
    "hollowmere",
    "Three good talks, then nobody called again.",
    (
        call(
            675,
            "sofia.berg",
            "clegg",
            "After the recall",
            "Nadine Clegworth wants bags that do not shed. Buys about 15 000 a month of filters, all of it elsewhere.",
        ),
        visit(
            614,
            "sofia.berg",
            "clegg tansley",
            "Vegetable wash",
            "Eighteen bag housings, three makers. Owen Tansleigh photographed our sample against the light.",
        ),
        call(
            522,
            "sofia.berg",
            "clegg",
            "Trial bags",
            "Trial went well. She would change at the next planned stop and asked us to call in a month.",
        ),
        note(341, "chen.wei", "Who calls Hollowmere?", "Nothing since the trial. @sofia.berg was it left, or lost?"),
    ),
    (Todo(341, "chen.wei", "sofia.berg", -310, "Call Nadine Clegworth", person="clegg"),),
)

HAFNARVIK: Final = Story(
    "hafnarvik",
    "One trial order, then silence.",
    (
        note(
            344,
            "marta.nowak",
            "Met at the fair: Hafnarvík",
            "Scales in the brine, bags full within days. Wants bags that can be washed.",
            about="snaedal",
        ),
        call(
            312,
            "sofia.berg",
            "snaedal",
            "Brine filter",
            "Hrafnkell Snædal answers from the quay. Herring scales, four days a bag.",
        ),
        reply(
            253,
            "sofia.berg",
            "snaedal",
            "Trial order, sixty bags",
            "Sixty bags for the next season. Delivered in a week, by ship.",
        ),
        mail(
            132,
            "sofia.berg",
            "snaedal",
            "How did the bags do?",
            "Asked after the season. No answer yet; the mail came back once, the box was full.",
        ),
    ),
)

BERGHOLMA: Final = Story(
    "bergholma",
    "A quiet dairy that likes to be asked.",
    (
        visit(
            640,
            "sofia.berg",
            "wikblad thuresdotter",
            "One make of seals on both lines",
            "Jesper Wikblad wants one drawer instead of two.",
        ),
        exchange(
            410,
            "amara.diallo",
            "wikblad ostlin",
            "training",
            "Separator bowl, seals and hygiene",
            "Six people, one bowl.",
            we="They grease with butter oil when the grease is out, and it works.",
            they="The seal is changed with the bowl cold, or not at all.",
        ),
        reply(
            137,
            "marta.nowak",
            "thuresdotter",
            "A page about the dairy",
            "Ingela Thuresdotter says yes to a page, no to a photograph of the cheese.",
        ),
        call(39, "sofia.berg", "wikblad", "Cup filler 3", "New cup filler comes without seals. He laughed about that."),
    ),
    (Todo(137, "sofia.berg", "marketing", 24, "Page about the dairy: text to Ingela", person="thuresdotter"),),
    routine=10,
    since=690,
    until=30,
    without=("complaint", "price-round"),
)

ZONNEHOEK: Final = Story(
    "zonnehoek",
    "Seven tenths, four categories, a furnace that never stops.",
    (
        visit(
            677,
            "amara.diallo sofia.berg",
            "aalst thijs",
            "Furnace cooling, three pumps or two",
            "Fenna van Aalsthof wants to run two pumps. If one trips, the furnace has eleven minutes.",
        ),
        exchange(
            545,
            "amara.diallo sofia.berg",
            "aalst",
            "project",
            "Cooling with two pumps",
            "A month, with the third on stand-by and valve HV 100 that opens in four seconds.",
            we="Eleven minutes is nine; their stop clock started late.",
            they="Two pumps use 31 % less; the third now starts every Monday, so that it knows how.",
        ),
        meet(
            380,
            "sofia.berg",
            "pols thijs",
            "One invoice a month",
            "Ruud Polsbroeck had 140 invoices of us in a year. Now twelve.",
        ),
        call(
            204,
            "sofia.berg",
            "aalst",
            "Cullet wash",
            "Sand in the cullet wash, seals at six weeks. Sent the hard ones.",
        ),
        visit(
            66,
            "sofia.berg marta.nowak",
            "aalst thijs",
            "A case study with figures",
            "Figures may be printed, the furnace may not.",
        ),
    ),
    (Todo(66, "sofia.berg", "marta.nowak", -9, "Case study: draft with figures to Fenna", person="aalst"),),
    routine=16,
    since=700,
    until=18,
    without=("second-source", "thaw"),
)

BRANDVIK: Final = Story(
    "brandvik",
    "Buys spare parts twice a year, before the season and after it.",
    (
        call(
            652,
            "sofia.berg",
            "ulvestad",
            "Before the season",
            "Maren Ulvestad reads me a list over the phone. I read it back, she corrects two lines.",
        ),
        visit(
            472,
            "amara.diallo",
            "brandvik ulvestad",
            "A winch on the quay",
            "Oddvar Brandvik had kept a winch ashore until we came. The seal was in backwards, by the yard.",
        ),
        call(
            258,
            "sofia.berg",
            "ulvestad",
            "After the season",
            "Parts for six boats, delivery to the ferry. Same list, one line more.",
        ),
        call(
            64,
            "sofia.berg",
            "brandvik",
            "The son takes over the stores",
            "His son will run the stores. He wants us to be patient with him.",
        ),
    ),
    (
        Todo(
            64,
            "sofia.berg",
            "sofia.berg",
            38,
            "Parts list with pictures for the stores",
            every="yearly",
            person="ulvestad",
        ),
    ),
    routine=3,
    since=600,
    until=90,
    without=("second-source", "price-round", "group-list", "drawing-change", "sample-test", "audit", "new-contact"),
)
