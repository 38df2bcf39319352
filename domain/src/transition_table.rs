//! Prints a state machine as a table, so that a review sees the whole of it.

use std::fmt::{Debug, Write};

use sea_orm::Iterable;

/// Rows are states, columns events, cells the next state or a dot.
pub(crate) fn of<S, E, R>(transition: impl Fn(S, E) -> Result<S, R>) -> String
where
    S: Iterable + Copy + Debug,
    E: Iterable + Copy + Debug,
{
    let mut table = format!("{:<20}", "");
    for event in E::iter() {
        write!(table, "{:<17}", format!("{event:?}")).unwrap();
    }
    for state in S::iter() {
        write!(table, "\n{:<20}", format!("{state:?}")).unwrap();
        for event in E::iter() {
            let next = transition(state, event).map_or("·".to_owned(), |next| format!("{next:?}"));
            write!(table, "{next:<17}").unwrap();
        }
    }
    table
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}
