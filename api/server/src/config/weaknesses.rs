//! What is allowed, and said at the start, as it may not be what was meant.

use super::{Config, Payments, SecretUrl, SessionStore, Stage};

impl Config {
    /// What whoever started the program should know, a sentence each.
    pub fn weaknesses(&self) -> Vec<String> {
        let mut found = Vec::new();
        for stranger in &self.strangers {
            found.push(format!(
                "the environment variable {stranger} is no setting; it changes nothing"
            ));
        }
        for name in self.database_url.ignored() {
            found.push(format!(
                "DATABASE_URL has the parameter `{name}`, which is not known: it is left out"
            ));
        }
        if self.stage == Stage::Development {
            return found;
        }
        found.extend(self.database_in_the_open());
        if let SessionStore::Redis(url) = &self.sessions
            && url.as_str().starts_with("redis://")
            && !url.is_local()
        {
            found.push(format!(
                "REDIS_URL leads to another host without TLS ({url}): whoever is in between reads sessions and can end them; use rediss://"
            ));
        }
        match self.payments {
            Payments::Sandbox => found.push(
                "PAYMENTS=sandbox: no money moves, and anybody can fund a wallet with any amount"
                    .to_owned(),
            ),
        }
        found
    }

    fn database_in_the_open(&self) -> Option<String> {
        let url: &SecretUrl = &self.database_url;
        if !url.as_str().starts_with("postgres") || url.is_local() {
            return None;
        }
        let mode = url.parameter(&["sslmode", "ssl-mode"]);
        let mode = mode.or_else(|| self.default_sslmode.clone());
        let mode = mode.map_or("prefer".to_owned(), |mode| mode.to_ascii_lowercase());
        (mode != "verify-full").then(|| {
            format!(
                "DATABASE_URL leads to another host with sslmode={mode} ({url}): whoever is in between can pose as the database; use sslmode=verify-full, and sslrootcert=FILE for an authority of your own"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(settings: &[(&str, &str)]) -> Vec<String> {
        let common = [
            ("MICROFLUENCE_ENV", "production"),
            ("SIGNING_KEY_FILE", "key.pem"),
            ("PAYMENTS", "sandbox"),
        ];
        let all = [settings, &common].concat();
        let config = Config::from(|name| {
            let found = all.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        let weaknesses = config.unwrap().weaknesses();
        let words = weaknesses.iter().map(|text| {
            let end = text.find([' ', '=']).unwrap();
            text[..end].to_owned()
        });
        words.collect()
    }

    #[test]
    fn in_production_whatever_travels_in_the_open_is_warned_of() {
        for url in [
            "postgres://app:x@db/x",
            "postgres://app:x@db/x?sslmode=require",
            "postgres://app:x@db/x?sslmode=verify-ca",
            "postgres://app:x@db/x?sslmode=verify-full&sslmode=allow",
            "postgresql://localhost/x?host=10.0.0.1",
        ] {
            assert_eq!(
                found(&[("DATABASE_URL", url)]),
                ["DATABASE_URL", "PAYMENTS"]
            );
        }
        for url in [
            "postgres://app:x@db/x?sslmode=verify-full",
            "postgres://app:x@localhost/x",
            "postgres:///x?host=/run/postgresql",
            "sqlite://x.sqlite",
        ] {
            assert_eq!(found(&[("DATABASE_URL", url)]), ["PAYMENTS"]);
        }
        let in_environment = [
            ("DATABASE_URL", "postgres://db/x"),
            ("PGSSLMODE", "verify-full"),
        ];
        assert_eq!(found(&in_environment), ["PAYMENTS"]);
        assert_eq!(
            found(&[("REDIS_URL", "redis://redis/")]),
            ["REDIS_URL", "PAYMENTS"]
        );
        assert_eq!(found(&[("REDIS_URL", "rediss://redis/")]), ["PAYMENTS"]);
        assert_eq!(found(&[("REDIS_URL", "redis://localhost/")]), ["PAYMENTS"]);
    }

    #[test]
    fn in_development_only_what_is_left_out_is_told() {
        let url = "postgres://db/x?channel_binding=require";
        let settings = [("MICROFLUENCE_ENV", "development"), ("DATABASE_URL", url)];
        assert_eq!(found(&settings), ["DATABASE_URL"]);
    }
}
