use super::*;

/// A paragraph of each language.
const TEXTS: &[(&str, &str)] = &[
    (
        "ar",
        "الحدأة السوداء من الطيور التي تعيش في المدن، وقد كانت من قبل على ضفاف الأنهار. وهذا الطائر لا \
         يصيد إلا ما هو صغير، ثم يأكل كل ذلك مع صغاره. وفي الشتاء يرحل عن هذه البلاد إلى الجنوب بعد أن \
         تبرد، كما لم يبق منه غير القليل بين الجبال، ومن هذا الذي رآه عند البحر.",
    ),
    (
        "da",
        "Glenten er en rovfugl, og den ses ofte i nærheden af vand. Det var engang en sjælden gæst, men \
         efter at jagten blev forbudt, har den bredt sig fra syd til hele landet. Hvor mange der er \
         under vejs om foråret, kan man ikke sige, for meget afhænger af vejret. Når de skal yngle, er \
         der nogle par mellem træerne ved søen.",
    ),
    (
        "de",
        "Der Schwarzmilan ist ein Greifvogel, der auch an Seen und in der Nähe von Städten zu sehen \
         ist. Sein Nest wird nicht selten über dem Wasser gebaut, und die Jungen werden mit Fischen \
         gefüttert. Nach dem Sommer zieht er für den Winter aus Europa nach Afrika, wie es viele andere \
         tun.",
    ),
    (
        "el",
        "Ο τσίφτης είναι αρπακτικό πουλί που ζει κοντά σε ποτάμια και λίμνες και το χειμώνα φεύγει για \
         την Αφρική.",
    ),
    (
        "en",
        "The black kite is a bird of prey that has been seen in most of the old world. It was rare for \
         many years, but since the law forbids to shoot it, they can be found by every lake. When it is \
         cold they leave for the south, and in April we have them back with us.",
    ),
    (
        "es",
        "El milano negro es un ave rapaz que vive en casi toda Europa y también en Asia. No es muy \
         grande, pero su vuelo es elegante, y por eso los vecinos lo miran cuando pasa sobre la ciudad. \
         Entre los meses de marzo y agosto está en el norte; para el invierno se va a África con sus \
         crías, sin prisa, como las cigüeñas.",
    ),
    (
        "fi",
        "Haarahaukka on petolintu, joka elää järvien rannoilla, mutta se ei ole kovin yleinen. Kun \
         kevät tulee, linnut ovat jo matkalla, ja niin ne löytävät pesänsä ennen kesää. Hän sanoi, että \
         pesä oli sen puun latvassa, jonka vieressä myös kalasääski asuu. Jos vuonna on vain vähän \
         kaloja, ne voi nähdä kaatopaikalla, tai kuin varkain pellolla.",
    ),
    (
        "fr",
        "Le milan noir est un rapace qui vit dans presque toute l'Europe, et il se nourrit de poissons, \
         mais aussi de ce que les hommes jettent. Son nid est placé sur un arbre au bord de l'eau. Pour \
         l'hiver, ces oiseaux ne restent pas : ils partent par le sud, avec leurs petits, et sont en \
         Afrique dès septembre, plus tôt que nous.",
    ),
    (
        "hi",
        "काली चील एक शिकारी पक्षी है जो शहरों में भी रहती है। यह नदी के पास और पेड़ों पर अपने घोंसले \
         बनाती है, और इस के बच्चे दो महीने तक साथ रहते हैं। पहले यह कम थी, लेकिन अब नहीं, क्योंकि लोग \
         उस को कुछ न कुछ खाने के लिए देते हैं। लोगों ने कहा कि यह चील किसी से नहीं डरती, या तो वह भूखी \
         हो गया समझो।",
    ),
    (
        "hu",
        "A barna kánya ragadozó madár, amely a folyók mentén él, és nem ritka az ország déli részén \
         sem. Már márciusban itt van, de csak akkor költ, ha elég halat talál. Azt mondják, hogy egy \
         pár minden évben ugyanazt a fészket foglalja el, vagy pedig újat épít. Aki látni akarja, annak \
         kora reggel kell kimennie, mert az első napsugár után már nem lehet a közelébe jutni, mint \
         azonban télen.",
    ),
    (
        "it",
        "Il nibbio bruno è un rapace che vive in quasi tutta l'Europa, e non è raro nelle città. Nella \
         stagione fredda si sposta con i piccoli in Africa, ma come tutti gli uccelli di questo genere \
         torna al nido. Di solito lo si vede per la prima volta a marzo, sopra le acque del lago o dei \
         fiumi, più tardi anche da noi.",
    ),
    (
        "ja",
        "トビは川や湖の近くに住む猛禽で、町の上を輪を描いて飛ぶ姿がよく見られる。冬は暖かい所へ行き、春になるとまた戻ってくる。",
    ),
    (
        "ko",
        "솔개는 강과 호수 가까이에 사는 맹금으로, 도시 위를 맴도는 모습을 자주 볼 수 있다. 겨울에는 따뜻한 곳으로 갔다가 봄이 되면 다시 돌아온다.",
    ),
    (
        "nl",
        "De zwarte wouw is een roofvogel die niet ver van het water leeft en ook in de stad te zien is. \
         Hij werd bij ons pas in de vorige eeuw ontdekt, maar nog altijd zijn er te weinig om van een \
         vaste broedvogel te spreken. Aan de rivier heeft een paar dit jaar met succes gebroed, en voor \
         de winter gaan zij naar Afrika.",
    ),
    (
        "no",
        "Svartglente er en rovfugl, og den ses ofte i nærheten av vann. Det var en gang en sjelden \
         gjest, men etter at jakten ble forbudt, har den spredt seg fra sør til hele landet. Hvor mange \
         som er under veis om våren, kan man ikke si, for mye avhenger av været. Når de skal hekke, er \
         det noen par mellom trærne ved vannet.",
    ),
    (
        "pt",
        "O milhafre é uma ave que vive em quase toda a Europa, e não é raro nas cidades. Quando o frio \
         chega, ele parte para a África com os seus filhos, mas já em março está de volta ao ninho. Há \
         muito tempo que se vê pela manhã sobre as águas do rio, e também nos campos, até à noite, como \
         se fosse só da terra, por mais que isso pareça um sonho.",
    ),
    (
        "ro",
        "Gaia neagră este o pasăre de pradă care trăiește în aproape toată Europa și nu se teme de \
         oameni. În acest an au fost văzute mai multe perechi pe malul lacului, dar fără pui. După ce \
         se face frig, ea pleacă cu ai săi la sud, prin munți, pentru că acolo sunt pești din care să \
         trăiască, sau cel puțin așa se spune între pescari.",
    ),
    (
        "ru",
        "Чёрный коршун был когда-то редкой птицей, но теперь он живёт у воды и в городах. Он не боится \
         людей, так как они его кормят. За зиму все коршуны улетают на юг, а когда становится тепло, то \
         возвращаются к своим гнёздам из Африки. По берегу реки их может быть много, или только пара, \
         если рыбы мало. Это было бы для нас не новость.",
    ),
    (
        "sv",
        "Glada är en rovfågel, och den ses ofta i närheten av vatten. Det var en gång en sällsynt gäst, \
         men efter att jakten blev förbjuden har den spritt sig från söder till hela landet. Hur många \
         som är under vägs om våren kan man inte säga, för mycket beror på vädret. När de ska häcka \
         finns det några par mellan träden vid sjön.",
    ),
    (
        "ta",
        "கரும்பருந்து ஆறுகளுக்கும் ஏரிகளுக்கும் அருகில் வாழும் ஒரு வேட்டைப் பறவை. அது நகரங்களிலும் \
         பறந்து கொண்டிருப்பதைக் காணலாம்.",
    ),
    (
        "th",
        "เหยี่ยวดำเป็นนกล่าเหยื่อที่อาศัยอยู่ใกล้แม่น้ำและทะเลสาบ มักเห็นบินวนอยู่เหนือเมือง \
         และกลับมาเมื่อฤดูหนาวผ่านไป",
    ),
    (
        "tr",
        "Kara çaylak, göl ve nehir kenarında yaşayan bir yırtıcı kuştur. Bu kuş şehirde de görülür, ama \
         en çok su olan yerleri sever. Kış için güneye göç eder ve ilkbahardan sonra ailesi ile \
         birlikte yuvasına döner. Her yıl iki yavru büyütür; ne kadar balık olduğu da önemlidir. \
         Köylüler ona göre bir gün seçer, ancak o gün gelmez ise beklerler, ya da kendi işlerine daha \
         erken başlarlar, ki bunu herkes bilir.",
    ),
    (
        "vi",
        "Diều hâu đen là một loài chim săn mồi sống ở gần sông và hồ, và cũng có thể thấy trong thành \
         phố. Khi trời lạnh, những con chim này bay về phía nam để tránh rét, rồi đến mùa xuân sẽ trở \
         lại với tổ của nó. Trên các cây cao, nó được nhiều người nhìn thấy từ sáng, không phải chỉ vào \
         mùa hè như đã nói, mà hơn nửa năm.",
    ),
    (
        "zh",
        "黑鸢是一种常见的猛禽，生活在河流和湖泊附近，也常常在城市上空盘旋。冬天它们飞往温暖的地方，春天又回到自己的巢里养育幼鸟。",
    ),
];

