#!/usr/bin/env python3
"""Writes Tests/TextTokensTests/Golden/nltk-*.jsonl: the tokens that NLTK makes of invented sentences.

Needs `pip install nltk` (made with 3.10); no data is downloaded, since each text is taken for one sentence.
Run from the repository root. All sentences were written for this file.
"""

import json
import pathlib

from nltk.tokenize import NLTKWordTokenizer

SPEECH = """
I can't believe you did that.
You cannot be serious!
She's gonna love it, isn't she?
We've got to go; they're waiting outside.
I'm not sorry. Not at all.
Gimme a second, lemme think.
D'ye know what he said to me?
'Tis a pity, 'twas such a fine evening.
I wanna go home.
I wanna.
Do you wanna, or not?
You gotta be kidding me!
Cannot, will not, shall not.
Gonna? Gotta! Wanna...
He'd have told me, he'll tell me, he'd've told me.
They'LL SAY WE'RE WRONG, DON'T THEY'VE REASONS?
It's John's, not the girls' hat.
The girls' hats are Jess's.
Oh, no, no, no...
Well.. maybe.
Wait... what?!
What?! No!! Really???
It was 3.50, or 1,250 in all; about 12:30.
At 5:30, bring 3, 4, or 5 of them.
Dr. Malone met Mrs. Oake at 10 a.m. on Mill St.
I met him in the U.S. last year.
"Come in," she said. "Sit down."
He said "stop" and I stopped.
He said, 'stop', and I stopped.
She whispered, ''not now''.
`Quoted` and ``double`` ticks.
“Curly quotes,” he said, ‘inside’ and out.
«Guillemets» and „low quotes“.
don’t and can’t with curly apostrophes
(He laughed.) [laughs] {coughs} <sighs>
Half-hearted, well-meant - and late -- very late --- too late.
An em—dash, an en–dash, a bar―bar and a figure‒dash.
Fifty % of #them cost $5 & more @ noon; ask *me*.
Rock 'n' roll.
More'n enough, more 'n enough.
Y'all come back.
O'Brien's cat isn't Hallowe'en-proof.
ma'am, o'clock, 'em and 'cause
Get 'em!
'Allo 'allo, what's all this?
the '90s were fun, the 1990's too
I said 'no'.
I said no'
I said no' and left
She said, "I won't."
She said, "I won't".
"Won't you?"
Is this it?"
(Is this it?)
End with a period and quote."
End with a period and bracket.)
End with a period and both.")
End with spaces.   
End with a newline.
Ellipsis at the end...
Ellipsis and quote..."
Two dots ..
... starts with dots
.
..
. .
?
,
:
a,b
a, b
a:b
1,2
1, 2
1:2,3
well,
well:
so:then
so,,then
so, ,then
so,:then
x;y
a--b
a - - b
a---b
a----b
hmm
Mm-hmm, uh-huh, nuh-uh.
Uh, um, er... I don't know.
I know, I KNOW, I'm SORRY!
I DIDN'T, I WOULDN'T, I'D'VE
CANNOT GONNA GIMME LEMME WANNA GO
cannot. gonna, gimme! lemme? gotta:
cannots gonnas scannot
whaddya want, whatcha doing
't is and 'tis and 'Twas and 'TIS
so 'tis said, so 'twas done, so 'tisn't
's is a clitic, 'd too, 'll as well
's
'
''
'''
''''
"
""
" "
`
``
```
a'b'c
a''b
a"b"c
"a" "b" "c"
("a") ["b"] {"c"} <"d">
(''a'')
'a' 'b'
'a 'b
a' b'
a'' b''
the dogs' , the cats' .
no one's , he'd .
I'll , you'll .
n't
didn't
didnt
shan't've
ain't
AIN'T
aIN'T
I'M HERE, i'M here, I'm Here
it's. it's, it's! it's?
they're... they've...
e.g. this, i.e. that, etc.
Yes.No.Maybe
Yes. No. Maybe
www.example.org is down
mail me@example.org now
50% off, #1 fan, A&B, $10.50!
C++ and C#
<b>bold</b>
[noise] hello [/noise]
a*b*c ** d
1/2 cup, 3/4 mile
+5 -5 =5
under_score _start end_
new
tabs	and	tabs
 leading and trailing 
two  spaces   three
"""

UNICODE = [
    "café naïve über straße",
    "cafe\u0301 isn\u2019t cafe\u0301's",
    "¿Qué pasa? ¡Nada!",
    "Ça va, c'est l'été, aujourd'hui.",
    "Das ist's, nicht wahr?",
    "日本語、テスト。",
    "Привет, мир! Как дела?",
    "Γειά σου, κόσμε.",
    "no\u00a0break\u00a0space, and\u3000wide",
    "zero\u200bwidth",
    "emoji 😀, family 👨‍👩‍👧!",
    "five ５, arabic ٣,٤ and ٣, ٤",
    "x²,y and ½,z",
    "'été and 'École and '5 and 'Ωmega",
    "line one.\nLine two.\n",
    "comma at the end,\n",
    "colon at the end:\n\n",
    "period and quote.\u201d\u2019 ",
    "period and guillemet.\u00bb",
    "mixed \" closing.\"\u201d\n ",
    "information\u001cseparator",
    "next\u0085line",
    "soft\u00adhyphen's",
    "",
    " ",
    "\n",
    "\u201cShe\u2019s here,\u201d I said, \u2018really.\u2019",
    "I\u2019ll go\u2026 maybe",
    "n't n't 'n' n'",
    "more'nmore d'yee d'ye",
]


def write(name, texts):
    tokenizer = NLTKWordTokenizer()
    path = pathlib.Path("Tests/TextTokensTests/Golden") / name
    with path.open("w", encoding="utf-8") as file:
        for text in texts:
            line = {"text": text, "tokens": tokenizer.tokenize(text)}
            file.write(json.dumps(line, ensure_ascii=True) + "\n")


write("nltk-speech.jsonl", SPEECH.strip("\n").split("\n"))
write("nltk-unicode.jsonl", UNICODE)
