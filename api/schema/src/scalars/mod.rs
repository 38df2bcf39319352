//! Public forms of ids, times, amounts and the like.

pub mod given;

use async_graphql::{
    Enum, ID, InputObject, InputValueError, InputValueResult, Scalar, ScalarType, Value,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::SecondsFormat;
use domain::error::{Code, Form, UserError};
use domain::id::Id;
use domain::instant;
use uuid::Uuid;

use crate::reading::shown::{leaf, shown_enums, shown_scalars};
use crate::scalars::given::Given;

const ID_VERSION: u8 = 1;

/// A public id that is not one of ours, or of another kind.
#[derive(Debug, thiserror::Error)]
#[error("This is not the id of such a thing.")]
pub struct InvalidId(&'static str);

impl UserError for InvalidId {
    fn code(&self) -> Code {
        Code::InvalidId
    }
    fn path(&self) -> Option<Vec<String>> {
        Some(self.0.split('.').map(str::to_owned).collect())
    }
}

/// The public form of an id: base64url of version, tag and key. Clients must not take it apart.
pub fn opaque_id<T: Id>(id: T) -> ID {
    let mut bytes = vec![ID_VERSION];
    bytes.extend(T::TAG);
    bytes.extend(id.uuid().as_bytes());
    ID(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// Tag and key of a public id. `path` says where it stood: `offerId`.
pub fn split_id(path: &'static str, id: &ID) -> Result<([u8; 2], Uuid), InvalidId> {
    match BASE64_URL_SAFE_NO_PAD.decode(id.as_str()).as_deref() {
        Ok([ID_VERSION, a, b, uuid @ ..]) => Ok((
            [*a, *b],
            Uuid::from_slice(uuid).map_err(|_| InvalidId(path))?,
        )),
        _ => Err(InvalidId(path)),
    }
}

/// Reads a public id of one kind.
pub fn parse_id<T: Id>(path: &'static str, id: &ID) -> Result<T, InvalidId> {
    let (tag, uuid) = split_id(path, id)?;
    if tag == T::TAG {
        Ok(T::from_uuid(uuid))
    } else {
        Err(InvalidId(path))
    }
}

/// Reads a public id of a form: what is none is noted, and nobody's stands in its place until the form is refused.
pub fn read_id<T: Id>(path: &'static str, id: &ID, form: &mut Form) -> T {
    let read = form.take(path, parse_id(path, id));
    read.unwrap_or_else(|| T::from_uuid(Uuid::nil()))
}

/// Whether a value is one of a scalar, by its public name. Asked before anything is executed.
pub fn is_one(scalar: &str, value: &async_graphql_value::Value) -> bool {
    let Some(value) = value.clone().into_const() else {
        return false;
    };
    match scalar {
        "Int" => <i32 as ScalarType>::parse(value).is_ok(),
        "Float" => <f64 as ScalarType>::parse(value).is_ok(),
        "Boolean" => <bool as ScalarType>::parse(value).is_ok(),
        "ID" => <ID as ScalarType>::parse(value).is_ok(),
        "DateTime" => <DateTime as ScalarType>::parse(value).is_ok(),
        "Decimal" => <Decimal as ScalarType>::parse(value).is_ok(),
        // All others are text, whose form the domain judges.
        _ => matches!(value, Value::String(_)),
    }
}

/// Whether a scalar is one of ours: what is wrong with it is told as a mistake of the form it stands in.
pub fn is_ours(scalar: &str) -> bool {
    !matches!(scalar, "Int" | "Float" | "String" | "Boolean" | "ID")
}

/// How a scalar is written, to go after its name.
pub fn form(scalar: &str) -> &'static str {
    match scalar {
        "Int" => ", a whole number of 32 bits",
        "DateTime" => ", text such as \"2026-11-21T20:47:16.482Z\"",
        "Decimal" => ", text such as \"12.50\" with at most 4 decimal places",
        "URL" | "EmailAddress" | "CountryCode" | "LanguageTag" => ", as text",
        _ => "",
    }
}

/// A number as GraphQL's Int, which has 32 bits; larger ones stop at its end.
pub fn int(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX })
}

/// An instant in UTC: RFC 3339 with milliseconds and `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<chrono::Utc>);

/// An instant in UTC, RFC 3339 with milliseconds: `2026-11-21T20:47:16.482Z`. On input any offset is understood, from 1970
/// to 9998; no leap seconds, and what is finer than microseconds is cut off.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        instant::read(&text)
            .map(Self)
            .map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// An exact number, as text so that no client rounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub rust_decimal::Decimal);

/// An exact decimal number as text, such as `"12.50"`; at most 4 decimal places and 18 digits.
#[Scalar(
    name = "Decimal",
    specified_by_url = "https://www.w3.org/TR/xmlschema11-2/#decimal"
)]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        let wrong = || {
            InputValueError::custom(
                "A Decimal is text such as \"12.50\", with at most 4 decimal places.",
            )
        };
        if !is_decimal(&text) {
            return Err(wrong());
        }
        text.parse().map(Self).map_err(|_| wrong())
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Digits, a sign before them, a point and up to 4 more behind; 18 digits at most.
fn is_decimal(text: &str) -> bool {
    let number = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = match number.split_once('.') {
        Some((whole, places)) => (whole, Some(places)),
        None => (number, None),
    };
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = whole.len() + places.map_or(0, str::len);
    are_digits(whole)
        && !whole.is_empty()
        && places.is_none_or(|places| are_digits(places) && (1..=4).contains(&places.len()))
        && digits <= 18
}