/// Languages that have no analyzer, each beside one that has and shares most of its short words.
const OTHERS: &[(&str, &str)] = &[
    (
        "Afrikaans",
        "Die swartwou is 'n roofvoël wat in die nabyheid van water bly en ook in die stad te sien is. \
         Hy was nie altyd hier nie, maar in die vorige eeu het hy met sukses gebroei en nou is daar \
         baie van hulle. Vir die winter gaan hulle na die suide, en ons sal hulle eers in die lente \
         weer sien.",
    ),
    (
        "Catalan",
        "El milà negre és un ocell de presa que viu a gairebé tota Europa i també a l'Àsia. No és gaire \
         gran, però el seu vol és elegant, i per això els veïns el miren quan passa sobre la ciutat amb \
         les seves cries. Entre els mesos de març i agost són al nord, i a l'hivern se'n va cap al sud \
         com les cigonyes.",
    ),
    (
        "Galician",
        "O miñato é unha ave que vive en case toda Europa e non é raro nas cidades. Cando chega o frío \
         vaise para África coas súas crías, mais xa en marzo está de volta no niño. Os veciños ven como \
         voa pola mañá sobre o río, e tamén nos campos, ata a noite, que é o máis fermoso do ano.",
    ),
    (
        "Nynorsk",
        "Svartglenta er ein rovfugl, og ho held til ved vatn. Det var ein gong ein sjeldan gjest, men \
         etter at jakta vart forboden, har ho spreidd seg frå sør til heile landet. Kor mange som er på \
         veg om våren, kan ein ikkje seie, for mykje kjem an på vêret. Når dei skal hekke, er det nokre \
         par mellom trea.",
    ),
    (
        "Persian",
        "کورکور سیاه پرنده ای شکاری است که در کنار رود و دریاچه زندگی می کند و از ماهی تغذیه می کند. \
         این پرنده را در شهرها هم می توان دید و با آغاز سرما به جنوب می رود. برای جوجه ها یک آشیانه بر \
         درخت می سازد که آن را هر سال تعمیر می کند.",
    ),
    (
        "Urdu",
        "کالی چیل ایک شکاری پرندہ ہے جو شہروں میں بھی رہتی ہے۔ یہ دریا کے پاس اور درختوں پر اپنا \
         گھونسلا بناتی ہے اور اس کے بچے دو ماہ تک ساتھ رہتے ہیں۔ لوگوں نے کہا کہ یہ چیل کسی سے نہیں \
         ڈرتی اور ہر روز شہر کے اوپر اڑتی ہے۔",
    ),
    (
        "Marathi",
        "घार हा एक शिकारी पक्षी आहे आणि तो शहरात राहतो. तो नदीच्या जवळ व झाडांवर घरटे बांधतो, आणि \
         त्याची पिल्ले दोन महिने त्याच्या बरोबर असतात. हे पक्षी हिवाळ्यात दिसत नाही असे लोक म्हणतात, \
         किंवा ते दूर जातात.",
    ),
    (
        "Nepali",
        "चील एक शिकारी चरा हो जुन सहरमा पनि बस्छ। यो नदीको छेउमा र रूखमा गुँड बनाउँछ, र यसका बच्चाहरू \
         दुई महिनासम्म सँगै बस्छन्। जाडोमा यो चरा टाढा जान्छ भने गर्मीमा फर्कन्छ, यो कुरा सबैलाई थाहा \
         छ।",
    ),
    (
        "Ukrainian",
        "Чорний шуліка був колись рідкісним птахом, але тепер він живе біля води та в містах. Він не \
         боїться людей, бо вони його годують. На зиму всі птахи летять на південь, а коли стає тепло, \
         то повертаються до своїх гнізд з Африки. За цей час їх може бути багато або лише пара, це як у \
         кого.",
    ),
    (
        "Bulgarian",
        "Черната каня е хищна птица, която живее до реки и езера и не се страхува от хората. През \
         зимата тя лети на юг, а когато стане топло, се връща в гнездото си. По брега на реката има \
         много от тях, но това е само за няколко месеца, както се знае от хората, които са я виждали \
         или са чували за нея.",
    ),
    (
        "Polish",
        "Kania czarna jest ptakiem drapieżnym, który żyje nad wodą i nie boi się ludzi. Na zimę leci do \
         Afryki, a kiedy robi się ciepło, wraca do swojego gniazda. Jak mówią rybacy, to od ryb zależy, \
         ile par jest w okolicy, ale nie wszyscy się z tym zgadzają, bo są też miejsca, gdzie nie ma \
         ryb, a kanie są przez cały rok.",
    ),
    (
        "Samoan",
        "O le manu lenei e nofo i le vao, ma e alu i le sami i aso uma. E le o se manu tele, a o lona \
         lele e matagofie. Ua iloa e tagata uma o le nuu, aua e sau i le taeao ma alu i le po. E ai i \
         ia, ma e fau lona fale i luga o se laau.",
    ),
];

