//! Settings one by one: where the process runs, numbers with their bounds, and names that were mistyped.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Where the process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Safe defaults, GraphiQL, a signing key of its own making.
    Development,
    /// Nothing is guessed: secrets must be given.
    Production,
}

/// A number among the settings, within bounds: what is computed from it must not lead beyond what the program can hold.
/// The error names the setting and the bounds.
pub fn number<T: FromStr + PartialOrd + Display>(
    setting: &impl Fn(&str) -> Option<String>,
    name: &str,
    default: T,
    bounds: RangeInclusive<T>,
) -> anyhow::Result<T> {
    let Some(text) = setting(name) else {
        return Ok(default);
    };
    let number = text.trim().parse().ok();
    number
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| {
            let (least, most) = (bounds.start(), bounds.end());
            anyhow::anyhow!("{name} is `{text}`; it is a whole number from {least} to {most}")
        })
}

/// A variable that looks like a setting and is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suspect {
    name: String,
    /// The setting that is one letter off.
    meant: Option<String>,
}

impl Suspect {
    /// It is surely a mistake.
    pub fn is_typo(&self) -> bool {
        self.meant.is_some()
    }
}

impl Display for Suspect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.meant {
            Some(meant) => write!(f, "{} (do you mean {meant}?)", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Which variables are no setting, though they begin like one or are one letter off.
pub fn suspects(known: &BTreeSet<String>, variables: impl Iterator<Item = String>) -> Vec<Suspect> {
    let prefixes: BTreeSet<&str> = known.iter().filter_map(|name| prefix(name)).collect();
    let mut suspects = Vec::new();
    for name in variables.filter(|name| !known.contains(name) && !is_of_kubernetes(name)) {
        let mut settings = known.iter();
        let meant = settings
            .find(|known| is_one_letter_off(known, &name))
            .cloned();
        // RUST_LOG is ours; RUST_BACKTRACE and its like are the language's own.
        let is_ours = |prefix: &str| prefix != "RUST_" && prefixes.contains(prefix);
        let is_ours = prefix(&name).is_some_and(is_ours);
        if meant.is_some() || is_ours {
            suspects.push(Suspect { name, meant });
        }
    }
    suspects.sort();
    suspects
}

/// The first word of a name, with its underscore.
fn prefix(name: &str) -> Option<&str> {
    name.find('_').map(|end| &name[..=end])
}

/// What Kubernetes tells each container about its services: `REDIS_SERVICE_HOST`, `REDIS_PORT_6379_TCP`.
fn is_of_kubernetes(name: &str) -> bool {
    name.contains("_SERVICE_") || name.contains("_PORT_") || name.ends_with("_PORT")
}

/// One letter more, less, other, or two next to each other swapped.
fn is_one_letter_off(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[start..], &other[start..]);
    match (one, other) {
        ([], [_]) | ([_], []) => true,
        ([_, rest @ ..], all) | (all, [_, rest @ ..]) if rest == all => true,
        ([_, one @ ..], [_, other @ ..]) if one == other => true,
        ([a, b, one @ ..], [c, d, other @ ..]) => (a, b) == (d, c) && one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(variables: &[&str]) -> Vec<String> {
        let known = ["HOLIDAYS", "LISTEN", "RATE_POINTS", "REDIS_URL", "RUST_LOG"];
        let known = known.map(str::to_owned).into();
        let variables = variables.iter().map(|name| (*name).to_owned());
        suspects(&known, variables)
            .iter()
            .map(Suspect::to_string)
            .collect()
    }

    #[test]
    fn a_number_keeps_within_its_bounds() {
        let days = |text: &'static str| number(&|_| Some(text.to_owned()), "DAYS", 3, 0..=365_u32);
        assert_eq!(days("365").unwrap(), 365);
        assert_eq!(number(&|_| None, "DAYS", 3, 0..=365_u32).unwrap(), 3);
        for wrong in [
            "366",
            "100000000",
            "99999999999999999999",
            "-1",
            "1.5",
            "many",
            "",
        ] {
            let error = days(wrong).unwrap_err().to_string();
            assert!(
                error.contains("DAYS") && error.contains("from 0 to 365"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_setting_one_letter_off_is_named_with_what_it_may_mean() {
        for typed in [
            "HOLIDAY",
            "HOLLIDAYS",
            "HOLIDAYZ",
            "HOLIDYAS",
            "OLIDAYS",
            "HOLIDAYSS",
        ] {
            assert_eq!(
                named(&[typed]),
                [format!("{typed} (do you mean HOLIDAYS?)")]
            );
        }
        assert_eq!(
            named(&["RATE_POINT"]),
            ["RATE_POINT (do you mean RATE_POINTS?)"]
        );
    }

    #[test]
    fn a_setting_with_a_known_beginning_is_named() {
        assert_eq!(named(&["RATE_EVERYTHING"]), ["RATE_EVERYTHING"]);
    }

    #[test]
    fn what_is_known_or_somebody_elses_is_not_named() {
        let others = [
            "PATH",
            "HOME",
            "LISTEN",
            "RATE_POINTS",
            "RUST_LOG",
            "RUST_BACKTRACE",
            "HOLYDAYZ",
        ];
        assert_eq!(named(&others), Vec::<String>::new());
        assert_eq!(
            named(&["REDIS_SERVICE_HOST", "REDIS_PORT", "REDIS_PORT_6379_TCP"]),
            Vec::<String>::new()
        );
    }
}
