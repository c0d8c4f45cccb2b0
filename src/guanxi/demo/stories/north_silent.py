"""Customers around the North Sea who stopped buying: in silence, by notice, for a while, for a rebuild."""

from typing import Final

from guanxi.demo.story import Story, Todo, call, exchange, mail, meet, note, reply, visit

NORRBACK: Final = Story(
    "norrback",
    "Purchases stopped nine months ago, and nobody has spoken with the mill since.",
    (
        visit(
            702,
            "amara.diallo sofia.berg",
            "sjovik",
            "Stock pumps after a year",
            "Seals at 13 months and going on. Patrik Sjövik has stopped keeping a spare beside each pump.",
        ),
        meet(
            611,
            "sofia.berg",
            "hagbom lidfors",
            "Framework, third year",
            (
                "Gunvor Lidfors wanted to know what we would do if the mill changed to packaging board. We said: "
                "other pumps. She wrote that down."
            ),
        ),
        exchange(
            505,
            "amara.diallo",
            "sjovik",
            "workshop",
            "Reject system: sand",
            "One day at the broke pulper, bucket in hand.",
            we="Recycled fibre brings 2 kg of sand and wire a tonne; our data sheet assumes none.",
            they="A trap of 900 euros before the pump saves an impeller every spring.",
        ),
        call(402, "sofia.berg", "hagbom", "Fewer orders", "Orders come down. She says the stores are full."),
        visit(
            318,
            "sofia.berg",
            "sjovik",
            "Rumours",
            "Two men in the canteen asked me whether it is true. He does not know either.",
        ),
        call(
            268,
            "sofia.berg",
            "hagbom",
            "The last order",
            "Short call. Two impellers, and thank you for everything. I should have asked what that meant.",
        ),
        mail(233, "sofia.berg", "lidfors", "A visit?", "Asked for a visit, any week. No answer."),
        note(
            196,
            "sofia.berg",
            "Sandö is silent",
            "No order for two months, the first time in six years. Switchboard says people are in meetings.",
        ),
        mail(
            151,
            "sofia.berg",
            "sjovik",
            "How are the pumps?",
            "A line to Patrik Sjövik, without any offer in it. It was not returned, and not answered.",
        ),
        note(
            72,
            "chen.wei",
            "Norrbäck: interrupted",
            (
                "Nine months without a purchase soon. @sofia.berg is the mill sold, closed or with somebody else? "
                "We do not even know which of the three."
            ),
        ),
    ),
    (
        Todo(72, "chen.wei", "sofia.berg", -7, "Find out what happened in Sandö: go there", priority="high"),
        Todo(196, "sofia.berg", "marketing", -150, "Press search: mill sold?", done=160),
    ),
    routine=16,
    since=690,
    until=300,
    without=("second-source", "thaw", "new-contact", "complaint", "price-round"),
)


ZWALUWDIJK: Final = Story(
    "zwaluwdijk",
    "Gave notice, took delivery of the last orders, and was gone.",
    (
        visit(
            688,
            "sofia.berg amara.diallo",
            "dirkse",
            "Ladder winch on the cutter",
            "Pleun Dirksema wants the block turned by 90 degrees, so that a man can reach the filter with a glove on.",
        ),
        meet(
            560,
            "sofia.berg",
            "hoek roosma",
            "Three ships, one package",
            "One hydraulic package for three ships. Jelle Roosmalink shook our hands and looked at his watch.",
        ),
        exchange(
            430,
            "amara.diallo",
            "dirkse",
            "project",
            "Spud carriage at sea",
            "Eleven days on board, in two legs.",
            we="Salt comes in through the breather, not through the seals.",
            they="The carriage may be lowered at half the speed for the same cycle; it only looked slower.",
        ),
        note(
            302,
            "sofia.berg",
            "A new owner",
            "A fund has bought 60 %. Roosmalink now reports to it, not to the fleet.",
            about="roosma",
        ),
        reply(
            250,
            "sofia.berg",
            "roosma",
            "Notice",
            "Three lines: agreement ended in writing, last deliveries as ordered. No reason given.",
        ),
        visit(
            224,
            "sofia.berg chen.wei",
            "hoek",
            "Afterwards, in person",
            "Maarten van der Hoekstee said sorry twice. The fund brought its own supplier, from its own portfolio.",
        ),
        call(
            162,
            "sofia.berg",
            "dirkse",
            "Last delivery on board",
            "Everything on board. He asked which of the parts he could still order if nobody looked.",
        ),
        call(
            127,
            "sofia.berg",
            "dirkse",
            "Still in touch",
            "The new package leaks at the swivel. He does not gloat. I listened, and made no offer.",
        ),
        note(
            120,
            "sofia.berg",
            "Leave the door open",
            "Fund owns for four years on average. @chen.wei I would call Dirksema every quarter and sell nothing.",
        ),
    ),
    (
        Todo(
            120, "sofia.berg", "sofia.berg", 29, "Call Pleun Dirksema, sell nothing", every="quarterly", person="dirkse"
        ),
    ),
    routine=9,
    since=670,
    until=262,
    without=("second-source", "thaw", "complaint", "price-round", "new-contact"),
)


