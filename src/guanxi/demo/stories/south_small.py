"""Smaller customers from the Alps to the Black Sea."""

from typing import Final

from guanxi.demo.story import Story, Todo, call, exchange, mail, meet, note, reply, visit

FERRANTINO: Final = Story(
    "ferrantino",
    "Projects, and between them quiet.",
    (
        visit(
            660,
            "sofia.berg",
            "capoz beltra",
            "One valve standard",
            "Massimo Capozzella draws one valve on the wall: this one, everywhere.",
        ),
        exchange(
            500,
            "amara.diallo",
            "locat",
            "training",
            "Commissioning abroad without us",
            "Davide Locatenghi and four of his people, a skid, two days.",
            we="They commission at night, by headlamp; our position marks are black on black.",
            they="The valve can be set from outside, by count of turns.",
        ),
        reply(355, "sofia.berg", "beltra", "Syrup room, 84 valves", "Chiara Beltramelli ordered all 84 in one line."),
        call(
            190,
            "amara.diallo",
            "locat",
            "Night shift abroad",
            "He called from a bottling hall in another time zone. Set by count of turns, it worked.",
        ),
        visit(
            48,
            "sofia.berg",
            "capoz",
            "Next three plants",
            "Three plants, the same valve. He keeps his word by keeping his drawing.",
        ),
    ),
    (Todo(48, "sofia.berg", "service", 31, "White position marks on HV 50: sample", person="locat"),),
    routine=17,
    since=690,
    until=14,
    without=("thaw",),
)

SZARNYAS: Final = Story(
    "szarnyas",
    "Orders every month for four years, and none for two months.",
    (
        visit(
            650,
            "sofia.berg",
            "vermes",
            "The valve in the specification",
            "Vermeskői Ákos showed the page of his German customer with our name on it.",
        ),
        meet(
            480,
            "sofia.berg",
            "balogs torda",
            "Forint and euro",
            "Tordasi Levente wants prices in forint for a year. We gave six months.",
        ),
        exchange(
            345,
            "amara.diallo",
            "vermes",
            "workshop",
            "Bale press: heat",
            "One day beside the press.",
            we="The tank is painted black because all of their tanks are.",
            they="A white tank is nine degrees cooler.",
        ),
        call(
            190,
            "sofia.berg",
            "balogs",
            "As every month",
            "Order for next month by phone, twelve minutes, ten of them about her garden.",
        ),
        mail(
            44,
            "sofia.berg",
            "balogs",
            "Nothing this month?",
            "Asked why no order came. No answer yet, for the first time.",
        ),
        note(
            12,
            "sofia.berg",
            "Two months without Győr",
            "Monthly for four years, now nothing twice. Balogházi Kinga does not pick up. @chen.wei I go there.",
            about="balogs",
        ),
    ),
    (
        Todo(
            12,
            "sofia.berg",
            "sofia.berg",
            3,
            "Go to Győr, with or without an appointment",
            priority="high",
            person="balogs",
        ),
    ),
    routine=12,
    since=690,
    until=205,
    without=("second-source", "thaw", "complaint"),
)

TALGRUND: Final = Story(
    "talgrund",
    "Projects with certificates, sometimes within a fortnight.",
    (
        call(
            612,
            "sofia.berg",
            "daub",
            "Certificate in a fortnight",
            "Swantje Daubert needs 26 valves and 26 certificates in fourteen days. The valves are the easy part.",
        ),
        visit(
            430,
            "sofia.berg amara.diallo",
            "heupel daub",
            "Biogas plant, acceptance",
            "Norbert Heupelmann had the certificates laminated.",
        ),
        exchange(
            302,
            "amara.diallo",
            "daub",
            "workshop",
            "Hydrogen sulphide and bellows",
            "Half a day, one gas bottle, many questions.",
            we="Their gas is wet; our table is for dry.",
            they="The bellows may be rinsed with nitrogen from the control cabinet, which has it anyway.",
        ),
        reply(
            151,
            "sofia.berg",
            "jung",
            "Hydraulic pistons",
            "Ingolf Jungenthal asks for the price first and for the item second.",
        ),
        call(
            40,
            "sofia.berg",
            "heupel",
            "District heating",
            "Three stations. He wants to pay when his customer pays; we met in the middle.",
        ),
    ),
    (Todo(40, "sofia.berg", "sofia.berg", 16, "Offer for three heating stations", person="heupel"),),
    routine=9,
    since=600,
    until=20,
    without=("complaint",),
)

LACBLEU: Final = Story(
    "lacbleu",
    "The last word on what they buy in all is fourteen months old.",
    (
        visit(
            590,
            "sofia.berg",
            "duret favre",
            "Glass filler",
            "Perrine Duretière: the glass is old-fashioned and so is the demand for it.",
        ),
        call(
            438,
            "sofia.berg",
            "duret",
            "What they buy in all",
            "She gave us the figure for the year, from memory, correct to the euro.",
        ),
        exchange(
            260,
            "amara.diallo",
            "favre",
            "training",
            "Spring water intake, filters",
            "Yannick Favrelin and his brother.",
            we="The spring brings fine sand for two days after heavy rain.",
            they="Change before the rain, not after it.",
        ),
        note(
            70,
            "sofia.berg",
            "The figure is old",
            "We still count with a total of more than a year ago. Ask Perrine at the next visit.",
        ),
    ),
    (Todo(70, "sofia.berg", "sofia.berg", 7, "Ask Perrine Duretière for this year's total", person="duret"),),
    routine=8,
    since=680,
    until=40,
    without=("second-source", "complaint", "price-round"),
)

