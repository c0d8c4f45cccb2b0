"""The Sankt Velten group: a steel works that lets us look into its data, its wire works, its tool shop, its holding."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, reply, visit

SANKTVELTEN: Final = Story(
    "sanktvelten",
    "A strategic customer: from supplier of hydraulics to partner in predicting when they fail.",
    (
        visit(
            722,
            "sofia.berg amara.diallo",
            "stadlo grill",
            "Caster 2, planned shutdown",
            "Thirty-one servo blocks changed in four nights. Alois Grillparter had every hose labelled before "
            "we came. One accumulator "
            "was charged with air instead of nitrogen by the last supplier; we left it on his desk, cut open.",
        ),
        reply(
            703,
            "sofia.berg",
            "moser",
            "Order for the second caster strand",
            (
                "Order received without a price talk. Christl Moserwirth added one line: please no deliveries on "
                "Friday afternoons."
            ),
        ),
        meet(
            678,
            "sofia.berg chen.wei",
            "kofler stadlo",
            "What would break us",
            "Reinhold Koflerer asked us to name the three places where one part of ours could stop the works. "
            "We named four. He had "
            "expected two, and liked that.",
        ),
        exchange(
            641,
            "amara.diallo",
            "grill zechner stadlo",
            "training",
            "Oil cleanliness for two crews",
            "Two days at the roughing stand, samples taken by the crews themselves.",
            we=(
                "Samples from the drain tell nothing; they have used a mid-stream tap since the nineties and were "
                "right."
            ),
            they="Reading the particle count by class, they can tell a failing pump from a dirty refill.",
        ),
        call(
            604,
            "sofia.berg",
            "stadlo",
            "Hose rooms",
            "Petra Stadlobner closes two of five hose rooms. Asked us to take over the stock and the cutting; "
            "we said yes if the "
            "night shift may still cut its own.",
        ),
        mail(
            588,
            "sofia.berg",
            "moser",
            "Contract for the hose service",
            "Draft sent, six pages. Price by metre and fitting, no minimum.",
        ),
        visit(
            569,
            "sofia.berg",
            "moser stadlo",
            "Hose service signed",
            "Signed between two alarms. It starts on the first of the month, with one of our men on the day shift.",
        ),
        visit(
            522,
            "amara.diallo",
            "wallner grill",
            "Fire safety walk",
            "Hedwig Wallnerin walked the whole cellar with us. Eleven hoses too near to hot surfaces, all "
            "changed to flame-resistant "
            "within the week. She wants the list every half-year.",
        ),
        meet(
            478,
            "sofia.berg",
            "huemer stadlo",
            "Pressure data of the coiler",
            "Tobias Huemeder records pressure at 1 kHz and nobody looks at it. He offers us the raw data of a "
            "year, without a contract, "
            "if we tell him what we see.",
        ),
        note(
            470,
            "amara.diallo",
            "We have never had data like this",
            "A year of pressure at 1 kHz, with all alarms. @chen.wei this could be a service that nobody else "
            "can copy. It could also "
            "embarrass us.",
        ),
        exchange(
            424,
            "amara.diallo sofia.berg",
            "huemer grill stadlo",
            "project",
            "Coiler data, first findings",
            (
                "Eleven weeks. Three of five pump failures would have been visible nine days ahead, the other two "
                "not at all."
            ),
            we=(
                "Our own pump hums at 312 Hz when the swash plate wears; we have built it for twenty years and did "
                "not know."
            ),
            they="Two alarms that they had switched off were the true ones.",
        ),
        visit(
            388,
            "sofia.berg chen.wei",
            "kofler",
            "Works manager: what is it worth",
            "He puts a stop of the coiler at 41 000 euros an hour. Wants the service for caster and coiler, and "
            "wants to pay per hour "
            "without a stop, not per sensor.",
        ),
        meet(
            343,
            "chen.wei sofia.berg",
            "kofler moser",
            "Price per hour without a stop",
            (
                "Agreed for one year. If the coiler stops because of hydraulics, we pay a third of the hour. Wang "
                "Fang accepted the risk in writing."
            ),
        ),
        visit(
            357,
            "amara.diallo",
            "grill zechner",
            "Planned shutdown, second time",
            (
                "Thirty-eight blocks in three nights, one less than planned; Franz Zechnerbauer would rather run "
                "the old one until the next stop. His stand, his word."
            ),
        ),
        call(
            301,
            "sofia.berg",
            "moser",
            "Price of steel and the index",
            (
                "Index clause works: plus 1.8 % in the new quarter. She checked the sum and found a mistake of "
                "ours, 40 cents."
            ),
        ),
        reply(
            277,
            "amara.diallo",
            "huemer",
            "First call by the model",
            (
                "The model called a pump 13 days before the alarm. They changed it in a planned stop. Huemeder "
                "framed the plot."
            ),
        ),
        note(
            275,
            "sofia.berg",
            "It works",
            (
                "First prediction that saved a stop. @wang.fang the works manager told his own board before we "
                "could tell ours."
            ),
        ),
        exchange(
            231,
            "amara.diallo",
            "zechner grill",
            "workshop",
            "Workshop with the rolling mill crew",
            "They distrusted the model, so we let them guess against it for a morning. Crew 7, model 9, out of 12.",
            we="Zechnerbauer hears a pump from the crane; two of his sounds are not in our data yet.",
            they="The model is no boss: it gives a reason, and they may overrule it with one.",
        ),
        visit(
            189,
            "sofia.berg marta.nowak",
            "kofler huemer",
            "Reference day",
            (
                "Nine visitors from four works, none of them competitors of each other. Koflerer told them what "
                "went wrong, too."
            ),
        ),
        meet(
            146,
            "sofia.berg amara.diallo",
            "stadlo moser",
            "Second category: coolant filters",
            (
                "The filters of a rival clog after the move to recycled coolant. Test at the roughing stand for six "
                "weeks, six of ours against six of theirs."
            ),
        ),
        visit(
            95,
            "amara.diallo",
            "zechner stadlo",
            "Filter test, result",
            (
                "Ours last 19 days, theirs 11. Franz Zechnerbauer signed the sheet without a word and asked for the "
                "spare parts list."
            ),
        ),
        call(
            66,
            "sofia.berg",
            "moser",
            "One stop we have to pay for",
            "A proportional valve of ours stuck, coiler down for 70 minutes. We pay a third of it, as agreed. "
            "She said the invoice was the "
            "first one from us she was pleased to see.",
        ),
        note(
            64,
            "chen.wei",
            "Paying for our stop",
            "16 000 euros. Cheap for what it says. @amara.diallo please show Koflerer the cause before he asks.",
        ),
        visit(
            38,
            "amara.diallo sofia.berg",
            "kofler grill",
            "The cause, on the table",
            "Varnish on the spool, after an oil change that we had agreed to ourselves. Koflerer kept the spool.",
        ),
        meet(
            19,
            "chen.wei sofia.berg",
            "kofler stadlo",
            "Second year, second line",
            (
                "Renewed for two years, and the rolling mill joins. They ask for two shares of the saving instead "
                "of one; we settle at half."
            ),
        ),
        ahead(
            6,
            "sofia.berg amara.diallo",
            "stadlo grill",
            "Plan of the shutdown",
            "Which blocks, which nights, who sleeps where.",
            at="08:30",
        ),
        ahead(
            24, "amara.diallo", "grill", "Shutdown, advance team", "Two fitters and the van.", at="07:00", kind="visit"
        ),
    ),
    (
        Todo(66, "sofia.berg", "management", -58, "Approve the credit note for 70 minutes of coiler stop", done=61),
        Todo(146, "sofia.berg", "service", -101, "Filter test at the roughing stand", done=97, person="zechner"),
        Todo(19, "sofia.berg", "amara.diallo", 4, "Sensor list for the rolling mill", person="huemer", priority="high"),
        Todo(189, "sofia.berg", "marketing", -170, "Invitations to the reference day", done=175),
        Todo(
            60,
            "sofia.berg",
            "service",
            12,
            "Hose list for the fire safety officer",
            every="quarterly",
            person="wallner",
        ),
        Todo(
            25, "sofia.berg", "sofia.berg", -2, "Half of the saving: calculation for Christl Moserwirth", person="moser"
        ),
    ),
    routine=36,
    until=12,
    without=("complaint", "price-round", "second-source", "thaw"),
)
