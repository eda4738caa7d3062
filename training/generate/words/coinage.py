"""Rare and coined words: real English outside the vocabulary, and words that look like English but are none.

Copying letter by letter has to be learnt from words of every shape and length, not from a few endings. A chain of
letters learnt from the rare words makes new ones that look like them.
"""

from __future__ import annotations

from functools import cache

from training.generate.chance import Chance, words

NOUNS = words(
    "dodecahedron icosahedron octahedron polyhedron trapezoid rhombus parallelogram pentagon heptagon ellipsoid "
    "torus helix spiral crescent polygon hemisphere frustum obelisk minaret turret rampart moat drawbridge "
    "portcullis buttress gable awning veranda balcony porch patio gazebo pavilion silo windmill watermill aqueduct "
    "viaduct culvert tombstone headstone milestone cairn dolmen menhir ziggurat mausoleum mosque synagogue "
    "cathedral chapel convent titch whopper behemoth midget runt stub nub lump hunk chunk clod wad blob glob "
    "smidgen sliver shard splinter gizmo gadget doodad thingamajig widget contraption gubbins whatsit knickknack "
    "trinket bauble gewgaw oddment anvil chisel mallet spanner pliers-case hacksaw crowbar trowel shovel rake hoe "
    "scythe sickle pitchfork teapot kettle saucepan ladle colander whisk spatula tankard goblet chalice flagon "
    "decanter carafe thermos turnip parsnip radish cabbage pumpkin walnut acorn chestnut almond pretzel muffin "
    "crumpet doughnut waffle pancake badger hedgehog walrus dolphin octopus penguin ostrich pelican vulture falcon "
    "heron magpie raven beetle hornet cactus orchid tulip daffodil sunflower mushroom toadstool bramble thistle "
    "fern willow sycamore birch locomotive tractor bulldozer excavator forklift wheelbarrow rickshaw gondola canoe "
    "kayak catamaran zeppelin glider trombone clarinet ukulele banjo harpsichord bassoon cymbal tambourine "
    "xylophone bagpipe pentahedron prismatoid cuboctahedron wonky-thing keystone capstone cornerstone plinth "
    "pedestal podium dais lectern sarcophagus catapult trebuchet cannon musket halberd gauntlet helmet visor "
    "buckler scabbard quiver bolster pillow quilt duvet hammock trunk suitcase satchel rucksack briefcase wallet "
    "purse pouch envelope parcel package stamp vertebra femur skull knuckle elbow kneecap eyeball nostril eyebrow "
    "moustache beard wig toupee bonnet fez turban sofa-bed wardrobe bureau dresser ottoman footstool pew bench "
    "recliner futon bunk cradle playpen quark photon neutrino electron isotope molecule enzyme ribosome nucleus "
    "axon neuron dendrite quasar nebula hobbit goblin ogre dragon unicorn gryphon phoenix kraken troll dwarf wizard "
    "sorcerer knave jester duke baron umbrella parasol cane crutch stilt pogo-stick hula-hoop frisbee boomerang "
    "yoyo marionette puppet rag-doll"
)
VERBS = words(
    "flatten lubricate decorate sharpen varnish celebrate admire adore annihilate applaud appraise bake barbecue "
    "baptize batter bless blame boil bleach brush calibrate caress carve chop christen chew clobber compliment "
    "compress confiscate congratulate contemplate criticize cuddle curse dangle decipher defend defrost demolish "
    "devour disinfect dissolve divide drench dry dunk electrify embrace encrypt engrave enlarge evaluate evaporate "
    "fertilize fiddle file filter flog flush forge freeze frisk fry garnish gild gnaw grate greet grill grind groom "
    "harvest hatch heat hypnotize idolize ignite illuminate imitate impeach inflate inhale insult interrogate iron "
    "irrigate jiggle jostle knit laminate lather liquefy magnetize marinate massage mash mend microwave milk mop "
    "mug mutilate nibble nominate obliterate oil optimize orbit outlaw overturn paddle pamper peel perforate "
    "persuade pickle pinch plaster plough plunder polymerize pound praise prod promote pulverize pummel puncture "
    "punish quarantine quiz ram rattle recite recycle reheat rehearse repair rinse rob roast rub salute sand "
    "sandblast sanitize scald scare scold scorch scrape scrub sculpt shampoo shatter shave shear shoot "
    "shrinkwrap sketch slice smear smoke smooth smother snip soak solder spray sprinkle squash squish stab stain "
    "staple starch sterilize stir strum stuff subdivide swallow sweep tame tattoo taste taunt tease thaw thrash "
    "threaten toast trample trim tug tweak twist uproot vacuum vaporize waggle warm water wax weld whack wiggle "
    "wipe worship yank yodel zap zigzag zoom frobnicate twizzle bamboozle discombobulate defenestrate boop bonk bop "
    "thwack whirl twirl swirl swivel pirouette jinx hex enchant bewitch levitate teleport"
)
ADJECTIVES = words(
    "abandoned absurd adorable ancient-looking angular antique asymmetric attractive awkward bald battered bizarre "
    "blank bland bleached blessed blunt blurry bouncy brave breakable brittle bulky bumpy charming cheerful chipped "
    "chubby chunky classy clever clumsy coarse colossal comfy compact complicated corrugated cosy cracked creepy "
    "crimped crisp crude crumbly crusty cuddly cursed curvy cylindrical dainty damaged damp dangerous dead deadly "
    "decent defective delicate delightful dented diagonal dilapidated disgusting dodgy doomed drab dull dusty "
    "eccentric edible electric enchanted endless enigmatic evil exotic exquisite faded faulty feeble festive filthy "
    "flaky flashy flexible flimsy floppy foolish fragile fragrant freaky fresh frozen furry fussy fuzzy-edged gaudy "
    "gentle ghastly giant-sized glittery gloomy glossy gnarly goofy gorgeous graceful grand grimy grotesque grubby "
    "haunted hairy handmade handsome haunting hideous holy horrible humble humongous icy idle impossible inflatable "
    "innocent insane itchy jagged jolly juicy knobbly lanky lazy leaky legendary lopsided lousy loyal lucid "
    "luminous lumpy lush luxurious magnetic majestic messy mighty mischievous misshapen modest mouldy muddy murky "
    "musty mysterious nasty naughty neat nifty noble noisy oblong obnoxious octagonal odd oily opaque ornate padded "
    "painted peculiar petite phony pitiful plump pompous poisonous polished portable posh prickly pristine puny "
    "quaint quirky radiant ragged random rare reflective regal rickety rigid ripe robust rotten rusty sacred scaly "
    "scary scruffy shabby shaggy shapely silent silky silly sinister skinny sleek slick slimy sloppy snug soggy "
    "sour sparkly spiky splendid spooky squeaky squishy stale sturdy stylish sublime superb suspicious swanky tacky "
    "tasty tatty tender thorny timid tired torn tough toxic translucent tubular twisted unbreakable unique unstable "
    "useless vague vast velvet vibrant vicious vile vintage weightless weird-looking wicked wild withered wobbly "
    "wonderful wonky worn woven wrinkled wrong zany"
)
NAMES = words(
    "abigail agatha alastair algernon amadeus anastasia archibald aristotle arthur aurora balthazar barnaby "
    "bartholomew beatrix benedict bernadette boris brunhilde caesar cassandra cecil chester clementine cleopatra "
    "columbus constance cornelius cuthbert cyril daphne darwin desmond dolores dorothy douglas ebenezer edgar edith "
    "egbert einstein eleanor elvis ernest esmeralda ethel eugene euclid ezra faraday ferdinand fibonacci florence "
    "fitzgerald frankenstein frederick galileo gaston gauss geoffrey gertrude gilbert gladys godfrey gulliver "
    "gunther gwendolyn hannibal harriet hector henrietta herbert hercules hermione homer horatio hubert humphrey "
    "igor ignatius imogen isabella isidore ivan jasper jebediah jemima jeremiah josephine jupiter katarzyna kepler "
    "kevin klaus lancelot lawrence leonardo leopold lorenzo ludwig lysander mackenzie madeleine magnus marmaduke "
    "matilda maximilian mephisto mildred montgomery mordecai mozart mustafa napoleon nathaniel nebuchadnezzar "
    "neville newton nietzsche octavia odysseus olga ophelia orlando oswald parsifal penelope percival persephone "
    "philippa picasso plato pocahontas prometheus ptolemy pythagoras quentin quincy rapunzel reginald rembrandt "
    "rosalind rufus rumpelstiltskin rupert salvador samantha sebastian seraphina shakespeare sherlock siegfried "
    "socrates solomon spartacus stanislaw sylvester tarzan tchaikovsky thaddeus theodore tiberius tolstoy ulysses "
    "ursula valentina vincent vladimir voltaire wilhelmina winifred wolfgang xavier xerxes yannick yolanda yorick "
    "zachary zebedee zoroaster zsazsa"
)
_BAD = ("cunt", "kunt", "fuck", "shit", "cock", "dick", "nigg", "fag", "rape", "slut", "whore", "tits", "wank", "piss")
_MAX_LETTERS = 16
_LETTERS = "aaabcdeeefghiiijklmnooopqrstuuvwxyz"


