//! URLs that may hold a password.

use std::fmt;

use anyhow::{bail, ensure};
use url::{Host, Url};

/// What a Postgres URL may say behind its `?`; our driver would ignore the rest, and print it.
const PARAMETERS: [&str; 17] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
];

/// A URL that may hold a password. Shown, it has none; whoever connects asks for all of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl {
    text: String,
    /// Names of parameters that were taken out, as nobody knows them.
    ignored: Vec<String>,
}

impl SecretUrl {
    /// Reads a setting. What cannot be read is told without any of it, as a password could stand anywhere in it.
    pub fn read(setting: &str, text: &str, starts: &[&str]) -> anyhow::Result<Self> {
        if !starts.iter().any(|start| text.starts_with(start)) {
            bail!("{setting} must start with {}", starts.join(" or "));
        }
        if text.starts_with("sqlite:") {
            return Ok(text.to_owned().into());
        }
        let url = Url::parse(text).ok().filter(|url| !is_astray(url));
        let Some(url) = url else {
            let shown = shown(text);
            bail!(
                "{setting} ({shown}) cannot be read as a URL; in a user name or a password, / is written as %2F, ? as %3F, # as %23, @ as %40, : as %3A and % as %25"
            );
        };
        ensure!(
            url.has_host() || text.starts_with("postgres"),
            "{setting} names no host"
        );
        Ok(if text.starts_with("postgres") {
            without_unknown(url, text)
        } else {
            text.to_owned().into()
        })
    }

    /// All of it, to connect.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Parameters that nobody knows, by name.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The last value of a parameter.
    pub fn parameter(&self, names: &[&str]) -> Option<String> {
        let url = Url::parse(&self.text).ok()?;
        let pairs = url.query_pairs();
        let named = pairs.filter(|(name, _)| names.contains(&&**name));
        named.last().map(|(_, value)| value.into_owned())
    }

