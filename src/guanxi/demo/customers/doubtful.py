"""Records that a real database has too: two that are probably doubles, one that was merged, one in the bin."""

from typing import Final

from guanxi.demo.customer import Address, Customer

SUSPECTS: Final = (
    Customer(
        "ostermark-fair",
        "",
        "Ostermark Getriebe",
        "DE",
        "Bayern",
        "machinery",
        "250-999",
        addresses=(Address("office", "Zahnradweg 12", "97424", "Schweinfurt"),),
        event="Badge scanned at the fair in Hanover.",
        tags=("fair",),
        buys_yet=False,
        since=74,
        by="marta.nowak",
    ),
    Customer(
        "hailu-fair",
        "",
        "深圳海麓机器人有限公司",
        "CN",
        "广东",
        "robotics",
        "250-999",
        pinyin="Shenzhen Hailu Jiqiren",
        event="展会扫码登记，留言询问水下动密封。",
        tags=("fair",),
        buys_yet=False,
        since=71,
        by="marta.nowak",
    ),
)

# Entered at a fair beside the customer that we had, and merged into it.
MERGED: Final = (
    Customer(
        "talgrund-fair",
        "",
        "Talgrund Anlagenbau",
        "DE",
        "Nordrhein-Westfalen",
        "machinery",
        "50-249",
        addresses=(Address("office", "Talweg 4", "57072", "Siegen"),),
        event="Asked for a valve catalogue at the fair in Cologne.",
        tags=("fair",),
        buys_yet=False,
        since=243,
        by="marta.nowak",
    ),
)

BINNED: Final = (
    Customer(
        "luebbenstein",
        "",
        "Lübbenstein Armaturenhandel e.K.",
        "DE",
        "Niedersachsen",
        "trade",
        "1-49",
        "sofia.berg",
        "europe",
        addresses=(Address("office", "Kranichufer 7", "21335", "Lüneburg"),),
        event="Asked for a dealer price list.",
        buys_yet=False,
        since=108,
        by="sofia.berg",
    ),
)