/// The same by joining, splitting and searching lists.
fn twin(texts: &[&str]) -> Option<&'static str> {
    let text: Vec<_> = texts.iter().take(DOCUMENTS).map(|text| start(text).to_lowercase()).collect();
    let text = text.join("\n");
    let words: Vec<_> = text.split(|c| !is_of_a_word(c)).filter(|word| !word.is_empty()).collect();
    let lists: Vec<(&str, Vec<&str>)> =
        LANGUAGES.iter().chain(NEIGHBOURS).map(|&(code, list)| (code, list.split(' ').collect())).collect();
    let hits = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let (best, (code, list)) =
        lists.iter().enumerate().rev().max_by_key(|(_, (_, list))| hits(list)).unwrap();
    let different = list.iter().filter(|word| words.contains(word)).count();
    let clear = lists.iter().all(|(rival, other)| {
        let only = |one: &[&str], other: &[&str]| {
            words.iter().filter(|word| one.contains(word) && !other.contains(word)).count()
        };
        rival == code || only(list, other) >= 4 * only(other, list).max(1)
    });
    (best < LANGUAGES.len() && hits(list) * 8 >= words.len() && different >= 12 && clear).then_some(code)
}

#[test]
fn every_language_is_told_by_a_paragraph() {
    for &(code, text) in TEXTS {
        assert_eq!(detect([text]), Some(code), "{text}");
        assert_eq!(detect(text.split_inclusive(' ')), Some(code), "in documents of a word each: {text}");
        assert_eq!(detect([text.to_uppercase().as_str()]), Some(code), "in capitals: {text}");
    }
    let mut told: Vec<_> = TEXTS.iter().map(|&(code, _)| code).collect();
    let mut known: Vec<_> = languages().collect();
    told.sort_unstable();
    known.sort_unstable();
    assert_eq!(told, known);
}