DRAHOMIL: Final = Story(
    "drahomil",
    "A wrong batch went back, and that was that.",
    (
        visit(
            680,
            "sofia.berg",
            "drahom",
            "Second generation",
            "Vít Drahomil tests every supplier with a wrong order on purpose. We called back, we passed.",
        ),
        call(
            543,
            "sofia.berg",
            "jelen",
            "Wrong batch",
            "A batch with the wrong hardness, ours. Alžběta Jelenová sent it back with a friendly note.",
        ),
        visit(
            538,
            "amara.diallo",
            "drahom jelen",
            "In person",
            "Took the replacement along in the car. He had expected a parcel.",
        ),
        meet(
            240,
            "sofia.berg",
            "drahom",
            "After the batch",
            "He says that firms show themselves when they are wrong. We gave him the cause in writing.",
        ),
    ),
    routine=9,
    since=690,
    until=25,
    without=("second-source", "thaw", "complaint", "group-list"),
)

CAMPIA: Final = Story(
    "campia",
    "Everything from us, says everybody, and nobody has the figure.",
    (
        visit(
            610,
            "sofia.berg",
            "munte",
            "Danube intake",
            "Radu Munteșan drives eighty kilometres a day along his own pipe.",
        ),
        exchange(
            420,
            "amara.diallo",
            "munte",
            "training",
            "Intake screens at low water",
            "Seven people in waders.",
            we="The river is a metre lower than on any drawing.",
            they="Two screens in turn need no diver.",
        ),
        call(
            155,
            "sofia.berg",
            "ilies",
            "What do you buy in all?",
            "Simona Ilieșanu laughed: everything is bought by whoever stands nearest.",
        ),
    ),
    (Todo(155, "sofia.berg", "sofia.berg", 36, "Estimate the total with Simona, pump by pump", person="ilies"),),
    routine=7,
    since=680,
    until=35,
    without=("second-source", "thaw", "complaint", "price-round", "group-list", "audit"),
)

TAMARAL: Final = Story(
    "tamaral",
    "Nobody ever asked what this customer buys in all.",
    (
        call(560, "sofia.berg", "azev", "Retort water", "Dulce Azevedinho buys and produces, in this order."),
        reply(
            330,
            "sofia.berg",
            "azev",
            "Spare parts",
            "Two repair kits and a question about the smell; it is the gasket, not the water.",
        ),
        call(
            98,
            "sofia.berg",
            "azev",
            "Sardines",
            "A good season. She would take a visitor, as long as he likes sardines.",
        ),
    ),
    (Todo(98, "chen.wei", "sales", 5, "Who takes this customer?", "Nobody owns it since the last change of areas."),),
    routine=3,
    since=540,
    until=110,
    without=(
        "second-source",
        "thaw",
        "complaint",
        "price-round",
        "group-list",
        "audit",
        "drawing-change",
        "reference",
        "new-contact",
    ),
)

ALMENDRAL: Final = Story(
    "almendral",
    "Interrupted for a whole year: a former customer now, back at the start.",
    (
        call(
            722,
            "sofia.berg",
            "olmedo",
            "Before the campaign",
            "Pilar Olmedilla: filters for the campaign, the same as always. It was the last order but one.",
        ),
        mail(540, "sofia.berg", "olmedo", "Next campaign", "Offer as every year. No answer."),
        mail(
            395, "sofia.berg", "cuesta", "Are we out?", "Asked Íñigo Cuestarrubia straight. No answer to that either."
        ),
        note(
            60,
            "chen.wei",
            "Almendral: nobody's",
            "A former customer without an owner. Worth a visit before the next campaign, by whoever speaks Spanish.",
        ),
    ),
)

# What happened around the records that are doubtful.
DOUBTFUL: Final = (
    Story(
        "ostermark-fair",
        "A badge scanned at a fair, beside the customer that we have.",
        (
            note(
                62,
                "marta.nowak",
                "Badge at the fair",
                "Kilian Ottmarsen took a seal sample and a pen. Is this a new customer? @sofia.berg",
                about="ottmar",
            ),
        ),
    ),
    Story(
        "hailu-fair",
        "The same robot maker, written in Han.",
        (note(58, "marta.nowak", "展会扫码", "扫码登记，想要水下动密封的资料。公司名只有中文。"),),
    ),
    Story(
        "talgrund-fair",
        "Entered twice, then merged.",
        (
            note(
                231,
                "marta.nowak",
                "Catalogue at the fair",
                "S. Daubert asked for the valve catalogue and for nothing else.",
                about="daub",
            ),
            mail(227, "marta.nowak", "daub", "Catalogue", "Catalogue sent, with the page on bellows marked."),
        ),
    ),
    Story(
        "luebbenstein",
        "A dealer who wanted our prices for somebody else.",
        (
            note(
                96,
                "sofia.berg",
                "Dealer asks for price list",
                "Wants dealer prices by mail. No works, no stock, no name on the door.",
            ),
            note(9, "sofia.berg", "To the bin", "Asks for a rival, as it turns out. Into the bin."),
        ),
    ),
)
