//! Formats that are somebody else's: web and e-mail addresses, countries, languages, bank accounts.

use email_address::{EmailAddress, Options};
use iban::{Iban, IbanLike};
use url::Url;

use super::Invalid;
use super::text::{looks_empty, trimmed};
use crate::error::Code;

const LINK_MAX: usize = 2_048;
const EMAIL_MAX: usize = 254;

/// A web address: https, with a host name, at most 2,048 characters as it is stored, no user name or password in it.
pub fn link(text: &str) -> Result<String, Invalid> {
    let wrong = || {
        let message = "Give a full web address that starts with https://.";
        Invalid::new(Code::ValueInvalid, message)
    };
    let text = trimmed(text);
    // Browsers mend what is only meant to be one, and leave out what nobody sees.
    let is_whole = text
        .get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    let is_seen = |letter: char| !letter.is_control() && !looks_empty(letter);
    if !is_whole || !text.chars().all(is_seen) {
        return Err(wrong());
    }
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_name =
        |domain: &str| domain.contains('.') && domain.split('.').all(|part| !part.is_empty());
    let has_secrets = !url.username().is_empty() || url.password().is_some();
    if !url.domain().is_some_and(is_name) || has_secrets {
        return Err(wrong());
    }

    let stored = String::from(url);
    if stored.len() > LINK_MAX {
        let message = "A web address has at most 2,048 characters, each letter beyond ASCII as the several it is sent as.";
        return Err(Invalid::new(Code::ValueTooLong, message).with("max", LINK_MAX));
    }
    Ok(stored)
}

/// An e-mail address and nothing else, in the form it is stored and compared: lower case, at most 254 characters.
pub fn email(text: &str) -> Result<String, Invalid> {
    let text = trimmed(text);
    // Before it is made lower case: the Kelvin sign would become a plain k.
    let is_plain = text.is_ascii() && !text.contains(['"', '(', ')', '<', '>', '\\', ' ', ',']);
    let text = text.to_ascii_lowercase();
    if is_plain && text.len() > EMAIL_MAX {
        let message = "An e-mail address has at most 254 characters.";
        return Err(Invalid::new(Code::ValueTooLong, message).with("max", EMAIL_MAX));
    }
    let options = Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_required_tld();
    if is_plain && EmailAddress::parse_with_options(&text, options).is_ok() {
        Ok(text)
    } else {
        let message = "This is not an e-mail address.";
        Err(Invalid::new(Code::ValueInvalid, message))
    }
}

/// An ISO 3166-1 alpha-2 country code, upper case.
pub fn country(text: &str) -> Result<String, Invalid> {
    let text = trimmed(text);
    let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let known = is_code.then(|| celes::Country::from_alpha2(text.to_ascii_uppercase()).ok());
    match known.flatten() {
        Some(country) => Ok(country.alpha2.to_owned()),
        None => {
            let message = "Give a two-letter country code of ISO 3166-1, such as DE.";
            Err(Invalid::new(Code::ValueInvalid, message))
        }
    }
}

/// A BCP 47 language tag, such as `de` or `pt-BR`, in its usual spelling.
pub fn language(text: &str) -> Result<String, Invalid> {
    let text = trimmed(text);
    let tag = oxilangtag::LanguageTag::parse_and_normalize(text);
    match tag {
        Ok(tag) if text.is_ascii() && tag.as_str().len() <= 35 => Ok(tag.into_inner()),
        Ok(_) | Err(_) => {
            let message = "Give a language tag of BCP 47, such as de or pt-BR.";
            Err(Invalid::new(Code::ValueInvalid, message))
        }
    }
}