#[test]
fn near_languages_without_an_analyzer_are_not_taken_for_one_that_has() {
    for (name, text) in OTHERS {
        assert_eq!(detect([*text]), None, "{name}");
    }
}

#[test]
fn words_are_counted_as_the_twin_counts_them() {
    for (number, &(code, text)) in TEXTS.iter().chain(OTHERS).enumerate() {
        if !["el", "ja", "ko", "ta", "th", "zh"].contains(&code) {
            assert_eq!(detect([text]), twin(&[text]), "{code}");
        }
        for &(other, second) in TEXTS.iter().skip(number + 1) {
            let told = detect([text, second]);
            assert!(told.is_none() || [code, other].contains(&told.unwrap()), "{code} and {other}: {told:?}");
        }
    }
}

#[test]
fn a_mix_is_no_language() {
    let text = |wanted: &str| TEXTS.iter().find(|(code, _)| *code == wanted).unwrap().1;
    for mix in
        [["en", "de"], ["es", "pt"], ["da", "no"], ["en", "ru"], ["en", "zh"], ["fr", "ru"], ["it", "ro"]]
    {
        assert_eq!(detect(mix.map(text)), None, "{mix:?}");
    }
    let mut collection = vec![text("en"); 19];
    collection.push(text("de"));
    assert_eq!(detect(collection.iter().copied()), Some("en"), "one document in twenty");
}

