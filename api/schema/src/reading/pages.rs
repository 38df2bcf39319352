//! Writes pages, and nodes by their ids.

use async_graphql::ServerError;
use domain::page::Key;
use uuid::Uuid;

use super::ask::{Asked, AskedPage, order_name};
use super::cursor;
use super::order::Kind;
use super::path::Path;
use super::plan::{Content, Entry, Node, Place};
use super::shown::Outcome;
use super::write::{Gone, Here, Slice, Writer};

impl<'a> Writer<'a> {
    pub(super) fn page(&mut self, entry: &'a Entry, here: Here, path: &Path<'_>) -> Outcome {
        let Content::Page {
            ask,
            rows,
            total,
            inside,
        } = &entry.content
        else {
            return Ok(false);
        };
        let asked = match &self.asked[*ask] {
            Ok(Asked::Page(asked)) => asked,
            Ok(_) => return Ok(false),
            Err(error) => return Err(self.gone(entry, path, error.clone())),
        };
        let mut slice = Slice {
            asked,
            step: usize::MAX,
            rows: &[],
            has_more: false,
            total: 0,
        };
        if let Some(step) = *rows {
            (slice.rows, slice.has_more) = self.rows_of(entry, step, here, path)?;
            slice.step = step;
        }
        if let Some(step) = *total {
            let (count, _) = self.rows_of(entry, step, here, path)?;
            let count = count.first().map(|row| &self.got[step].rows[*row as usize]);
            slice.total = count.and_then(|row| row.int(1)).unwrap_or(0);
        }
        self.object(inside, here, Some(slice), path)?;
        Ok(true)
    }

    /// What stands directly in a page, or in its `pageInfo`.
    pub(super) fn of_page(&mut self, content: &Content, page: Slice<'a>) -> bool {
        let slice = &page.asked.slice;
        let (first, last) = (page.rows.first(), page.rows.last());
        let (is_begun, has_more) = (slice.from().is_some(), page.has_more);
        match content {
            Content::Total => self.int(page.total),
            Content::HasNext if slice.is_backwards() => self.bool(is_begun),
            Content::HasNext => self.bool(has_more),
            Content::HasPrevious if slice.is_backwards() => self.bool(has_more),
            Content::HasPrevious => self.bool(is_begun),
            Content::Start(place) | Content::End(place) => {
                let row = if matches!(content, Content::Start(_)) {
                    first
                } else {
                    last
                };
                let Some(row) = row else { return false };
                let here = Here {
                    step: page.step,
                    row: *row as usize,
                };
                self.cursor(here, *place);
            }
            _ => return false,
        }
        true
    }

    pub(super) fn cursor(&mut self, here: Here, place: Place) {
        let step = &self.plan.steps[here.step];
        let (order, direction) = match (step.kind, self.asked_of(here.step)) {
            (super::plan::Kind::Page(page), Some(asked)) => {
                (&page.orders.fields[asked.order], asked.direction)
            }
            _ => match step.usual() {
                Some((orders, direction)) => (&orders.fields[0], direction),
                None => return,
            },
        };
        let row = &self.got[here.step].rows[here.row];
        let number = match order.kind {
            Kind::Time => row.at(place.number).map(|at| at.timestamp_micros()),
            Kind::Number | Kind::Amount => row.int(place.number),
        };
        let key = Key {
            number: number.unwrap_or_default(),
            id: row.key(place.id).unwrap_or_default(),
        };
        self.out.push(b'"');
        cursor::encode(&order_name(order, direction), key, &mut self.out);
        self.out.push(b'"');
    }

    fn asked_of(&self, step: usize) -> Option<&'a AskedPage> {
        match self.plan.steps[step].ask.map(|ask| &self.asked[ask]) {
            Some(Ok(Asked::Page(asked))) => Some(asked),
            _ => None,
        }
    }

    pub(super) fn nodes(&mut self, entry: &'a Entry, path: &Path<'_>) -> Outcome {
        let Content::Nodes {
            ask,
            is_list,
            kinds,
        } = &entry.content
        else {
            return Ok(false);
        };
        let wanted = match &self.asked[*ask] {
            Ok(Asked::Nodes(wanted)) => wanted,
            Ok(_) => return Ok(false),
            Err(error) => return Err(self.gone(entry, path, error.clone())),
        };
        if !is_list {
            let Some(wanted) = wanted.first() else {
                return Ok(false);
            };
            return self.node(entry, kinds, wanted, path);
        }
        self.entries += wanted.len() as u64;
        self.out.push(b'[');
        for (index, wanted) in wanted.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            let start = self.out.len();
            match self.node(entry, kinds, wanted, &path.index(index)) {
                Ok(true) => {}
                Ok(false) | Err(Gone) => {
                    self.out.truncate(start);
                    self.out.extend_from_slice(b"null");
                }
            }
        }
        self.out.push(b']');
        Ok(true)
    }

    fn node(
        &mut self,
        entry: &Entry,
        kinds: &'a [Node],
        wanted: &Result<([u8; 2], Uuid), ServerError>,
        path: &Path<'_>,
    ) -> Outcome {
        let (tag, key) = match wanted {
            Ok(wanted) => *wanted,
            Err(error) => return Err(self.gone(entry, path, error.clone())),
        };
        let Some(kind) = kinds.iter().find(|kind| kind.tag == tag) else {
            return Ok(false);
        };
        let got = &self.got[kind.step];
        if let Some(error) = &got.failed {
            return Err(self.gone(entry, path, error.clone()));
        }
        let Some(row) = got.with_key(key) else {
            return Ok(false);
        };
        self.points += entry.cost.each;
        let here = Here {
            step: kind.step,
            row,
        };
        self.object(&kind.inside, here, None, path)?;
        Ok(true)
    }
}
