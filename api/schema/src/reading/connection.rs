//! The parts that every connection has. `{}` in their names stands for the type of the entries.

use super::model::From;
use super::shapes::{object, shape};

object! {
    /// A page of a list.
    pub CONNECTION: "{}Connection" => {
        /// The entries, each with its cursor.
        edges = shape(From::Edges);
        /// The entries without their cursors.
        nodes = shape(From::Entries);
        /// Whether there is more, and where.
        pageInfo = shape(From::PageInfo);
        /// How many entries the whole list has; counted only when asked for.
        totalCount = shape(From::Total);
    }
}

object! {
    /// An entry of a list.
    pub EDGE: "{}Edge" => {
        /// Where the entry stands in its list: for `after` and `before`.
        cursor = shape(From::Cursor);
        /// The object.
        node = shape(From::Entry);
    }
}

object! {
    /// Where a page stands in its list.
    pub PAGE_INFO: "PageInfo" => {
        /// True when there is more after this page.
        hasNextPage = shape(From::HasNext);
        /// True when there is more before this page.
        hasPreviousPage = shape(From::HasPrevious);
        /// Cursor of the first entry; null when the page is empty.
        startCursor = shape(From::Start).or_null();
        /// Cursor of the last entry; null when the page is empty.
        endCursor = shape(From::End).or_null();
    }
}
