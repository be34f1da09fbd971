//! Short words of each language that nearly every text has: what its language is told by.

/// Languages that an analyzer exists for, by their ISO code. The words stand in the case and in the composed
/// form in which they are compared.
pub(super) const LANGUAGES: &[(&str, &str)] = &[
    (
        "ar",
        "في من على إلى أن التي عن مع هذا ما لا كان هو هذه الذي بين أو كما بعد قد لم كل ذلك هي عند تم \
         وقد كانت منذ حيث ثم غير وفي ومن إن أي له لها فيها",
    ),
    (
        "da",
        "og i at er en et den det til som på for med de af der har var ikke fra ved blev han sig eller \
         kan vil efter men også være om hvor denne hun mange når meget skal deres havde nogle mellem \
         under enhver hvad",
    ),
    (
        "de",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an \
         werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen zum war \
         haben nur oder aber vor zur bis mehr durch sein wurde eines ihre kann",
    ),
    (
        "en",
        "the of and to in a is that for was on as with by it at from his are an be this which or had \
         were not have has he her but their they its been also we you who can will how what when does \
         if",
    ),
    (
        "es",
        "de la que el en y a los del se las por un para con no una su al lo como más o pero sus le ha \
         si sin sobre este ya entre cuando todo esta ser son dos también fue era muy hasta desde está",
    ),
    (
        "fi",
        "ja on ei se että oli hän ovat mutta joka kun myös ole kuin sekä tai mukaan sen jos niin hänen \
         jonka vain ne voi nyt olla vuonna ollut jotka tämä siitä sitä mitä kanssa jälkeen sitten ennen \
         tämän hänellä ettei eikä kaikki",
    ),
    (
        "fr",
        "de la le et les des en un du une est que dans qui par pour au il sur pas plus se ne ce avec \
         son sont aux d l à été cette ou sa ses être comme mais nous leur on elle ont si vous ces",
    ),
    (
        "hi",
        "के है में की से का को और पर हैं ने कि यह भी एक था इस थे लिए नहीं हो या जो तो कर थी वह गया करने \
         साथ तक अपने बाद ही किया जाता इसके होता उस किसी",
    ),
    (
        "hu",
        "a az és hogy nem is egy volt ez meg csak de már még mint el ki vagy azt ha fel minden azonban \
         által lehet amely ami ezt kell mert aki után sem pedig így szerint illetve között annak első \
         ne",
    ),
    (
        "it",
        "di e il la che in a per è un del le della non si con i una da al sono come più dei nel alla ha \
         anche ma o gli lo delle su se dal stato nella questo essere degli ai loro d l dell",
    ),
    (
        "nl",
        "de van het een en in is dat op te zijn met voor niet die aan er om ook als dan maar bij of uit \
         door over naar heeft hebben worden werd wordt deze nog wel geen hij zij ze kan tot meer was \
         had dit",
    ),
    (
        "no",
        "og i at er en et den det til som på for med de av har var ikke fra ved ble han seg eller kan \
         vil etter men også være om hvor denne hun mange når mye skal deres hadde noen mellom under \
         enhver hva",
    ),
    (
        "pt",
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele \
         das à seu sua ou ser quando muito há nos já está também só pelo pela até isso ela entre era",
    ),
    (
        "ro",
        "de și în la a cu pe o să care din nu este un mai pentru ca au fost se că sau prin al ale lui \
         după cel şi sunt dar între fi cea ai ei într lor această acest fără ce",
    ),
    (
        "ru",
        "и в не на что с по как из для это он к от а о был его но у же за до или так то все она их при \
         также только может было были который они бы когда если мы этот",
    ),
    (
        "sv",
        "och i att är en ett den det till som på för med de av har var inte från vid blev han sig eller \
         kan vill efter men också vara om där denna hon många när mycket ska deras hade några mellan \
         under envar vad",
    ),
    (
        "tr",
        "ve bir bu için de da ile olarak daha çok olan gibi en o ne kadar sonra var ama her olduğu ise \
         ya veya tarafından değil iki göre mi ki büyük yeni ilk şey bunu kendi onun ancak arasında \
         nasıl hangi",
    ),
    (
        "vi",
        "của và là các có được trong cho một những không với đã này người về khi từ ở cũng đến như ra \
         để vào sẽ nhiều trên đó theo tại bị phải sự hơn năm làm bằng thì do hay",
    ),
];

