//! Which of our media types the client prefers.

/// The forms an answer can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `application/graphql-response+json`: the status tells how it went.
    Response,
    /// `application/json`: 200 for whatever is a GraphQL answer.
    Json,
    /// `text/event-stream`: every answer is an event.
    Events,
}

impl Form {
    /// The header of the answer.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Events => "text/event-stream; charset=utf-8",
        }
    }
}

/// Picks by q-values, the first of equals; JSON when nothing is asked for; none when none will do.
pub(super) fn pick(accept: Option<&str>) -> Option<Form> {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return Some(Form::Json);
    };
    let mut best: Option<(f32, Form)> = None;
    for entry in accept.split(',') {
        let mut parts = entry.split(';').map(str::trim);
        let form = match parts
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "application/graphql-response+json" => Form::Response,
            "text/event-stream" => Form::Events,
            "application/json" | "application/*" | "*/*" => Form::Json,
            _ => continue,
        };
        let quality = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(Ok(1.0), str::parse::<f32>)
            .unwrap_or(0.0);
        if quality > 0.0 && best.is_none_or(|(highest, _)| quality > highest) {
            best = Some((quality, form));
        }
    }
    best.map(|(_, form)| form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_follows_the_q_values() {
        assert_eq!(pick(None), Some(Form::Json));
        assert_eq!(pick(Some("*/*")), Some(Form::Json));
        assert_eq!(
            pick(Some(
                "application/graphql-response+json, application/json;q=0.9"
            )),
            Some(Form::Response)
        );
        assert_eq!(
            pick(Some(
                "application/graphql-response+json;q=0.1, application/json"
            )),
            Some(Form::Json)
        );
        assert_eq!(pick(Some("text/event-stream")), Some(Form::Events));
        assert_eq!(
            pick(Some("application/json;q=0.5, text/event-stream")),
            Some(Form::Events)
        );
        assert_eq!(pick(Some("text/event-stream;q=0.5, */*")), Some(Form::Json));
        assert_eq!(pick(Some("application/json;q=0, */*;q=0")), None);
        assert_eq!(pick(Some("text/html")), None);
    }
}
