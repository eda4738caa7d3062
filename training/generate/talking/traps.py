"""Talk that only sounds as if it were about blocks: their words in another sense, and the chores of another life.

Nouns are no help in telling these apart (any noun may stand on the table), idioms and themes are: "pick up the kids",
"a table for two", "the cube root". What could be meant of this world is not in here.
"""

from __future__ import annotations

from training.generate.chance import Chance, forms

SLOTS: dict[str, tuple[str, ...]] = {
    "app": forms("instagram|facebook|whatsapp|twitter|tiktok|gmail|snapchat|tinder|youtube|netflix|spotify|linkedin"),
    "drink": forms("coffee|tea|beer|red wine|white wine|a latte|orange juice|hot chocolate|green tea|whisky|lemonade"),
    "kin": forms("my mom|my dad|my sister|my brother|my boss|my wife|my husband|my son|grandma|the kids|my girlfriend"),
    "shop": forms(
        "supermarket|pharmacy|gas station|bank|hospital|post office|train station|airport|bakery|library|gym"
    ),
    "job": forms("doctor|lawyer|plumber|teacher|nurse|programmer|dentist|pilot|chef|painter|mechanic|journalist"),
    "band": forms("pink floyd|green day|red hot chili peppers|black sabbath|the beatles|queen|abba|the white stripes"),
    "month": forms("january|february|march|april|june|july|august|september|october|november|december"),
    "task": forms(
        "book a table for two|pick up the kids from school|pick up some milk|pick up the phone|"
        "pick up the dry cleaning|put the kettle on|put the baby to bed|put on a movie|put on some music|"
        "put out the fire|put on my shoes|put up with my boss|put more money into savings|"
        "move to another city|move house|move abroad|move my meeting|move in with my girlfriend|"
        "move on with my life|drop out of college|drop off a package at the post office|drop by for dinner|"
        "drop the kids off at school|take out the trash|take a nap|take a picture|take a screenshot|"
        "take the dog for a walk|take a day off|take an aspirin|take the bus|build a website|build an app|"
        "build muscle|build a business|build a gaming pc|build a shed in the garden|clear my browser history|"
        "clear my schedule for monday|find a job|find a girlfriend|find a cheap flight|find a parking spot|"
        "find my lost phone|touch up my photos|stay in touch with old friends|swap shifts with a colleague|"
        "stack shelves at the supermarket|set the alarm|set up my printer|set up a meeting|hold a speech|"
        "hold my breath|hold the elevator|raise my salary|raise money|raise children|lift weights|"
        "grab a coffee|grab lunch|grab a beer|get a haircut|get a loan|get home|get over my ex|"
        "get rid of ants|get rid of a headache|release a new version|empty my inbox|fill out this form|"
        "fill my tank|show me the money|point out my mistakes|return my library books|"
        "bring the car to the garage|bring down the price|push to github|place an order|place a bet|"
        "make dinner|make a doctor's appointment|make some tea|make money|pile up debts|do the laundry|"
        "do my taxes|do the dishes|learn to drive|learn the guitar|lose weight|quit smoking|sleep better|"
        "write my thesis|read the news|watch a film|order a pizza|pay the rent|pay my bills|send an email|"
        "send a text|call the police|call an ambulance|buy tickets|renew my passport|apply for a visa|"
        "change my password|charge my phone|restart my computer|install windows|translate a letter|"
        "do my homework|study for the exam|plan a wedding|play the piano|go for a run|go shopping|"
        "go to the beach|go on holiday|open a bank account|close the deal|clear my browser cache|"
        "buy a house in the suburbs|rent a car for the weekend|call a taxi to the airport|"
        "paint the kitchen walls again|feed the cat while i'm away|wash the car before the trip|"
        "mow the lawn on sunday|convert a pdf to word|turn the lights off at night|throw a birthday party|"
        "solve this equation for x"
    ),
}