/// An IBAN as it is sent to banks, however it was grouped where it was copied from.
pub fn iban(text: &str) -> Result<String, Invalid> {
    let letters = text.chars().filter(|letter| !looks_empty(*letter));
    let plain: String = letters.map(|letter| letter.to_ascii_uppercase()).collect();
    match plain.parse::<Iban>() {
        Ok(iban) => Ok(iban.electronic_str().to_owned()),
        Err(_) => {
            let message = "This is not a valid IBAN.";
            Err(Invalid::new(Code::IbanInvalid, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::UserError;

    #[test]
    fn a_link_is_https_and_has_a_domain() {
        assert_eq!(
            link(" HTTPS://Example.com/a?b=c ").unwrap(),
            "https://example.com/a?b=c"
        );
        for bad in [
            "http://example.com",
            "https://localhost",
            "https://localhost.",
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://a:b@example.com",
            "https:example.com",
            "https://exa\nmple.com",
            "https://example..com",
            "nonsense",
        ] {
            assert!(link(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_link_is_as_long_as_what_is_stored() {
        let address =
            |letter: &str, count: usize| format!("https://example.com/{}", letter.repeat(count));
        assert_eq!(link(&address("a", 2_028)).unwrap().len(), 2_048);
        let long = link(&address("a", 2_029)).unwrap_err();
        assert_eq!(
            (long.code(), long.parameters()),
            (Code::ValueTooLong, vec![("max", "2048".into())])
        );
        assert_eq!(
            link(&address("漢", 1_000)).unwrap_err().code(),
            Code::ValueTooLong
        );
    }

    #[test]
    fn an_email_address_is_an_address_and_nothing_else() {
        assert_eq!(email(" Zoe@Example.COM ").unwrap(), "zoe@example.com");
        assert_eq!(
            email("zoe+tea@mail.example.co.uk").unwrap(),
            "zoe+tea@mail.example.co.uk"
        );
        for bad in [
            "zoe",
            "Mallory <bea@example.com>",
            "<bea@example.com>",
            "mailto:bea@example.com",
            "\"bea\"@example.com",
            "bea(mallory)@example.com",
            "bea@[127.0.0.1]",
            "bea@example",
            "bea@example.com,mal@example.com",
            "bea@example.com\nbcc: mal@example.com",
            "bea @example.com",
            // The Kelvin sign and the long s have ASCII letters as their other case.
            "\u{212A}ai@example.com",
            "bea@\u{17F}ample.com",
            "zoë@example.com",
        ] {
            assert_eq!(email(bad).unwrap_err().code(), Code::ValueInvalid, "{bad}");
        }
        let long = format!("{}@example.com", "x".repeat(243));
        assert_eq!(email(&long).unwrap_err().code(), Code::ValueTooLong);
    }

    #[test]
    fn a_country_is_two_ascii_letters_and_a_language_a_tag() {
        assert_eq!(country(" de").unwrap(), "DE");
        for bad in ["XX", "ß", "ﬁ", "D\u{200B}E", "DEU", "ｄｅ", "", "d1"] {
            assert!(country(bad).is_err(), "{bad}");
        }
        assert_eq!(language("PT-br").unwrap(), "pt-BR");
        for bad in [
            "!",
            "",
            "ß",
            "d\u{200B}e",
            &format!("de-x-{}", "abcdefgh-".repeat(9)),
        ] {
            assert!(language(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_iban_is_read_as_it_is_pasted() {
        for pasted in [
            "DE89370400440532013000",
            "de89 3704 0044 0532 0130 00",
            "DE89\u{A0}3704\u{A0}0044\u{A0}0532\u{A0}0130\u{A0}00",
            " DE89\u{202F}3704\r\n0044 0532\t0130 00\u{200B}\n",
        ] {
            assert_eq!(
                iban(pasted).unwrap(),
                "DE89370400440532013000",
                "{pasted:?}"
            );
        }
        for bad in [
            "",
            "DE88370400440532013000",
            "DE89370400440532013000x",
            "ＤＥ89370400440532013000",
        ] {
            assert_eq!(iban(bad).unwrap_err().code(), Code::IbanInvalid, "{bad}");
        }
    }
}
