//! What people send in, and how it is read.

use chrono::{DateTime, Utc};

use super::{ChangeItem, ChangeItems, Links, Requirements};
use crate::error::{Code, Form, Result};
use crate::input;
use crate::instant;

/// Links of one hand-in at most.
const LINKS_MAX: usize = 10;
/// Lines of one change request at most.
const CHANGES_MAX: usize = 20;

/// A concept or content handed in: at least one of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandIn {
    /// Where it can be seen: at most 10 https addresses.
    pub links: Vec<String>,
    /// The text of the post: at most 2,200 characters.
    pub caption: String,
    /// The content itself where it is text, or a word to the brand: at most 10,000 characters.
    pub text: String,
}

/// One wanted change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The requirement it cites, from 1.
    pub requirement: i64,
    /// What is missing: 1 to 2,000 characters.
    pub comment: String,
}

/// A live post, with proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its https address.
    pub url: String,
    /// When it went live; not in the future.
    pub posted_at: DateTime<Utc>,
    /// What shows that it is the creator's and as agreed: 1 to 2,000 characters.
    pub proof: String,
}

/// A final rejection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The requirements that are not met, from 1: 1 to 20.
    pub requirements: Vec<i64>,
    /// Why, for the creator to read: 1 to 2,000 characters.
    pub reason: String,
}

/// A hand-in that was read.
pub(super) struct Content {
    pub(super) links: Links,
    pub(super) caption: String,
    pub(super) body: String,
}

impl HandIn {
    pub(super) fn read(self, mut form: Form) -> Result<Content> {
        let has_no_link = self.links.is_empty();
        let links = form
            .take("links", input::list(self.links, LINKS_MAX))
            .unwrap_or_default();
        let links: Vec<String> = (0..)
            .zip(&links)
            .filter_map(|(at, link): (usize, _)| {
                form.take(format!("links.{at}"), input::link(link))
            })
            .collect();
        let caption = form.take("caption", input::text(&self.caption, 0..=2_200));
        let body = form.take("text", input::text(&self.text, 0..=10_000));
        let is_empty = |text: &Option<String>| text.as_deref() == Some("");
        form.require(
            !(has_no_link && is_empty(&caption) && is_empty(&body)),
            Code::ValueMissing,
            "",
            "Give at least one link, a caption or a text.",
        );
        let (Some(caption), Some(body), true) = (caption, body, form.is_clean()) else {
            return Err(form.refuse());
        };
        Ok(Content {
            links: Links(links),
            caption,
            body,
        })
    }
}

/// Reads the lines of a change request: 1 to 20.
pub(super) fn changes(items: Vec<Change>, mut form: Form) -> Result<ChangeItems> {
    form.require(
        !items.is_empty(),
        Code::ValueMissing,
        "items",
        "Say at least one thing to change.",
    );
    let items = form
        .take("items", input::list(items, CHANGES_MAX))
        .unwrap_or_default();
    let mut read = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let path = format!("items.{at}.comment");
        if let Some(comment) = form.take(path, input::text(&item.comment, 1..=2_000)) {
            let requirement = item.requirement;
            read.push(ChangeItem {
                requirement,
                comment,
            });
        }
    }
    form.finish()?;
    Ok(ChangeItems(read))
}

/// Refuses changes that cite what was never agreed.
pub(super) fn cited(items: &ChangeItems, requirements: &[String]) -> Result<()> {
    let mut form = Form::default();
    for (at, item) in items.0.iter().enumerate() {
        let path = format!("items.{at}.requirement");
        cites(&mut form, path, item.requirement, requirements.len());
    }
    form.finish()
}

/// Refuses a rejection that cites what was never agreed.
pub(super) fn all_cited(unmet: &Requirements, requirements: &[String]) -> Result<()> {
    let mut form = Form::default();
    for (at, number) in unmet.0.iter().enumerate() {
        let path = format!("requirements.{at}");
        cites(&mut form, path, *number, requirements.len());
    }
    form.finish()
}

fn cites(form: &mut Form, path: String, number: i64, agreed: usize) {
    let is_known = usize::try_from(number).is_ok_and(|number| (1..=agreed).contains(&number));
    let wish = format!("Cite one of the {agreed} requirements by its number.");
    form.require(is_known, Code::RequirementUnknown, path, wish);
}

