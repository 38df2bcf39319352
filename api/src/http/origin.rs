//! From which pages a browser may open a WebSocket: it does so without asking first, whatever CORS says.

use actix_web::HttpRequest;
use actix_web::http::header;
use url::Url;

/// True for programs, which send no `Origin`, for our own pages, and for those of the origins listed.
pub(super) fn is_welcome(request: &HttpRequest, listed: &[String]) -> bool {
    let mut origins = request.headers().get_all(header::ORIGIN);
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return !request.headers().contains_key(header::ORIGIN);
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let host = request.connection_info().host().to_owned();
    listed.iter().any(|welcome| welcome == origin) || is_of(origin, &host)
}

/// True for the origin of a host. The scheme is left out: behind a proxy that ends TLS we do not know our own.
fn is_of(origin: &str, host: &str) -> bool {
    let Ok(origin) = Url::parse(origin) else {
        return false;
    };
    let Ok(ours) = Url::parse(&format!("{}://{host}", origin.scheme())) else {
        return false;
    };
    let authority = |url: &Url| {
        let host = url.host_str().map(str::to_owned)?;
        Some((host, url.port_or_known_default()?))
    };
    authority(&origin).is_some() && authority(&origin) == authority(&ours)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn welcomes(host: &str, origins: &[&str]) -> bool {
        let listed = ["https://app.example.com".to_owned()];
        let mut request = TestRequest::get().insert_header((header::HOST, host));
        for origin in origins {
            request = request.append_header((header::ORIGIN, *origin));
        }
        is_welcome(&request.to_http_request(), &listed)
    }

    #[test]
    fn our_own_pages_and_those_listed_are_welcome() {
        assert!(welcomes("api.example.com", &[]));
        assert!(welcomes("api.example.com", &["https://api.example.com"]));
        assert!(welcomes(
            "api.example.com:443",
            &["https://api.example.com"]
        ));
        assert!(welcomes("127.0.0.1:8080", &["http://127.0.0.1:8080"]));
        assert!(welcomes("api.example.com", &["https://app.example.com"]));
    }

    #[test]
    fn pages_of_others_are_not() {
        for origin in [
            "https://evil.example",
            "https://api.example.com.evil.example",
            "https://api.example.com@evil.example",
            "https://api.example.com:8443",
            "http://app.example.com",
            "https://app.example.com:444",
            "null",
            "",
            "file://",
        ] {
            assert!(!welcomes("api.example.com", &[origin]), "{origin}");
        }
        let both = ["https://api.example.com", "https://evil.example"];
        assert!(!welcomes("api.example.com", &both));
    }
}
