//! Pages of which origins may ask: by CORS, and by WebSockets, which a browser opens without asking first.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use url::{Host, Url};

/// What a page is told that may not ask. It cannot read it, but who develops it can.
pub(super) const UNWELCOME: &str =
    "Pages of this origin may not ask here. Whoever runs this can list it in ALLOWED_ORIGINS.";
/// What a page is told that may ask, and not with what it wants to send.
pub(super) const UNLISTED: &str = "Pages may not send one of these headers, or not with this method. Whoever runs this can list headers in ALLOWED_HEADERS.";
/// Origins that are told of in the log, once each.
const TOLD_MAX: usize = 100;

/// The origins whose pages are welcome. Clones are the same.
#[derive(Clone, Debug)]
pub struct Origins(Arc<Known>);

#[derive(Debug)]
struct Known {
    listed: Vec<String>,
    welcomes_local: bool,
    told: Mutex<BTreeSet<String>>,
}

impl Origins {
    /// Those listed; and where somebody develops, all of the same machine, whatever their port.
    pub fn new(listed: Vec<String>, welcomes_local: bool) -> Self {
        Self(Arc::new(Known {
            listed,
            welcomes_local,
            told: Mutex::default(),
        }))
    }

    /// True for an origin that is listed, or of this machine where that is enough.
    pub(super) fn knows(&self, origin: &str) -> bool {
        let is_listed = self.0.listed.iter().any(|welcome| welcome == origin);
        is_listed || (self.0.welcomes_local && is_local(origin))
    }

    /// True for programs, which send no `Origin`, for our own pages, and for those of origins we know.
    pub(super) fn allows(&self, request: &HttpRequest) -> bool {
        let mut origins = request.headers().get_all(header::ORIGIN);
        let (Some(origin), None) = (origins.next(), origins.next()) else {
            return !request.headers().contains_key(header::ORIGIN);
        };
        let Ok(origin) = origin.to_str() else {
            return false;
        };
        let host = request.connection_info().host().to_owned();
        self.knows(origin) || is_of(origin, &host)
    }

    /// Tells the operator which origin was refused, and what to do where that is wrong; once for each.
    pub(super) fn tell_of(&self, headers: &HeaderMap) {
        let origin = headers
            .get(header::ORIGIN)
            .and_then(|value| value.to_str().ok());
        let origin = origin.unwrap_or_default();
        let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < TOLD_MAX && told.insert(origin.to_owned()) {
            tracing::warn!(
                origin,
                "cors: refused a page of an origin that is not in ALLOWED_ORIGINS"
            );
        }
    }
}

/// A page that this machine serves.
fn is_local(origin: &str) -> bool {
    let Ok(url) = Url::parse(origin) else {
        return false;
    };
    let is_exact = url.origin().ascii_serialization() == origin;
    is_exact && ["http", "https"].contains(&url.scheme()) && is_of_this_machine(&url)
}

/// True for an address of the same machine.
pub(crate) fn is_of_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
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

    fn allows(host: &str, origins: &[&str]) -> bool {
        let origins_known = Origins::new(vec!["https://app.example.com".to_owned()], false);
        let mut request = TestRequest::get().insert_header((header::HOST, host));
        for origin in origins {
            request = request.append_header((header::ORIGIN, *origin));
        }
        origins_known.allows(&request.to_http_request())
    }

    #[test]
    fn our_own_pages_and_those_listed_are_welcome() {
        assert!(allows("api.example.com", &[]));
        assert!(allows("api.example.com", &["https://api.example.com"]));
        assert!(allows("api.example.com:443", &["https://api.example.com"]));
        assert!(allows("127.0.0.1:8080", &["http://127.0.0.1:8080"]));
        assert!(allows("api.example.com", &["https://app.example.com"]));
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
            assert!(!allows("api.example.com", &[origin]), "{origin}");
        }
        let both = ["https://api.example.com", "https://evil.example"];
        assert!(!allows("api.example.com", &both));
    }

    #[test]
    fn where_somebody_develops_all_pages_of_the_machine_are() {
        let (open, strict) = (Origins::new(vec![], true), Origins::new(vec![], false));
        for origin in [
            "http://localhost:3000",
            "http://localhost:19006",
            "https://localhost",
            "http://app.localhost:5173",
            "http://127.0.0.1:8081",
            "http://[::1]:3000",
        ] {
            assert!(open.knows(origin) && !strict.knows(origin), "{origin}");
        }
        for origin in [
            "http://localhost.evil.example",
            "http://localhost:3000/path",
            "http://192.168.0.7:3000",
            "file://localhost",
            "null",
        ] {
            assert!(!open.knows(origin), "{origin}");
        }
    }
}
