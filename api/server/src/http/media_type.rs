//! Accept-header negotiation: which of our media types the client prefers.

use std::cmp::Ordering::Equal;

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
    quality: f32,
    /// 3 for the type itself, 2 for all of its kind, 1 for anything.
    precision: u8,
    /// Earlier is more.
    place: std::cmp::Reverse<usize>,
}

/// Picks by q-values: of equals the one that is named itself, and of those the first. JSON when nothing is asked for;
/// none when none will do.
pub(super) fn pick(accept: Option<&str>) -> Option<MediaType> {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return Some(MediaType::Json);
    };
    // The later of equals wins a `max_by`: those who take anything get JSON.
    let forms = [MediaType::Events, MediaType::Response, MediaType::Json];
    let wishes = forms.map(|form| (form, wish(accept, form.media_type())));
    let wanted = wishes.into_iter().filter_map(|(form, wish)| {
        // Events are for those who ask for them by name.
        let is_named = |wish: &Preference| form != MediaType::Events || wish.precision == 3;
        let wish = wish.filter(|wish| wish.quality > 0.0 && is_named(wish))?;
        Some((form, wish))
    });
    let best = wanted.max_by(|(_, one), (_, other)| one.partial_cmp(other).unwrap_or(Equal));
    best.map(|(form, _)| form)
}

/// True when a page is wanted more than an answer: somebody follows a link, and no program asks.
pub(super) fn is_for_page(accept: Option<&str>) -> bool {
    let accept = accept.unwrap_or_default();
    let quality = |media_type| wish(accept, media_type).map_or(0.0, |wish| wish.quality);
    let forms = [MediaType::Events, MediaType::Response, MediaType::Json];
    let ours = forms.map(|form| quality(form.media_type()));
    let ours = ours.into_iter().fold(0.0, f32::max);
    quality("text/html") > ours
}

fn wish(accept: &str, media_type: &str) -> Option<Preference> {
    let kind = media_type.split_once('/')?.0;
    let mut best: Option<Preference> = None;
    for (place, entry) in accept.split(',').enumerate() {
        let mut parts = entry.split(';').map(str::trim);
        let range = parts.next()?.to_ascii_lowercase();
        let precision = match range.as_str() {
            "*/*" => 1,
            range if range == media_type => 3,
            range if range.strip_suffix("/*") == Some(kind) => 2,
            _ => continue,
        };
        let quality = parts
            .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
            .map_or(1.0, |text| text.parse().unwrap_or(0.0));
        let quality = if (0.0..=1.0).contains(&quality) {
            quality
        } else {
            0.0
        };
        if best.is_none_or(|best| precision > best.precision) {
            let place = std::cmp::Reverse(if precision == 3 { place } else { 0 });
            best = Some(Preference {
                quality,
                precision,
                place,
            });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("APPLICATION/JSON ; charset=utf-8 ; q=1.0", MediaType::Json),
        ] {
            assert_eq!(pick(Some(accept)), Some(form), "{accept}");
        }
        for accept in [
            "application/json;q=NaN",
            "application/json;q=2",
            "application/jso",
            "application",
            ",;",
        ] {
            assert_eq!(pick(Some(accept)), None, "{accept}");
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