ELANDRA: Final = Story(
    "elandra",
    "After eight months of silence an order has come in this month.",
    (
        visit(
            655,
            "amara.diallo",
            "vermo",
            "Reboiler pumps",
            (
                "Koenraad Vermotte runs two of our seals 4 degrees above their limit, knowingly. We wrote the limit "
                "on the pump, with a pen."
            ),
        ),
        meet(
            560,
            "sofia.berg",
            "vermo haeck",
            "Emissions, yearly figures",
            "Below the limit at all 84 points. Griet Haeckelmans asked what below means in kilograms.",
        ),
        call(
            452,
            "sofia.berg",
            "vermo",
            "The buyer leaves",
            "Their buyer goes, nobody follows for a while. Orders come from a service centre in another country now.",
        ),
        note(
            330,
            "sofia.berg",
            "No order since four months",
            (
                "The service centre has put us under a different name and sends the orders to an address that does "
                "not exist."
            ),
            about="vermo",
        ),
        mail(
            296,
            "sofia.berg",
            "haeck",
            "Our address in your system",
            "Wrote to the site director, with the wrong address and the right one.",
        ),
        mail(
            212,
            "sofia.berg",
            "vermo",
            "Spare seals before the stop",
            "No answer. The address for orders is still wrong.",
        ),
        call(
            97,
            "sofia.berg",
            "baert",
            "Somebody is there again",
            (
                "Lotte Baertens has been there for two months and found eleven unanswered mails of ours. She was "
                "more embarrassed than we were."
            ),
        ),
        visit(
            68,
            "sofia.berg amara.diallo",
            "baert vermo",
            "Start again",
            (
                "One list, one address, one name. Vermotte had bridged the time with seals from a dealer, none of "
                "them tight."
            ),
        ),
        reply(
            31,
            "sofia.berg",
            "baert",
            "First order after eight months",
            "Twenty-four seals. She asked whether the price of last year was still possible. It was.",
        ),
    ),
    (
        Todo(
            68,
            "sofia.berg",
            "amara.diallo",
            6,
            "Seals of the dealer at the reboiler: measure, list, replace",
            person="vermo",
        ),
        Todo(31, "sofia.berg", "sofia.berg", 19, "Yearly agreement with Lotte Baertens", person="baert"),
    ),
    routine=8,
    since=700,
    until=470,
    without=("second-source", "thaw", "price-round", "complaint"),
)


ODRAWA: Final = Story(
    "odrawa",
    "The works stand still for a rebuild: he buys from nobody, and that is no interruption.",
    (
        visit(
            700,
            "amara.diallo",
            "kania sroka",
            "Roughing mill",
            "Rafał Kaniasty puts his hand on a pipe and tells you the pressure. He is within five bar.",
        ),
        meet(
            590,
            "sofia.berg",
            "ligoc",
            "Before the rebuild",
            (
                "Bożena Ligocka: last call-off next month, then nothing for a year or more. She said it before we "
                "could worry."
            ),
        ),
        exchange(
            520,
            "amara.diallo",
            "kania",
            "training",
            "Flame-resistant fluid for two shifts",
            "Twenty-six people, one burning cloth, no questions asked afterwards.",
            we="Their shift change takes four minutes, our instruction takes six.",
            they="The fluid does not burn, but it strips paint; the cellar needs another coating.",
        ),
        visit(
            310,
            "sofia.berg chen.wei",
            "sroka",
            "Building site",
            (
                "Half of the roof is off. Zbigniew Srokowiecki showed us where our blocks will stand; the plan has "
                "our name on it."
            ),
        ),
        call(
            165, "sofia.berg", "ligoc", "Still nothing", "Nothing to order. She calls us, so that we do not call her."
        ),
        reply(
            73,
            "sofia.berg",
            "sroka",
            "Drawings of the new mill",
            "Sent for checking: 14 servo blocks, twice as many as before.",
        ),
    ),
    (Todo(73, "sofia.berg", "service", 17, "Check drawings of 14 servo blocks", person="sroka", priority="high"),),
    routine=5,
    since=690,
    until=560,
    without=("second-source", "thaw", "price-round", "complaint"),
)
