//! Damages a document: what was written by hand, cut off, pasted twice, or meant ill.

use crate::support::dice::Dice;

const SPLINTERS: [&str; 30] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "...",
    "... on Offer {",
    "@skip(if: $x)",
    "@include",
    "$",
    ":",
    "!",
    "=",
    "\"",
    "\"\"\"",
    "\"\"\"\"",
    "\\\"\"\"",
    "\r",
    "{a(b:[\"\"\"\"[[[[",
    "#",
    "\\u0000",
    "\u{feff}",
    "\u{0}",
    "fragment F on Query { ...F }",
    "query",
    "subscription { a }",
    "99999999999999999999",
    "🙂",
    "__schema { types { name } }",
];

/// Does some harm to a text.
pub fn damage(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(4) {
        let (from, length) = (dice.below(letters.len() + 1), dice.below(30));
        let to = (from + length).min(letters.len());
        match dice.below(5) {
            0 => drop(letters.drain(from..to)),
            1 => {
                let twice: Vec<char> = letters[from..to].to_vec();
                let place = dice.below(letters.len() + 1);
                letters.splice(place..place, twice);
            }
            2 => letters.truncate(from.max(1)),
            3 => {
                let splinter = dice.one(&SPLINTERS).unwrap();
                let many = if dice.chance(10) { 200 } else { 1 };
                letters.splice(
                    from..from,
                    splinter.repeat(many).chars().collect::<Vec<_>>(),
                );
            }
            _ => letters[from..to].reverse(),
        }
    }
    letters.into_iter().collect()
}