_TEMPLATES = tuple(
    """how do i {task}|how do i {task}|how can i {task}|can you {task}|could you {task}|please {task}|i need to {task}
i want to {task} {day}|help me {task}|can you help me {task}|remind me to {task} {day}|i forgot to {task}
should i {task}|what's the best way to {task}|when should i {task}|i have to {task} {day}|let's {task}
who can {task} for me|don't forget to {task}|did you {task}|is it hard to {task}|why should i {task}
how much does it cost to {task}|i hate to {task}|would you {task} for me|i'm going to {task} {day}|{task}
{task} {day}|where can i {task}|{kin} wants me to {task}|tell {kin} to {task}|do i need to {task}
teach me to {task}|what do i need to {task}|how long does it take to {task}|i'd like to {task}
hey can you {task} for {kin}|block my number|block this number|block {kin} on {app}
how do i block someone on {app}|who blocked me on {app}|unblock my account|i have writer's block
what is a blockchain|how many blocks away is the {shop}|the {shop} is two blocks down the street
is the {shop} just around the block|who invented lego|what is a building society|i live in a block of flats
is there a road block on the highway|turn left after three blocks|new kids on the block|what is a pyramid scheme
is {app} a pyramid scheme|explain the food pyramid|my uncle lost money in a pyramid scheme
who is buried in the great pyramid|how did the egyptians build the pyramids|how tall is the pyramid of giza
when were the pyramids built|can i visit the pyramids in {month}|the louvre has a glass pyramid
how do i solve a rubik's cube|what is the cube of {n}|what is the cube root of {n}
i need ice cubes for my {drink}|how many sugar cubes in a {drink}|how fast can you solve a rubik's cube
what is {n} cubed|who starred in ice cube movies|what's in my inbox|check my mailbox
how much did the film make at the box office|do you own an xbox|fix my xbox|think outside the box
who opened pandora's box|where is the black box of the plane|what is dropbox|mike tyson boxing
who won the boxing match|what should i pack in my lunch box|what's a good box of chocolates for {kin}
book a table for {n}|reserve a table at a restaurant in {city}|who invented the periodic table
is table salt bad for me|what is the multiplication table of {n}|do you play table tennis
make a table of contents|sort this table in excel|drop table users|create a sql table
who were the knights of the round table|how do i make a table in word|stack overflow|why is stack overflow down
what is a full stack developer|what's your tech stack|a needle in a haystack|what is a stack in computer science
is a stack or a queue faster|how does a call stack work|stack vs heap|row row row your boat|who is on death row
how do i row a boat|what is a row in a database|how tall is the eiffel tower|how high is the tower of pisa
where is the tower of london|who was in the twin towers|why does the tower of pisa lean
is the eiffel tower taller than big ben|what is the tallest tower in the world
what is the tallest building in {city}|which is taller, the eiffel tower or the empire state building
what is the biggest animal on earth|what is the smallest country in the world|what's the longest word in english
who is taller, {person} or {person}|is {country} bigger than {country}|is a {animal} bigger than a {animal}
which is faster, a {animal} or a {animal}|how heavy is a {animal}|how deep is the ocean|how wide is the amazon
how far is {city}|how big is {city}|how far away is the nearest {shop}|how long is the great wall of china
red wine or white|red or white wine with {dish}|do you prefer {drink} or {drink}|{drink} or {drink}
one {drink} please|a {drink} please|what color should i paint my kitchen|what color goes with my eyes
what colors make purple|which color do you like best|what's your favorite color|do you like the color blue
is the white house really white|who lives in the white house|what's on sale on black friday
are {animal}s color blind|why are bananas yellow|why is blood red|who sang back in black|play {band}
when did {band} split up|who is the singer of {band}|is {band} still touring|i like {band}
what is the best {band} album|what do green traffic signs mean|how many calories are in {dish}
how many people live on earth|how many ounces are in a cup|how many feet in a mile|how many days until christmas
how many {animal}s are left in the world|how many players are in a {sport} team|count to {n}
count backwards from {n}|how many minutes are in a day|how many hours do you sleep|how many friends do i have
how many countries are there in the world|how many oscars did the {media} win|how many {n}s are in {n}
where is my phone|where are my keys|where is the nearest {shop}|where did i park my car
where do babies come from|where is {kin}|where can i get a good {drink}|where are you from originally
where were you last night|where's the party|when is my dentist appointment|when is {kin} coming home
when did the titanic sink|when does the {shop} open|why did the chicken cross the road
why is {kin} angry with me|why is the {shop} closed|why are taxes so high|is the {shop} open {day}
is dinner ready|is it your birthday|is {kin} home|is there a {shop} nearby|is my flight on time
is there a {job} in town|are there any good jobs in {city}|is there a {shop} near the {shop}
do you have a girlfriend|do you have a car|do you have kids|do you have any hobbies|have you got the time
have you seen {kin}|did you see the {sport}|pick a card, any card|pick a number between one and {n}
pick the winner of the {sport} game|what's a good pick up line|pick me up at the airport|pick me up at {n}
i drive a pickup truck|can you pick {kin} up {day}|pick a name for my {animal}|put me through to a human
put it on my credit card|put {kin} on the phone|put yourself in my shoes|put a ring on it
put {n} dollars on {sport}|move to {city}|we are moving to {city} {day}|i moved to {country} last year
hire a moving company|what's the best opening move in chess|your move|knight to f3|e4 e5
move my appointment to {month}|nice move in chess today|drop me off at the {shop}|drop me a line
the temperature dropped {day}|drop dead|did the stock market drop {day}|build me a website
build me an app for my {shop}|who built the {shop}|who built the berlin wall|when was {city} built|take me home
take me to the {shop}|take your time, i have a meeting|what should i take for a headache|take a hike
is the sky clear {day}|hold the line please|hold my beer|please hold the door|can you hold a secret|hands up
give me a hand with my homework|give {kin} my regards|my hand hurts|where can i buy second hand clothes
left or right wing|find me a good {job} in {city}|find {kin} on {app}|find a cure for cancer
find the derivative of x squared|look up the word serendipity|look for cheap flights to {city}|show me my emails
show me the way to the {shop}|show me your teeth|show me funny cat videos|show me how to cook {dish}
point me to the nearest {shop}|touch wood|go touch grass|keep in touch|it's a touchy subject|undo my last tweet
delete my account|open {app}|close {app}|log me out of {app}|post this on {app}|text {kin}|call {kin}
call me a cab|call the {shop}|call {kin} and say i'm late|name three famous {job}s
name a {month} holiday in {country}|who owns {app}|who owns the {shop}|does {kin} own a car
who is the owner of {app}|can you swim|can you drive a car|can you cook {dish}|can you speak {tongue}
can you sing|can you hear me|can you feel pain|can you smell that|can you keep a secret|can you play {sport}
can you recommend a {job}|can you read my mind|can you count to {n}|can you see my screen|can a {animal} fly
can pigs fly|can i borrow {n} dollars|can we be friends|i am a {job}|i work as a {job}|my {kin} is a {job}
do you want a {drink}|i need a {drink}|i want to be a {job}|what does a {job} earn|how do i become a {job}
i'm looking for a {job}|my birthday is in {month}|{month} is so cold here|what is the square root of {n}
draw a triangle with sides {n} and {n}|what is the area of a circle|what is a right angle
what is the volume of a sphere|what is the bermuda triangle|what is the surface of {planet} like
how is the board of directors|who is on the board of {app}|what is on the menu {day}|what's on {app} {day}
what's on your mind|what's in the news|what is in a big mac|what's under the bed in horror films
what's next on my calendar|what's between {city} and {city}|what's bigger, {planet} or {planet}
which {app} filter is best|which one is better, {app} or {app}|which {media} won
who supports {country} in the cup|which team do you support|contact customer support
i need tech support for my printer|he is on top of the world|she's over the moon|i'm under pressure at work
i'm stuck between a rock and a hard place|everything is on the house|the ball is in your court
you're in my heart|i'm in the bathroom|i'm on the bus|i am at home|the cat is on the roof again|we are in {city}
{kin} is in {city}|i'm behind on rent|the {shop} is next to the {shop}|the meeting is on {day}
there is a {animal} in my garden|there are too many people in {city}|it is hot in here
by democracy i mean freedom|a {job} is someone who works too much|to err is human|to be or not to be
from now on i will be nicer|i will call you later|let's call it a day|forget about my ex|forget the past
what words rhyme with {animal}|teach me to say hello in {tongue}|how do you spell necessary""".replace("\n", "|").split(
        "|"
    )
)


def trap(r: Chance) -> str:
    """A template of talk that is near the topic by its words only; the slots are still to be filled."""
    return r.pick(_TEMPLATES)
