//! What a field costs, in points: by the formula that `docs/api.md` publishes.

use super::model::{From, Type};
use super::plain::Plain;
use super::plan::Cost;

/// Points a request may cost at most.
pub const COST_MAX: u32 = 2_000;

/// Points of counting a whole list.
const TOTAL_COUNT: u64 = 10;

/// Of a field of a type that is kept.
pub(super) fn cost(from: &From) -> Cost {
    let objects = |ty: &Type, is_list: bool| cost_of(is_plain(ty), is_list);
    match from {
        From::One(to, _) | From::Find(to, _) | From::Viewer(to) => objects(to, false),
        From::Many(to, ..) => objects(to, true),
        From::Made(_, make) => cost_of_plain(make.plain(), make.is_list()),
        From::Page(_) => Cost {
            once: 1,
            ..Cost::default()
        },
        From::Total => Cost {
            once: TOTAL_COUNT,
            ..Cost::default()
        },
        From::Node(_) | From::Nodes(_) | From::Edges | From::Entries => Cost {
            each: 1,
            ..Cost::default()
        },
        From::Id
        | From::Column(..)
        | From::PageInfo
        | From::Cursor
        | From::Entry
        | From::HasNext
        | From::HasPrevious
        | From::Start
        | From::End => Cost::default(),
    }
}

/// Of a value of a plain type, or a list of them.
pub(super) fn cost_of_plain(plain: Option<&Plain>, is_list: bool) -> Cost {
    plain.map_or_else(Cost::default, |plain| cost_of(plain.is_plain(), is_list))
}

/// One plain value belongs to what it stands in, as a scalar does; ten in a list cost as much as an object.
fn cost_of(is_plain: bool, is_list: bool) -> Cost {
    Cost {
        each: u64::from(is_list || !is_plain),
        is_tenth: is_list && is_plain,
        once: 0,
    }
}

/// True for a plain value: without an id, and without lists of objects.
fn is_plain(ty: &Type) -> bool {
    ty.fields.iter().all(|field| match &field.shape.from {
        From::Column(..) => true,
        From::Made(_, make) => make
            .plain()
            .is_none_or(|plain| !make.is_list() && plain.is_plain()),
        _ => false,
    })
}