    /// It leads to this machine, as far as the URL tells.
    pub fn is_local(&self) -> bool {
        let Ok(url) = Url::parse(&self.text) else {
            return true;
        };
        let host = self.parameter(&["host", "hostaddr"]);
        let host = host.or_else(|| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_default();
        let is_socket = host.is_empty() || host.starts_with('/') || host.starts_with("%2F");
        is_socket || is_loopback(&host)
    }
}

impl From<String> for SecretUrl {
    fn from(text: String) -> Self {
        Self {
            text,
            ignored: Vec::new(),
        }
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&shown(&self.text))
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// A URL fit for logs and errors: where it leads. Of one that cannot be read only the scheme is told.
pub fn shown(text: &str) -> String {
    if text.starts_with("sqlite:") {
        return text.split('?').next().unwrap_or_default().to_owned();
    }
    let Some((scheme, _)) = text.split_once("://") else {
        return "...".to_owned();
    };
    let Some(url) = Url::parse(text).ok().filter(|url| !is_astray(url)) else {
        return format!("{scheme}://...");
    };
    // A name that stands alone may be a password at the wrong place.
    let user = match (url.username(), url.password()) {
        ("", None) => String::new(),
        (user, Some(_)) => format!("{user}:***@"),
        (_, None) => "***@".to_owned(),
    };
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}"));
    let port = port.unwrap_or_default();
    format!("{scheme}://{user}{host}{port}{}", url.path())
}

/// An `@` behind the host: a password with `/`, `?` or `#` in it was taken for host and port.
fn is_astray(url: &Url) -> bool {
    let rest = [Some(url.path()), url.query(), url.fragment()];
    rest.into_iter().flatten().any(|part| part.contains('@'))
}

fn without_unknown(mut url: Url, text: &str) -> SecretUrl {
    let is_known = |name: &str| {
        PARAMETERS.contains(&name) || name == "options" || name.starts_with("options[")
    };
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let (known, unknown): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(|(name, _)| is_known(name));
    if unknown.is_empty() {
        return text.to_owned().into();
    }
    url.set_query(None);
    if !known.is_empty() {
        url.query_pairs_mut().extend_pairs(known);
    }
    SecretUrl {
        text: url.into(),
        ignored: unknown.into_iter().map(|(name, _)| name).collect(),
    }
}

fn is_loopback(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => match name.parse::<std::net::IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => name == "localhost" || name.ends_with(".localhost"),
        },
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => host
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STARTS: [&str; 3] = ["sqlite:", "postgres://", "redis://"];

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://app:s3cret@db/x",
            "postgres://app:s3cr#s3cret@db/x",
            "postgres://app:1#s3cret@db/x",
            "postgres://app:s3cret/@db/x",
            "postgres://app:1/s3cret@db/x",
            "postgres://app:1?s3cret@db/x",
            "postgres://app:s3cret?@db/x",
            "postgres://app:s3cret[@db/x",
            "postgres://app:s3cret@@db/x",
            "postgres://app:s3cret:s3cret@db/x",
            "postgres://app:s3cret@d b/x",
            "postgres://app:s3cret@db:port/x",
            "postgres://app:s3cret",
            "postgres://db/x?password=s3cret",
            "postgres://db/x?sslpassword=s3cret",
            "postgres://app:%s3cret@db/x",
            "postgres:app:s3cret@db",
            "app:s3cret@db",
            "redis://s3cret@db/",
            "redis://:s3cret@db/",
            "redis://:s3cret@s3cret@db/",
            "redis://:s3cr/s3cret@db/",
            "redis://db/?password=s3cret",
            "redis://db/#s3cret",
            "mysql://app:s3cret@db/x",
            "s3cret",
        ] {
            let read = match SecretUrl::read("URL", text, &STARTS) {
                Ok(url) => format!("{url} {url:?}"),
                Err(error) => format!("{error:?}"),
            };
            assert!(!read.contains("s3cret"), "{text}: {read}");
            assert!(!shown(text).contains("s3cret"), "{text}: {}", shown(text));
        }
    }

    #[test]
    fn it_is_shown_where_a_url_leads() {
        for (text, expected) in [
            (
                "postgres://app:s3cret@db:6432/x?sslmode=require",
                "postgres://app:***@db:6432/x",
            ),
            ("postgres://app@db/x", "postgres://***@db/x"),
            ("redis://[::1]:6379/0", "redis://[::1]:6379/0"),
            ("sqlite://data/x.sqlite?mode=rwc", "sqlite://data/x.sqlite"),
            ("postgres://app:s3cr/t@db/x", "postgres://..."),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn unknown_parameters_are_left_out_and_named() {
        let read = |text| SecretUrl::read("URL", text, &STARTS).unwrap();
        let url = read("postgres://db/x?sslmode=require&channel_binding=require&pool=s3cret");
        assert_eq!(url.as_str(), "postgres://db/x?sslmode=require");
        assert_eq!(url.ignored(), ["channel_binding", "pool"]);
        let url = read("postgres://db/x?options=-c%20a%3Db&options[c]=d");
        assert!(url.as_str().ends_with("?options=-c%20a%3Db&options[c]=d"));
    }

    #[test]
    fn it_is_known_what_leads_to_this_machine() {
        let is_local = |text: &str| SecretUrl::from(text.to_owned()).is_local();
        for text in [
            "postgres://localhost/x",
            "postgres://127.0.0.1/x",
            "postgres://[::1]:5432/x",
            "postgres:///x",
            "postgres://%2Frun%2Fpostgresql/x",
            "postgres://db/x?host=/run/postgresql",
            "redis://localhost/",
            "redis://127.0.0.2/",
        ] {
            assert!(is_local(text), "{text}");
        }
        for text in [
            "postgres://db/x",
            "postgres://localhost/x?host=db",
            "postgres://10.0.0.1/x",
            "redis://localhost.example.com/",
        ] {
            assert!(!is_local(text), "{text}");
        }
    }
}