impl Rejection {
    /// Each requirement once, in order.
    pub(super) fn read(self, mut form: Form) -> Result<(Requirements, String)> {
        form.require(
            !self.requirements.is_empty(),
            Code::ValueMissing,
            "requirements",
            "Cite at least one requirement that is not met.",
        );
        let cited = form.take("requirements", input::list(self.requirements, 20));
        let reason = form.take("reason", input::text(&self.reason, 1..=2_000));
        let (Some(cited), Some(reason), true) = (cited, reason, form.is_clean()) else {
            return Err(form.refuse());
        };
        Ok((Requirements(cited), reason))
    }
}

impl Post {
    pub(super) fn read(self, now: DateTime<Utc>, mut form: Form) -> Result<Self> {
        let url = form.take("url", input::link(&self.url));
        let proof = form.take("proof", input::text(&self.proof, 1..=2_000));
        form.require(
            self.posted_at <= now,
            Code::ValueOutOfRange,
            "postedAt",
            "Say when it was posted; that cannot be in the future.",
        );
        let posted_at = form.take("postedAt", instant::of(self.posted_at));
        let (Some(url), Some(proof), Some(posted_at), true) =
            (url, proof, posted_at, form.is_clean())
        else {
            return Err(form.refuse());
        };
        Ok(Self {
            url,
            posted_at,
            proof,
        })
    }
}

/// Reads a reason given in words.
pub(super) fn reason(text: &str, form: Form) -> Result<String> {
    words("reason", text, form)
}

/// Reads words that must be given.
pub(super) fn words(path: &str, text: &str, mut form: Form) -> Result<String> {
    match form.take(path, input::text(text, 1..=2_000)) {
        Some(words) if form.is_clean() => Ok(words),
        Some(_) | None => Err(form.refuse()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn mistakes<T>(read: Result<T>) -> Vec<(Code, String)> {
        match read {
            Err(Error::User(errors)) => errors
                .iter()
                .map(|error| (error.code(), error.path().unwrap().join(".")))
                .collect(),
            Ok(_) | Err(_) => Vec::new(),
        }
    }

    #[test]
    fn something_must_be_handed_in() {
        let nothing = HandIn {
            caption: "  ".into(),
            ..HandIn::default()
        };
        assert_eq!(
            mistakes(nothing.read(Form::default())),
            [(Code::ValueMissing, String::new())]
        );
        let caption = HandIn {
            caption: "Run!".into(),
            ..HandIn::default()
        };
        assert!(caption.read(Form::default()).is_ok());
    }

    #[test]
    fn all_mistakes_of_a_hand_in_come_back_together() {
        let bad = HandIn {
            links: vec!["https://example.com/a".into(), "ftp://example.com".into()],
            caption: "x".repeat(2_201),
            text: "a\0b".into(),
        };
        assert_eq!(
            mistakes(bad.read(Form::default())),
            [
                (Code::ValueInvalid, "links.1".into()),
                (Code::ValueTooLong, "caption".into()),
                (Code::ValueInvalid, "text".into()),
            ]
        );
        let long = HandIn {
            links: vec!["https://example.com/a".into(); 11],
            ..HandIn::default()
        };
        assert_eq!(
            mistakes(long.read(Form::default())),
            [(Code::ListTooLong, "links".into())]
        );
    }

    #[test]
    fn changes_cite_what_was_agreed() {
        let wish = |requirement| Change {
            requirement,
            comment: "Show it".into(),
        };
        assert_eq!(
            mistakes(changes(Vec::new(), Form::default())),
            [(Code::ValueMissing, "items".into())]
        );
        assert_eq!(
            mistakes(changes(vec![wish(1); 21], Form::default())),
            [(Code::ListTooLong, "items".into())]
        );
        let items = changes(vec![wish(1), wish(0), wish(3), wish(-1)], Form::default()).unwrap();
        let agreed = ["one".to_owned(), "two".to_owned()];
        let unknown = |at: usize| (Code::RequirementUnknown, format!("items.{at}.requirement"));
        assert_eq!(
            mistakes(cited(&items, &agreed)),
            [unknown(1), unknown(2), unknown(3)]
        );
    }

    #[test]
    fn a_post_cannot_come_from_the_future() {
        let now: DateTime<Utc> = "2026-11-20T10:00:00Z".parse().unwrap();
        let post = |posted_at: &str| Post {
            url: "https://example.com/p/1".into(),
            posted_at: posted_at.parse().unwrap(),
            proof: "My account".into(),
        };
        assert!(
            post("2026-11-20T10:00:00Z")
                .read(now, Form::default())
                .is_ok()
        );
        assert_eq!(
            mistakes(post("2026-11-20T10:00:00.000001Z").read(now, Form::default())),
            [(Code::ValueOutOfRange, "postedAt".into())]
        );
    }
}
