"""All stories: what happened at each customer."""

from typing import Final

from guanxi.demo.stories import (
    china,
    china_east,
    china_small,
    france,
    north,
    north_silent,
    north_small,
    south,
    south_small,
)
from guanxi.demo.stories.chengdi import CHENGDI
from guanxi.demo.stories.jiaoxing import JIAOXING
from guanxi.demo.stories.jiaoxing_group import HOLDING, LANYA, YINGKOU
from guanxi.demo.stories.minxi import MINXI
from guanxi.demo.stories.ostermark import OSTERMARK
from guanxi.demo.stories.sanktvelten import SANKTVELTEN
from guanxi.demo.stories.sanktvelten_group import DRAHT, SV_HOLDING, WEIDENTHAL
from guanxi.demo.stories.tianjin import TIANJIN
from guanxi.demo.story import Story

STORIES: Final[tuple[Story, ...]] = (
    MINXI,
    TIANJIN,
    JIAOXING,
    HOLDING,
    YINGKOU,
    LANYA,
    CHENGDI,
    OSTERMARK,
    SANKTVELTEN,
    DRAHT,
    SV_HOLDING,
    WEIDENTHAL,
    china.HAILU,
    china.QINYUAN,
    china.XIANGYU,
    china_east.LIFAN,
    china_east.WANXI,
    china_east.JINDU,
    china_small.QITANG,
    china_small.LUXI,
    china_small.RONGQIAO,
    china_small.QINGTAN,
    north.FJELLSTAD,
    north.MEERENDONK,
    north.DUNMOOR,
    north_silent.NORRBACK,
    north_silent.ZWALUWDIJK,
    north_silent.ELANDRA,
    north_silent.ODRAWA,
    north_small.KESTRELMOOR,
    north_small.HARROWDENE,
    north_small.HOLLOWMERE,
    north_small.HAFNARVIK,
    north_small.BERGHOLMA,
    north_small.ZONNEHOEK,
    north_small.BRANDVIK,
    france.PETRUS,
    france.VILLENEUVE,
    south.KOVARNA,
    south.QUINTAVALLE,
    south.TESSARO,
    south_small.FERRANTINO,
    south_small.SZARNYAS,
    south_small.TALGRUND,
    south_small.LACBLEU,
    south_small.DRAHOMIL,
    south_small.CAMPIA,
    south_small.TAMARAL,
    south_small.ALMENDRAL,
)
DOUBTFUL: Final = south_small.DOUBTFUL