macro_rules! text_scalar {
    ($(#[$doc:meta])+ $name:ident = $public:literal, $url:literal) => {
        $(#[$doc])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub String);

        $(#[$doc])+
        #[Scalar(name = $public, specified_by_url = $url)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                // What is no text comes from a form, and reads as none: no format is empty, so the form says so.
                match value {
                    Value::String(text) => Ok(Self(text)),
                    _ => Ok(Self(String::new())),
                }
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    };
}

text_scalar!(
    /// A web address: https only, at most 2,048 characters.
    WebAddress = "URL", "https://url.spec.whatwg.org/"
);
text_scalar!(
    /// An e-mail address of at most 254 characters; upper and lower case are the same.
    EmailAddress = "EmailAddress", "https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2"
);
text_scalar!(
    /// A country as ISO 3166-1 alpha-2: `DE`.
    CountryCode = "CountryCode", "https://www.iso.org/iso-3166-country-codes.html"
);
text_scalar!(
    /// A language as BCP 47: `de`, `pt-BR`.
    LanguageTag = "LanguageTag", "https://www.rfc-editor.org/info/bcp47"
);

/// Currencies (ISO 4217) the marketplace pays out.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::money::Currency")]
pub enum CurrencyCode {
    /// Euro.
    Eur,
    /// US dollar.
    Usd,
    /// Pound sterling.
    Gbp,
    /// Swiss franc.
    Chf,
    /// Swedish krona.
    Sek,
    /// Norwegian krone.
    Nok,
    /// Danish krone.
    Dkk,
    /// Polish zloty.
    Pln,
    /// Czech koruna.
    Czk,
    /// Canadian dollar.
    Cad,
    /// Australian dollar.
    Aud,
    /// Brazilian real.
    Brl,
    /// Indian rupee.
    Inr,
    /// Turkish lira.
    Try,
    /// Japanese yen; no decimal places.
    Jpy,
    /// Kuwaiti dinar; three decimal places.
    Kwd,
}

/// How many there are: an object for each currency stands in lists at most so often.
pub const CURRENCIES: usize = 16;

shown_enums!(CurrencyCode);
leaf! {
    DateTime: |at, out| out.time(at.0);
    Decimal: |number, out| out.decimal(number.0);
}
shown_scalars!(WebAddress, EmailAddress, CountryCode, LanguageTag, ID);

/// An amount of money, as given.
#[derive(InputObject, Clone)]
pub struct MoneyInput {
    /// In the currency's main unit, no more decimal places than the currency has; not negative.
    pub amount: Given<Decimal>,
    /// The currency.
    pub currency_code: CurrencyCode,
}

impl MoneyInput {
    /// Reads the amount; notes a mistake under `path`.
    pub fn parse(&self, path: &str, form: &mut Form) -> Option<domain::money::Money> {
        let path = format!("{path}.amount");
        let amount = self.amount.read(&path, form)?;
        let money = domain::money::Money::parse(amount.0, self.currency_code.into());
        form.take(path, money)
    }

    /// Reads the amount of a form: what is wrong is noted, and nothing stands in its place until the form is refused.
    pub fn read(&self, path: &str, form: &mut Form) -> domain::money::Money {
        let nothing = || domain::money::Money::zero(self.currency_code.into());
        self.parse(path, form).unwrap_or_else(nothing)
    }
}

/// An amount of a query's argument; notes a mistake under `path`.
pub fn read_amount(value: &Value, path: &str, form: &mut Form) -> Option<domain::money::Money> {
    <MoneyInput as async_graphql::InputType>::parse(Some(value.clone()))
        .ok()?
        .parse(path, form)
}

#[cfg(test)]
mod tests {
    use domain::id::{BrandId, OfferId};

    use super::*;

    #[test]
    fn an_id_is_opaque_and_of_one_kind() {
        let id = OfferId::new();
        let public = opaque_id(id);
        assert_eq!(parse_id::<OfferId>("id", &public).unwrap(), id);
        assert!(parse_id::<BrandId>("id", &public).is_err());
        assert!(parse_id::<OfferId>("id", &ID("nonsense".into())).is_err());
    }

    #[test]
    fn decimals_are_plain_text() {
        let parse = |text: &str| Decimal::parse(Value::String(text.into())).is_ok();
        assert!(parse("12.50") && parse("-1") && parse("0"));
        assert!(
            !parse("1e3") && !parse("1_000") && !parse("") && !parse("1.00001") && !parse("NaN")
        );
        for bad in [
            "1.",
            ".5",
            "+1",
            "--1",
            "-",
            "1.2.3",
            "1-",
            " 1",
            "１",
            "1234567890123456789",
        ] {
            assert!(!parse(bad), "{bad}");
        }
        assert!(parse("-12345678901234.5678") && !parse("123456789012345.67890"));
        assert!(Decimal::parse(Value::Number(1.into())).is_err());
    }
}
