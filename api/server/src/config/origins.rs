//! Who may ask from where: origins of pages, and networks of proxies.

use std::net::IpAddr;

use anyhow::{Context, ensure};
use ipnet::IpNet;
use url::Url;

use super::Stage;
use crate::http::origin::is_of_this_machine;

/// An origin as browsers write it. In production pages come over TLS, but for those of the same machine.
pub(super) fn origin(text: &str, stage: Stage) -> anyhow::Result<String> {
    let url = Url::parse(text).context("it is not an origin such as https://app.example.com")?;
    let is_exact = ["http", "https"].contains(&url.scheme())
        && !text.contains('*')
        && url.origin().ascii_serialization() == text;
    ensure!(
        is_exact,
        "an origin is scheme, host and port, such as https://app.example.com"
    );
    ensure!(
        stage == Stage::Development || url.scheme() == "https" || is_of_this_machine(&url),
        "in production an origin starts with https://"
    );
    Ok(text.to_owned())
}

/// The name of a header that pages may send.
pub(super) fn header(text: &str) -> anyhow::Result<String> {
    let name = actix_web::http::header::HeaderName::try_from(text);
    let name = name.context("it is not the name of a header, such as x-app-version")?;
    Ok(name.as_str().to_owned())
}

/// One address, or a network.
pub(super) fn net(text: &str) -> anyhow::Result<IpNet> {
    let net = text
        .parse()
        .or_else(|_| text.parse().map(|address: IpAddr| address.into()));
    net.map_err(|_| anyhow::anyhow!("it is neither an address nor a network such as 10.0.0.0/8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_production_pages_come_over_tls() {
        for text in [
            "http://app.example.com",
            "http://192.0.2.1",
            "http://localhost.example.com",
        ] {
            let error = format!("{:#}", origin(text, Stage::Production).unwrap_err());
            assert!(error.contains("https://"), "{error}");
        }
        for text in [
            "https://app.example.com",
            "http://localhost:3000",
            "http://127.0.0.1",
            "http://[::1]:3000",
        ] {
            assert_eq!(origin(text, Stage::Production).unwrap(), text);
        }
    }
}
