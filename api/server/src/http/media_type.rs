//! Accept-header negotiation: which of our media types the client prefers.

use std::cmp::Ordering::Equal;
use std::cmp::Reverse;

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, Header, Quality};

/// The forms an answer can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/graphql-response+json`: the status tells how it went.
    Response,
    /// `application/json`: 200 for whatever is a GraphQL answer.
    Json,
    /// `text/event-stream`: every answer is an event.
    Events,
}

impl MediaType {
    /// The header of the answer.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Events => "text/event-stream; charset=utf-8",
        }
    }
}

impl MediaType {
    fn media_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json",
            Self::Json => "application/json",
            Self::Events => "text/event-stream",
        }
    }
}

/// How much a media type is wanted, by the most specific range that names it.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Preference {
    quality: Quality,
    /// 3 for the type itself, 2 for all of its kind, 1 for anything.
    precision: u8,
    /// Earlier is more.
    place: Reverse<usize>,
}

/// What a client accepts; nothing where it does not say.
pub(super) fn accepted(request: &HttpRequest) -> Option<Accept> {
    let accept = Accept::parse(request).ok()?;
    // Ranges that cannot be read are left out; where none can, nothing was said.
    (!accept.is_empty()).then_some(accept)
}

/// Picks by q-values: of equals the one that is named itself, and of those the first. JSON when nothing is asked for;
/// none when none will do.
pub(super) fn pick(accept: Option<&Accept>) -> Option<MediaType> {
    let Some(accept) = accept else {
        return Some(MediaType::Json);
    };
    // The later of equals wins a `max_by`: those who take anything get JSON.
    let ours = OURS.map(|ours| (ours, preference(accept, ours.media_type())));
    let wanted = ours.into_iter().filter_map(|(ours, preference)| {
        // Events are for those who ask for them by name.
        let is_named = |it: &Preference| ours != MediaType::Events || it.precision == 3;
        let preference = preference.filter(|it| it.quality > Quality::ZERO && is_named(it))?;
        Some((ours, preference))
    });
    let best = wanted.max_by(|(_, one), (_, other)| one.partial_cmp(other).unwrap_or(Equal));
    best.map(|(ours, _)| ours)
}

/// True when a page is wanted more than an answer: somebody follows a link, and no program asks.
pub(super) fn is_for_page(accept: Option<&Accept>) -> bool {
    let quality = |media_type| {
        let preference = preference(accept?, media_type)?;
        Some(preference.quality)
    };
    let ours = OURS
        .into_iter()
        .filter_map(|ours| quality(ours.media_type()));
    let page = quality("text/html").unwrap_or(Quality::ZERO);
    ours.fold(Quality::ZERO, Quality::max) < page
}

const OURS: [MediaType; 3] = [MediaType::Events, MediaType::Response, MediaType::Json];

fn preference(accept: &Accept, media_type: &str) -> Option<Preference> {
    let kind = media_type.split_once('/')?.0;
    let mut best: Option<Preference> = None;
    for (place, range) in accept.iter().enumerate() {
        let precision = match range.item.essence_str() {
            "*/*" => 1,
            range if range == media_type => 3,
            range if range.strip_suffix("/*") == Some(kind) => 2,
            _ => continue,
        };
        if best.is_none_or(|best| precision > best.precision) {
            best = Some(Preference {
                quality: range.quality,
                precision,
                place: Reverse(if precision == 3 { place } else { 0 }),
            });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn of(accept: &str) -> Option<Accept> {
        let request = TestRequest::default().insert_header(("accept", accept));
        accepted(&request.to_http_request())
    }

    fn pick(accept: Option<&str>) -> Option<MediaType> {
        super::pick(accept.and_then(of).as_ref())
    }

    fn is_for_page(accept: Option<&str>) -> bool {
        super::is_for_page(accept.and_then(of).as_ref())
    }

    #[test]
    fn the_media_type_follows_the_q_values() {
        assert_eq!(pick(None), Some(MediaType::Json));
        assert_eq!(pick(Some("*/*")), Some(MediaType::Json));
        assert_eq!(
            pick(Some(
                "application/graphql-response+json, application/json;q=0.9"
            )),
            Some(MediaType::Response)
        );
        assert_eq!(
            pick(Some(
                "application/graphql-response+json;q=0.1, application/json"
            )),
            Some(MediaType::Json)
        );
        assert_eq!(pick(Some("text/event-stream")), Some(MediaType::Events));
        assert_eq!(
            pick(Some("application/json;q=0.5, text/event-stream")),
            Some(MediaType::Events)
        );
        assert_eq!(
            pick(Some("text/event-stream;q=0.5, */*")),
            Some(MediaType::Json)
        );
        assert_eq!(pick(Some("application/json;q=0, */*;q=0")), None);
        for (accept, form) in [
            (
                "application/json, application/graphql-response+json",
                MediaType::Json,
            ),
            (
                "application/graphql-response+json, application/json",
                MediaType::Response,
            ),
            ("text/html, */*;q=0.1", MediaType::Json),
            ("application/*", MediaType::Json),
            (
                "*/*, application/graphql-response+json",
                MediaType::Response,
            ),
            (
                "application/*;q=0.2, application/graphql-response+json;q=0.1",
                MediaType::Json,
            ),
            // What is refused by name is refused, whatever else is taken.
            ("*/*, application/json;q=0", MediaType::Response),
            ("*/*;q=0.9, application/json;q=0.1", MediaType::Response),
            (
                "application/*;q=0, */*;q=1, application/json;Q=0.5",
                MediaType::Json,
            ),
            (
                "APPLICATION/GRAPHQL-RESPONSE+JSON; charset=utf-8; q=1.0",
                MediaType::Response,
            ),
        ] {
            assert_eq!(pick(Some(accept)), Some(form), "{accept}");
        }
        assert_eq!(pick(Some("application/jso")), None);
        for unreadable in [
            "application/json;q=NaN",
            "application/json;q=2",
            "application",
            ",;",
            "APPLICATION/JSON ; charset=utf-8",
        ] {
            assert_eq!(
                pick(Some(unreadable)),
                Some(MediaType::Json),
                "{unreadable}"
            );
        }
        assert_eq!(pick(Some("text/html")), None);
    }

    #[test]
    fn a_browser_that_follows_a_link_wants_a_page() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert!(is_for_page(Some(browser)));
        assert!(is_for_page(Some("text/html")));
        for accept in [
            "",
            "*/*",
            "application/json",
            "application/json, text/html",
            "text/*;q=0.1, */*",
        ] {
            assert!(!is_for_page(Some(accept)), "{accept}");
        }
    }
}
