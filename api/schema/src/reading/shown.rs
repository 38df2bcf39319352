//! What a function may answer, and how it is written.

use async_graphql::registry::Registry;
use async_graphql::resolver_utils::EnumType;
use async_graphql::{ScalarType, Value};

use super::facts::Facts;
use super::path::Path;
use super::plain::Plain;
use super::plan::Entry;
use super::write::{Gone, Writer};

/// Whether a value was written; false where it is null.
pub type Outcome = Result<bool, Gone>;

/// A value that may stand in an answer.
pub trait Shown {
    /// Its type as the schema writes it: `[String!]!`.
    fn ty() -> String;
    /// Makes its type known.
    fn register(registry: &mut Registry);
    /// The members of the objects in it.
    fn plain() -> Option<&'static Plain> {
        None
    }
    /// True where objects stand in a list.
    fn is_list() -> bool {
        false
    }
    /// Writes it; of an object what `entry` selects.
    fn show(&self, entry: &Entry, path: &Path<'_>, out: &mut Writer<'_>) -> Outcome;
}

/// A value of a field with its type forgotten.
pub trait Make: Sync {
    fn ty(&self) -> String;
    fn register(&self, registry: &mut Registry);
    fn plain(&self) -> Option<&'static Plain>;
    fn is_list(&self) -> bool;
    fn show(
        &self,
        facts: &Facts<'_>,
        entry: &Entry,
        path: &Path<'_>,
        out: &mut Writer<'_>,
    ) -> Outcome;
}

impl std::fmt::Debug for dyn Make {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.ty())
    }
}

/// A pure function of columns.
pub struct Made<T>(pub fn(&Facts<'_>) -> domain::Result<T>);

impl<T: Shown> Make for Made<T> {
    fn ty(&self) -> String {
        T::ty()
    }

    fn register(&self, registry: &mut Registry) {
        T::register(registry);
    }

    fn plain(&self) -> Option<&'static Plain> {
        T::plain()
    }

    fn is_list(&self) -> bool {
        T::is_list()
    }

    fn show(
        &self,
        facts: &Facts<'_>,
        entry: &Entry,
        path: &Path<'_>,
        out: &mut Writer<'_>,
    ) -> Outcome {
        match (self.0)(facts) {
            Ok(value) => value.show(entry, path, out),
            Err(error) => out.fail(entry, path, (facts.asking.told)(error)),
        }
    }
}

impl<T: Shown> Shown for Option<T> {
    fn ty() -> String {
        T::ty().trim_end_matches('!').to_owned()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn plain() -> Option<&'static Plain> {
        T::plain()
    }

    fn is_list() -> bool {
        T::is_list()
    }

    fn show(&self, entry: &Entry, path: &Path<'_>, out: &mut Writer<'_>) -> Outcome {
        match self {
            Some(value) => value.show(entry, path, out),
            None => Ok(false),
        }
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn ty() -> String {
        format!("[{}]!", T::ty())
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn plain() -> Option<&'static Plain> {
        T::plain()
    }

    fn is_list() -> bool {
        true
    }

    fn show(&self, entry: &Entry, path: &Path<'_>, out: &mut Writer<'_>) -> Outcome {
        out.values(self, entry, path)
    }
}

impl<T: Shown> Shown for &T {
    fn ty() -> String {
        T::ty()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn plain() -> Option<&'static Plain> {
        T::plain()
    }

    fn is_list() -> bool {
        T::is_list()
    }

    fn show(&self, entry: &Entry, path: &Path<'_>, out: &mut Writer<'_>) -> Outcome {
        (*self).show(entry, path, out)
    }
}

/// Values whose Rust type the engine knows, each written in one go.
macro_rules! leaf {
    ($($ty:ty: |$value:ident, $out:ident| $write:expr;)+) => {$(
        impl $crate::reading::shown::Shown for $ty {
            fn ty() -> String {
                <$ty as async_graphql::OutputType>::qualified_type_name()
            }

            fn register(registry: &mut async_graphql::registry::Registry) {
                <$ty as async_graphql::OutputType>::create_type_info(registry);
            }

            fn show(
                &self,
                _: &$crate::reading::plan::Entry,
                _: &$crate::reading::path::Path<'_>,
                $out: &mut $crate::reading::write::Writer<'_>,
            ) -> $crate::reading::shown::Outcome {
                let $value = self;
                $write;
                Ok(true)
            }
        }
    )+};
}
pub(crate) use leaf;

leaf! {
    String: |text, out| out.text(text);
    i32: |number, out| out.int((*number).into());
    f64: |number, out| out.float(*number);
    bool: |is_so, out| out.bool(*is_so);
}

/// A value of an enum that the schema has: in its spelling there.
pub fn show_enum<T: EnumType>(value: &T, out: &mut Writer<'_>) {
    let item = T::items().iter().find(|item| item.value == *value);
    out.word(item.map_or("", |item| item.name));
}

/// A scalar of ours: as it writes itself.
pub fn show_scalar(value: &impl ScalarType, out: &mut Writer<'_>) {
    match value.to_value() {
        Value::String(text) => out.text(&text),
        other => out.value(&other),
    }
}

/// Enums.
macro_rules! shown_enums {
    ($($ty:ty),+ $(,)?) => {
        $crate::reading::shown::leaf! {
            $($ty: |value, out| $crate::reading::shown::show_enum(value, out);)+
        }
    };
}
pub(crate) use shown_enums;

/// Scalars.
macro_rules! shown_scalars {
    ($($ty:ty),+ $(,)?) => {
        $crate::reading::shown::leaf! {
            $($ty: |value, out| $crate::reading::shown::show_scalar(value, out);)+
        }
    };
}
pub(crate) use shown_scalars;
