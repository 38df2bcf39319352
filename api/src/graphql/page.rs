//! Connections: one generic pair of Connection and Edge, named after their node.

use std::borrow::Cow;

use async_graphql::{Context, Object, ObjectType, OutputType, SimpleObject, TypeName};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::page::{Key, List, Page, PageError, Slice, Sort};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::context::ContextExt;
use super::entries::Entries;
use super::error::{ApiError, Nullable, nullable};

const VERSION: u8 = 1;

/// A type that stands in lists.
pub trait Listed:
    ObjectType + Clone + From<<Self::Entity as EntityTrait>::Model> + Send + Sync
{
    /// Its table.
    type Entity: EntityTrait<Model: Send + Sync + Clone>;
    /// The order of its lists when nobody asks for another.
    fn sort() -> Sort<Self::Entity>;
    /// The row behind it.
    fn row(&self) -> &<Self::Entity as EntityTrait>::Model;
}

/// A page of a list.
pub struct Connection<T: Listed> {
    list: List<T::Entity>,
    page: Page<<T::Entity as EntityTrait>::Model>,
}

/// Where a page stands in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// True when there is more after this page.
    has_next_page: bool,
    /// True when there is more before this page.
    has_previous_page: bool,
    /// Cursor of the first entry; null when the page is empty.
    start_cursor: Option<String>,
    /// Cursor of the last entry; null when the page is empty.
    end_cursor: Option<String>,
}

/// An entry of a list.
#[derive(Clone)]
pub struct Edge<T: Listed> {
    node: T,
    cursor: String,
}

/// `first`, `after`, `last`, `before`, as they came.
pub type PageArgs = (Option<i32>, Option<String>, Option<i32>, Option<String>);

/// Resolves a connection.
pub async fn page<T: Listed>(
    ctx: &Context<'_>,
    list: impl Future<Output = domain::Result<List<T::Entity>>>,
    (first, after, last, before): PageArgs,
) -> Nullable<Connection<T>> {
    nullable(async {
        let list = list.await?;
        let decode =
            |cursor: Option<String>| cursor.map(|text| decode(list.sort.name, &text)).transpose();
        let slice = Slice::new(first, last, decode(after)?, decode(before)?)?;
        let page = list.page(ctx.reader(), &slice).await?;
        Ok(Some(Connection { list, page }))
    })
    .await
}

/// A page of a list.
#[Object(name_type)]
impl<T: Listed> Connection<T> {
    /// The entries, each with its cursor.
    async fn edges(&self) -> Entries<Edge<T>> {
        let edge = |row: &<T::Entity as EntityTrait>::Model| Edge {
            cursor: encode(self.list.sort.name, self.list.key(row)),
            node: T::from(row.clone()),
        };
        self.page.rows.iter().map(edge).collect()
    }

    /// The entries without their cursors.
    async fn nodes(&self) -> Entries<T> {
        self.page.rows.iter().cloned().map(T::from).collect()
    }

    /// Whether there is more, and where.
    async fn page_info(&self) -> PageInfo {
        let cursor = |row| encode(self.list.sort.name, self.list.key(row));
        PageInfo {
            has_next_page: self.page.has_next,
            has_previous_page: self.page.has_previous,
            start_cursor: self.page.rows.first().map(cursor),
            end_cursor: self.page.rows.last().map(cursor),
        }
    }

    /// How many entries the whole list has; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32, ApiError> {
        let count = self.list.count(ctx.reader()).await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }
}

impl<T: Listed> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", <T as OutputType>::type_name()).into()
    }
}

impl<T: Listed> Edge<T> {
    /// The entry of an object in the lists that have its usual order.
    pub fn of(node: T) -> Self {
        let sort = T::sort();
        let key = Key {
            number: (sort.place)(node.row()).number(),
            id: (sort.row_id)(node.row()),
        };
        Self {
            cursor: encode(sort.name, key),
            node,
        }
    }
}

/// An entry of a list.
#[Object(name_type)]
impl<T: Listed> Edge<T> {
    /// Where the entry stands in its list: for `after` and `before`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The object.
    async fn node(&self) -> &T {
        &self.node
    }
}

impl<T: Listed> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", <T as OutputType>::type_name()).into()
    }
}

/// base64url of version, length and name of the order, value, id.
fn encode(order: &str, key: Key) -> String {
    let mut bytes = vec![VERSION, u8::try_from(order.len()).unwrap_or(u8::MAX)];
    bytes.extend(order.as_bytes());
    bytes.extend(key.number.to_be_bytes());
    bytes.extend(key.id.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(order: &str, cursor: &str) -> domain::Result<Key> {
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(cursor)
        .map_err(|_| PageError::Cursor)?;
    let [VERSION, length, rest @ ..] = bytes.as_slice() else {
        return Err(PageError::Cursor.into());
    };
    let Some((name, rest)) = rest.split_at_checked(usize::from(*length)) else {
        return Err(PageError::Cursor.into());
    };
    let Some((number, id)) = rest.split_first_chunk::<8>() else {
        return Err(PageError::Cursor.into());
    };
    if name != order.as_bytes() {
        return Err(PageError::Cursor.into());
    }
    let id = Uuid::from_slice(id).map_err(|_| PageError::Cursor)?;
    Ok(Key {
        number: i64::from_be_bytes(*number),
        id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_serves_only_the_order_it_came_from() {
        let key = Key {
            number: -5,
            id: Uuid::max(),
        };
        let cursor = encode("newest", key);
        assert!(matches!(decode("newest", &cursor), Ok(back) if back == key));
        assert!(decode("deadline", &cursor).is_err());
        for bad in [
            "",
            "!",
            "AQ",
            "AQb_",
            &cursor[1..],
            &cursor[..cursor.len() - 2],
        ] {
            assert!(decode("newest", bad).is_err(), "{bad}");
        }
    }
}