/// Languages without one, near to some of those above. They are only there to be told from them. The words
/// `k`, `s`, `v` and `z` of Slavic languages are left out: every text with `%s` or an English genitive has
/// an `s`.
pub(super) const NEIGHBOURS: &[(&str, &str)] = &[
    (
        "af",
        "die van en in is dat te nie om vir met op wat n hy word as sy was by aan sal ook deur ons of \
         uit",
    ),
    ("ast", "de la y que el en los les del una con por pa nun ye o más como se al foi esti a so tien"),
    ("az", "və bu bir ilə də üçün da olan o ki sonra kimi daha olaraq hər öz hüquq var malikdir"),
    ("be", "і у не на што з да як ад па за гэта ён але або ў яго для"),
    ("bg", "и на в да се от за не с по е са като до че той това или има при"),
    ("bho", "के बा आ में से ओकर कि हवे बाटे रहल बाड़े आउर खातिर एगो होई ना ओ"),
    ("bs", "i u je na se za da su od koji kao o ne iz što ili bio a pravo ima svako"),
    (
        "ca",
        "de la i el a que en els les del per un amb una es dels al no va són com més seva ser o aquest \
         pel ha",
    ),
    ("ckb", "لە و بە کە بۆ ئەم لەسەر هەموو ئەو"),
    ("co", "di e u a chì in per hè un da i cù l ogni ch ùn à so o ella ellu si hà d"),
    ("crh", "ve er kes ya bu bir de içün em yahut onıñ ile olğan alaraq öz"),
    ("cs", "a na se je do že to o i jako ve byl pro které který jsou nebo ale má"),
    ("eml", "e la ad à ed i ògni dla su l o èsa u di una in che d al tot at un è dli el"),
    ("eo", "la de kaj en estas al ne ke li por kun mi ĝi estis"),
    ("et", "ja on ei et ka see oli kui mis oma ta või aga ning selle"),
    ("eu", "eta da ez du bat ere baina dira den zen edo dute"),
    ("fa", "و در به از که این را با است آن برای یک ها های می شد بود"),
    ("fit", "ja oon ko ette ei eli tahi hänen sen niin ole olla kans ilman tämä oltava se"),
    ("fo", "og í at er á sum til ein við tað um var fyri ikki av hann hevur tey ella eru frá"),
    ("frp", "de la è a l dè in ke lè lo ou di d j on le et na que à dâi"),
    ("fur", "di e il la che in al un par dal dai lis a si ogni"),
    ("fy", "de fan it en in is dat te net op mei foar by hy hat ek"),
    ("gag", "hem var için bu kendi yada onun bir ani ölä yok o başka ya da uygun"),
    (
        "gl",
        "de a o e que do da en un unha os no na para con non as dos por máis se ao foi como súa das \
         pola polo é",
    ),
    ("ht", "li nan yo ki pou se ak gen tout moun"),
    ("ia", "le de e del in tote a al su un o que per pro es como non sin"),
    (
        "id",
        "yang dan di dengan untuk ini dari dalam pada adalah itu tidak oleh akan sebagai atau juga \
         telah ke",
    ),
    ("io", "la e di o ed per en a por ke es kom ne dil"),
    ("is", "og í að er á sem til en við það um var með fyrir ekki af hann hefur þar eru því frá eða svo"),
    ("kk", "және мен бұл бір да де үшін"),
    ("lb", "an de der d vun den a mat op fir ass net zu dat en eng si huet och ginn als"),
    ("lij", "a e de o l d di ò in ògni che an pe à i un do inte"),
    ("lt", "ir į yra kad su iš kaip ne tai jo buvo apie jis nuo arba bet"),
    ("lv", "un ir no ar uz par ka kas tas viņš bija pie arī vai"),
    ("mag", "के हई और में सब से भी या अपन करे ही इ ना पर लेल होए ओकर साथ कोई कर जा एक कोनो"),
    ("mk", "и на во да се од за не со по е што како го или"),
    ("mr", "आणि आहे या व हे ते तो होते च्या ही करण्यात किंवा असे नाही"),
    ("nds", "de un in dat is to op nich vun för mit en sik hett ok"),
    ("ne", "र को छ मा का हो यो भने पनि गर्न लागि ले"),
    (
        "nn",
        "og i at er ein eit den det til som på for med dei av har var ikkje frå ved vart han seg eller \
         kan vil etter men også vere om kor denne ho mange når mykje skal deira hadde nokon mellom eg \
         vi kvar",
    ),
    ("oc", "de la e lo que en los las per un una amb dins es del al dels a son pas"),
    ("pl", "i w na do nie się jest że to od po przez dla jak a o są oraz ale było lub jego"),
    ("ps", "د په او چې ته له دی"),
    (
        "rm",
        "e da la il en ils che dad cun per è l dret in ha ed d chi las gnir nu cha sia es dals mincha \
         ün a igl an digl",
    ),
    ("sc", "de sa su sos sas in e chi est"),
    ("scn", "di lu la a e li cu pi un"),
    ("sco", "o an tae wi fae wis haes thir ither nae the in a is that for on as his"),
    ("sk", "a na sa je do že to o i ako vo bol pre ktoré ktorý sú alebo ale"),
    ("sl", "in je na se za da so ki po pa kot tudi ne bi od"),
    ("sq", "e të në i dhe me për një që nga së u si nuk është janë"),
    ("sr", "и у је на се за да су од са као не који о из"),
    ("tl", "ng sa ang na mga at ay para ito ni nang kung hindi"),
    ("uk", "і в на що не з до та як від у за це він його але або також бути був"),
    ("ur", "کے میں کی ہے اور سے کا کو پر نے کہ ہیں اس یہ بھی"),
    ("vec", "de e el ła che in par xe un co no a i ga"),
];
