//! Plain objects: values that stand within another object's row, such as an amount of money or a brief.

use async_graphql::registry::Registry;

/// A type of plain objects.
#[derive(Debug)]
pub struct Plain {
    pub name: &'static str,
    /// For people, line by line.
    pub doc: &'static [&'static str],
    pub members: &'static [Member],
}

/// A member of a plain object.
pub struct Member {
    pub name: &'static str,
    /// For people, line by line.
    pub doc: &'static [&'static str],
    pub ty: fn() -> String,
    pub register: fn(&mut Registry),
    pub plain: fn() -> Option<&'static Plain>,
    pub is_list: fn() -> bool,
    /// Entries of a list at most.
    pub most: Option<usize>,
}

impl std::fmt::Debug for Member {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.name, (self.ty)())
    }
}

impl Plain {
    /// True where no lists of objects stand in it.
    pub(super) fn is_plain(&self) -> bool {
        self.members.iter().all(|member| {
            let of = (member.plain)();
            of.is_none_or(|of| !(member.is_list)() && of.is_plain())
        })
    }
}

/// A value that has members.
pub trait Members {
    const PLAIN: &'static Plain;

    /// Writes one of its members, by its place.
    fn show_member(
        &self,
        member: usize,
        entry: &super::plan::Entry,
        path: &super::path::Path<'_>,
        out: &mut super::write::Writer<'_>,
    ) -> super::shown::Outcome;
}

/// A plain object over a Rust value: descriptions, then `name: its type = its value;`. A list says how long it can be:
/// `name: its type [at most 9] = its value;`.
macro_rules! plain {
    ($(#[doc = $doc:literal])+ $name:literal: |$it:ident: $of:ty| {
        $($(#[doc = $about:literal])+ $member:ident: $ty:ty $([at most $most:expr])? = $value:expr;)+
    }) => {
        impl $crate::reading::plain::Members for $of {
            const PLAIN: &'static $crate::reading::plain::Plain = &$crate::reading::plain::Plain {
                name: $name,
                doc: &[$($doc),+],
                members: &[$($crate::reading::plain::Member {
                    name: stringify!($member),
                    doc: &[$($about),+],
                    ty: || <$ty as $crate::reading::shown::Shown>::ty(),
                    register: |registry| <$ty as $crate::reading::shown::Shown>::register(registry),
                    plain: || <$ty as $crate::reading::shown::Shown>::plain(),
                    is_list: || <$ty as $crate::reading::shown::Shown>::is_list(),
                    most: $crate::reading::plain::at_most!($($most)?),
                }),+],
            };

            fn show_member(
                &self,
                member: usize,
                entry: &$crate::reading::plan::Entry,
                path: &$crate::reading::path::Path<'_>,
                out: &mut $crate::reading::write::Writer<'_>,
            ) -> $crate::reading::shown::Outcome {
                let $it = self;
                let name = <Self as $crate::reading::plain::Members>::PLAIN.members[member].name;
                match name {
                    $(stringify!($member) => {
                        let value: $ty = $value;
                        $crate::reading::shown::Shown::show(&value, entry, path, out)
                    })+
                    _ => Ok(false),
                }
            }
        }

        impl $crate::reading::shown::Shown for $of {
            fn ty() -> String {
                concat!($name, "!").to_owned()
            }

            fn register(registry: &mut async_graphql::registry::Registry) {
                $crate::reading::describe_plain(
                    registry,
                    <Self as $crate::reading::plain::Members>::PLAIN,
                );
            }

            fn plain() -> Option<&'static $crate::reading::plain::Plain> {
                Some(<Self as $crate::reading::plain::Members>::PLAIN)
            }

            fn show(
                &self,
                entry: &$crate::reading::plan::Entry,
                path: &$crate::reading::path::Path<'_>,
                out: &mut $crate::reading::write::Writer<'_>,
            ) -> $crate::reading::shown::Outcome {
                out.plain(self, entry, path)
            }
        }
    };
}
pub(crate) use plain;

macro_rules! at_most {
    () => {
        None
    };
    ($most:expr) => {
        Some($most)
    };
}
pub(crate) use at_most;
