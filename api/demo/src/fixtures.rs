//! Where people come from, and what they write to each other. `{product}` and the like are filled in.

use domain::money::Currency;

/// A country people of the demo come from.
pub(super) struct Country {
    /// ISO 3166-1 alpha-2.
    pub(super) code: &'static str,
    /// BCP 47.
    pub(super) language: &'static str,
    /// What its brands pay in.
    pub(super) currency: Currency,
    /// Where its people live.
    pub(super) cities: [&'static str; 4],
    /// First names.
    pub(super) first: [&'static str; 10],
    /// Family names.
    pub(super) last: [&'static str; 8],
    /// A bank account.
    pub(super) iban: &'static str,
}

/// The countries; how often each is taken is how often it stands in [`HOMES`].
#[rustfmt::skip]
pub(super) const COUNTRIES: [Country; 8] = [
    Country {
        code: "DE", language: "de", currency: Currency::Eur, iban: "DE89370400440532013000",
        cities: ["Berlin", "Hamburg", "Köln", "Leipzig"],
        first: ["Lena", "Jonas", "Mia", "Paul", "Hannah", "Felix", "Emma", "Lukas", "Clara", "Emre"],
        last: ["Hoffmann", "Schneider", "Wagner", "Becker", "Yılmaz", "Krüger", "Vogel", "Seidel"],
    },
    Country {
        code: "AT", language: "de", currency: Currency::Eur, iban: "AT611904300234573201",
        cities: ["Wien", "Graz", "Linz", "Innsbruck"],
        first: ["Anna", "Maximilian", "Sophie", "Tobias", "Magdalena", "Jakob", "Valerie", "Simon", "Theresa", "Elias"],
        last: ["Gruber", "Huber", "Steiner", "Moser", "Pichler", "Novak", "Berger", "Fuchs"],
    },
    Country {
        code: "GB", language: "en-GB", currency: Currency::Gbp, iban: "GB29NWBK60161331926819",
        cities: ["London", "Manchester", "Bristol", "Edinburgh"],
        first: ["Amelia", "Oliver", "Priya", "Harry", "Isla", "Theo", "Zara", "Callum", "Freya", "Kwame"],
        last: ["Clarke", "Patel", "Hughes", "Mensah", "Fraser", "Bennett", "Khan", "Whitfield"],
    },
    Country {
        code: "US", language: "en-US", currency: Currency::Usd, iban: "DE89370400440532013000",
        cities: ["Austin", "Portland", "Chicago", "Brooklyn"],
        first: ["Maya", "Ethan", "Sofia", "Jordan", "Naomi", "Caleb", "Ruby", "Marcus", "Hazel", "Diego"],
        last: ["Rivera", "Johnson", "Nguyen", "Carter", "Brooks", "Kim", "Sullivan", "Washington"],
    },
    Country {
        code: "FR", language: "fr", currency: Currency::Eur, iban: "FR1420041010050500013M02606",
        cities: ["Paris", "Lyon", "Nantes", "Bordeaux"],
        first: ["Camille", "Hugo", "Léa", "Antoine", "Inès", "Mathieu", "Chloé", "Karim", "Manon", "Rémi"],
        last: ["Lefèvre", "Moreau", "Garnier", "Benali", "Dubois", "Chevalier", "Faure", "Marchand"],
    },
    Country {
        code: "ES", language: "es", currency: Currency::Eur, iban: "ES9121000418450200051332",
        cities: ["Madrid", "Barcelona", "Valencia", "Sevilla"],
        first: ["Lucía", "Mateo", "Carmen", "Pablo", "Irene", "Álvaro", "Nuria", "Javier", "Elena", "Iker"],
        last: ["García", "Navarro", "Ortega", "Vidal", "Castillo", "Romero", "Serrano", "Iglesias"],
    },
    Country {
        code: "IT", language: "it", currency: Currency::Eur, iban: "IT60X0542811101000000123456",
        cities: ["Milano", "Roma", "Bologna", "Torino"],
        first: ["Giulia", "Lorenzo", "Chiara", "Matteo", "Francesca", "Davide", "Martina", "Luca", "Alessia", "Nico"],
        last: ["Conti", "Ferrari", "Greco", "Marino", "Ricci", "Gallo", "Fontana", "Esposito"],
    },
    Country {
        code: "NL", language: "nl", currency: Currency::Eur, iban: "NL91ABNA0417164300",
        cities: ["Amsterdam", "Utrecht", "Rotterdam", "Groningen"],
        first: ["Sanne", "Daan", "Fleur", "Bram", "Noor", "Thijs", "Lotte", "Youssef", "Eva", "Ruben"],
        last: ["de Vries", "Jansen", "van Dijk", "Bakker", "Visser", "El Amrani", "Smit", "Mulder"],
    },
];

/// Where people live, by place in [`COUNTRIES`].
pub(super) const HOMES: [usize; 20] = [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7];

pub(super) const TITLES: [&str; 8] = [
    "{product}, in your own words",
    "A week with {product}",
    "First look: {product}",
    "Show us how you use {product}",
    "{product}, honestly tested",
    "Behind the scenes with {product}",
    "{product} and a day of yours",
    "Before and after {product}",
];

pub(super) const SUMMARIES: [&str; 4] = [
    "{brand} looks for creators who {scene}. Show {product} the way you would show it to a friend: honest, in your own voice, nothing staged.",
    "You {scene}, and we think {product} belongs there. Tell your followers what you like about it, and what you would change.",
    "{brand} starts with {product} this season. We would like to see it in real life, with people who {scene}.",
    "We send you {product}, you decide how it fits in. We look for small, close communities of people who {scene}.",
];

pub(super) const REQUIREMENTS: [&str; 8] = [
    "Show {product} in use for at least five seconds.",
    "Say the name {brand} once, and tag the account.",
    "Mark the content as a paid partnership with the platform's own tool.",
    "No products of competitors in the picture.",
    "Say in one sentence for whom {product} is, and for whom it is not.",
    "Keep the link in your profile for seven days.",
    "Film in daylight, without a filter that changes colours.",
    "Answer questions in the comments during the first two days.",
];

pub(super) const SUGGESTIONS: [&str; 6] = [
    "A moment in which something goes wrong is welcome.",
    "Your usual music, rather than what trends this week.",
    "Compare it with what you used before.",
    "Start with the result, then show how you got there.",
    "Ask your followers a question they can answer with one word.",
    "A close-up in the first second works well for us.",
];

pub(super) const MESSAGES: [&str; 6] = [
    "I use something like {product} almost every day, so this would be an honest post. My last three videos about it were my most saved ones.",
    "My followers have asked me about {product} for weeks. I would test it for a week and show the good and the bad.",
    "Hi {brand}! I {scene}, mostly on weekends. I have an idea for an opening that shows {product} in the first second.",
    "I have worked with two brands like yours this year and can send the numbers. I could deliver within ten days.",
    "Small account, very close community: almost everybody who comments gets an answer. {product} would fit right in.",
    "I would love to do this with a before and after. I film in daylight, edit myself and deliver subtitles.",
];

pub(super) const CAPTIONS: [&str; 4] = [
    "A week with {product}. I did not expect to like it this much. In partnership with {brand}.",
    "You asked, I tested: {product} by {brand}. My honest verdict at the end. Paid partnership.",
    "What I would tell a friend about {product}. Thank you {brand} for the trust. Ad.",
    "{product}, day one to day seven. Questions? Ask below. Paid partnership with {brand}.",
];

pub(super) const CONCEPTS: [&str; 3] = [
    "Opening: a close-up of {product}. Then three short scenes from my day, my verdict at the end. About 35 seconds.",
    "I start with the result, then rewind: how I came to {product}, what went wrong at first, what I do now.",
    "A question to my followers first, their answers in the next scene, then {product} as mine.",
];

pub(super) const CHANGES: [&str; 4] = [
    "The product can hardly be seen; please show it closer.",
    "This is missing so far. One sentence is enough.",
    "Very nice! Only this is not as agreed yet.",
    "Please record this part again, the sound is hard to understand.",
];

/// Why a brand said no, where it says so in words.
pub(super) const REJECTION: &str = "We have just worked with somebody very close to you, and would like to show other faces this time.";
/// Why a brand finally rejected content.
pub(super) const FINAL_REJECTION: &str =
    "After both rounds {product} is still not shown in use, which was the first requirement.";
/// Why a brand contested a post.
pub(super) const MISMATCH: &str = "The post is live, but without the mark of a paid partnership.";
/// Why a creator does not agree with a rejection.
pub(super) const ESCALATION: &str =
    "The product is in every scene, and both rounds of changes were done as they were asked for.";
/// How the staff decided.
pub(super) const DECISION: &str =
    "Most of what was agreed was delivered; the first requirement is met only in part.";
/// Why an operator ended a collaboration.
pub(super) const TERMINATION: &str =
    "The account was reported as bought, and its followers could not be confirmed.";

/// Fills a text in.
pub(super) fn fill(text: &str, brand: &str, product: &str, scene: &str) -> String {
    let text = text
        .replace("{brand}", brand)
        .replace("{product}", product)
        .replace("{scene}", scene);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

/// Letters and digits fit for addresses and handles.
pub(super) fn slug(text: &str) -> String {
    let plain = |letter: char| match letter {
        'á' | 'à' => 'a',
        'é' | 'è' | 'ë' => 'e',
        'í' | 'ı' | 'ï' => 'i',
        'ó' | 'ö' => 'o',
        'ú' | 'ü' => 'u',
        other => other,
    };
    let text: String = text.to_lowercase().chars().map(plain).collect();
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_of_a_name_is_lost_in_an_address() {
        for country in &COUNTRIES {
            for name in country.first.iter().chain(&country.last) {
                let spaces = name.matches(' ').count();
                assert_eq!(
                    slug(name).replace('.', "").len(),
                    name.chars().count() - spaces,
                    "{name}"
                );
            }
        }
        assert_eq!(slug("Léa van Dijk"), "lea.van.dijk");
    }

    #[test]
    fn a_text_is_filled_in_and_starts_with_a_capital() {
        assert_eq!(
            fill("{product} by {brand}", "Acme", "our tea", ""),
            "Our tea by Acme"
        );
    }
}