def decent(word: str) -> bool:
    """Whether a coined word has nothing in it that a training set should not hold."""
    return not any(bad in word for bad in _BAD)


@cache
def _chain() -> dict[str, tuple[str, ...]]:
    """Which letters follow which two, over all rare words; "^" begins a word and "$" ends one."""
    after: dict[str, list[str]] = {}
    for word in (*NOUNS, *VERBS, *ADJECTIVES, *NAMES):
        if "-" in word:
            continue
        spelled = f"^^{word}$"
        for i in range(len(spelled) - 2):
            after.setdefault(spelled[i : i + 2], []).append(spelled[i + 2])
    return {pair: tuple(letters) for pair, letters in after.items()}


def coined(r: Chance) -> str:
    """A word that nobody has used: mostly of letters as they follow in English, now and then of any letters."""
    if r.maybe(0.1):
        return "".join(r.pick(_LETTERS) for _ in range(r.pick((2, 3, 3, 4, 4, 5, 6, 7, 8))))
    pair, word = "^^", ""
    least = r.pick((2, 3, 4, 5, 6, 7, 8, 9, 10))
    while len(word) < _MAX_LETTERS:
        letter = r.pick(_chain()[pair])
        if letter == "$":
            if len(word) >= least or len(_chain()[pair]) == 1 or r.maybe(0.2):
                break
            continue
        word += letter
        pair = pair[1] + letter
    return word
