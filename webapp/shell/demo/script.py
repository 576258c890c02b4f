"""What happened in the demo county, one line a ticket: plot, kind, village, when, who opened it.

*When* is ``45`` (opened so many working days ago), ``due-3`` (three working days are left now), ``due``
(the last day is now), ``due+2`` (two days over), or for what waits for its review ``sent1`` (sent on the last
working day), ``sent2`` (its review is due now), ``sent+2`` (its review is two days over). Plots are in
``webapp.shell.demo.plots``. 松林坡村 and 古塘村 have no line: nobody has been there yet.
"""

SCRIPT = """
back      A1-01  青龙村    due+2   xuncha1
open      B3-01  青龙村    due     xuncha1
open      A1-09  青龙村    due-2   xuncha1
ask       A1-08  青龙村    due-5   xuncha1
sent      A1-03a 青龙村    sent1   xuncha2
open      B1-01  青龙村    due-2   xuncha1
closed    A3-04  青龙村    38      xuncha1
fixed2    A4-03  青龙村    31      xuncha2
spot      A1-07  青龙村    24      xuncha1
closed    B2-01  青龙村    29      xuncha2

open      A3-01  白石村    due     xuncha2
open      A1-02  白石村    due+1   xuncha2
sent      A1-09  白石村    sent2   xuncha1
back2     B3-01  白石村    due-1   xuncha2
self_open A1-04  白石村    due-6   baishi
closed    A2-01  白石村    41      xuncha1
late      A1-08  白石村    36      xuncha2
closed    B1-03  白石村    27      xuncha1
reopened  A3-02  白石村    due-3   xuncha1

open      B2-01  上湾村    due+3   xuncha1
open      A1-08  上湾村    due-7   xuncha2
sent      A4-02  上湾村    sent1   xuncha2
closed    A1-01  上湾村    44      xuncha1
spot      A3-04  上湾村    44      xuncha1
closed    B3-03  上湾村    22      xuncha2
claimed   A4-03  上湾村    18      xuncha2

open      A1-05  柳树坪村  due     xuncha2
open      A3-01  柳树坪村  due-8   xuncha1
sent      B3-01  柳树坪村  sent+1  xuncha2
closed    A1-09  柳树坪村  33      xuncha1
late      B1-04  柳树坪村  30      xuncha2
released  A3-04  柳树坪村  29      xuncha1
closed    A2-05  柳树坪村  26      xuncha1

back      A1-09  石桥头村  due-1   xuncha1
open      B1-01  石桥头村  due+4   xuncha2
open      A1-04  石桥头村  due     xuncha2
closed    A1-02  石桥头村  40      xuncha1
fixed2    A3-01  石桥头村  45      xuncha2
void      A1-07  石桥头村  19      xuncha1

open      A1-01  大樟村    due-3   xuncha1
sent      A1-06  大樟村    sent+2  xuncha1
noreal    A3-01  大樟村    due+1   xuncha2
open      B4-01  大樟村    due-10  zhenban
closed    A3-02  大樟村    34      xuncha2
closed    A4-02  大樟村    28      xuncha1
spot      A1-09  大樟村    16      xuncha1
closed    B2-02  大樟村    35      xuncha2

open      A4-03  竹园村    due+6   xuncha2
sent_again A1-08 竹园村    sent1   xuncha2
ask       B3-01  竹园村    due-3   xuncha1
corrected A1-07  竹园村    42      xuncha1
closed    B1-01  竹园村    39      xuncha1
void_red  A5-01  竹园村    25      xuncha2

took_back A3-04  双井村    due     xuncha1
open      B1-07  双井村    due-1   xuncha2
back2     A1-01  双井村    due+1   xuncha1
sent      B2-01  双井村    sent2   xuncha2
closed    A4-03  双井村    37      xuncha2
claimed   A1-04  双井村    32      xuncha1

phone     A1-07  金鸡岭村  46      xuncha2
paper     A4-03  金鸡岭村  43      xuncha2
open      A1-08  金鸡岭村  due-9   xuncha1
held      A3-01  金鸡岭村  1       xuncha1

open      A1-03a 河口村    due-18  xuncha2
sent      A3-01  河口村    sent1   xuncha1
open      B2-04  河口村    due     zhenban2
self_closed A1-07 河口村   21      hekou
closed    A1-08  河口村    43      xuncha1
late      B3-01  河口村    38      xuncha2
higher    A1-06  河口村    15      zhenban
spot      A5-01  河口村    20      xuncha2

phone     A1-09  长塘村    34      xuncha1
phone_sent A1-02 长塘村    sent1   xuncha1
open      A2-01  长塘村    due+2   xuncha1
closed    B6-01  长塘村    30      zhenban2
open      B4-03  长塘村    due-2   zhenban

open      A1-09  新渡村    due-1   linxuncha
sent      A1-08  新渡村    sent2   linxuncha
closed    A3-04  新渡村    23      linxuncha
closed    B3-01  新渡村    20      linzhen
open      A1-01  梅岭村    due+2   linxuncha
closed    A1-02  梅岭村    17      linxuncha
back      A4-03  梅岭村    due-1   linzhen
open      B3-01  沙洲村    due     linxuncha
closed    A1-09  沙洲村    26      linzhen
sent      A3-02  沙洲村    sent1   linxuncha
resident  A4-02  官田村    14      linzhen
open      A3-01  官田村    due-11  linxuncha
phone     A1-07  泉水村    12      linzhen
"""