#[test]
fn what_has_no_short_words_tells_nothing() {
    for text in [
        "",
        "the",
        "The cat and the dog",
        "Samsung Galaxy S21 128GB black, case for iPhone 12 Pro Max, USB-C cable 2 m, wireless mouse, \
         keyboard",
        "def read(self): return self._file.read() # TODO import sys print(os.path.join(a, b)) for i in \
         range(10)",
        "1984 2001 3.14 (42) 7, 8, 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 \
         32 33",
        "שלום לכולם, זהו טקסט קצר בעברית על הדיה השחורה שחיה ליד הנהר וליד העיר ונודדת דרומה בחורף",
        "ცქვიტი მტაცებელი ფრინველია, რომელიც მდინარეებთან და ტბებთან ცხოვრობს და ზამთარში სამხრეთით \
         მიფრინავს",
    ] {
        assert_eq!(detect([text]), None, "{text}");
    }
    assert_eq!(detect(std::iter::repeat_n("the of and to", 5_000)), None, "few different words");
    assert_eq!(detect([]), None);
}

#[test]
fn no_more_is_looked_at_than_the_first_documents_and_their_beginnings() {
    let text = |wanted: &str| TEXTS.iter().find(|(code, _)| *code == wanted).unwrap().1;
    let german = std::iter::repeat_n(text("de"), DOCUMENTS);
    assert_eq!(detect(german.chain(std::iter::repeat_n(text("en"), DOCUMENTS))), Some("de"));
    let long = format!("{} {}", text("en").repeat(10), text("de").repeat(1_000));
    assert_eq!(detect([long.as_str()]), Some("en"));
    assert_eq!(start(&"é".repeat(DOCUMENT_BYTES)).len(), DOCUMENT_BYTES);
    assert_eq!(start(&format!("a{}", "é".repeat(DOCUMENT_BYTES))).len(), DOCUMENT_BYTES - 1);
}

#[test]
fn the_lists_have_each_word_once_and_in_lower_case() {
    for (code, list) in LANGUAGES.iter().chain(NEIGHBOURS) {
        let mut words: Vec<_> = list.split(' ').collect();
        assert!(words.iter().all(|word| !word.is_empty() && word.chars().all(is_of_a_word)), "{code}");
        assert_eq!(list.to_lowercase(), *list, "{code}");
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count, "{code}");
    }
}
