"""Words of a question that say nothing of its subject. They stay in the index; questions leave them out."""

STOP_WORDS: tuple[str, ...] = tuple(
    (
        "a about above after again against all also am an and any anybody anyone anything are around as at be because "
        "been before being below between both but by can cannot could did do does doing done during each either else "
        "ever every few for from further get gets getting give given gives go goes going had has have having he her "
        "here him his how however i if in instead into is it its itself just know known let made make makes making "
        "many may me might more most much must my need needs no nor not now of off on once one only onto or other our "
        "out over own paper papers per please possible rather really s same say says seem seems she should show since "
        "so some someone something still such t tell than that the their them then there these they thing things this "
        "those through to together too toward towards under until up upon us use used uses using very via was way ways "
        "we well were what when where whether which while who whom whose why will with within without work works "
        "would yes you your"
    ).split()
)
