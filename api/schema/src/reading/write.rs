//! Writes rows as the answer. Where there is nothing although there has to be something, the object around it goes along,
//! up to the first place that may be null.

use async_graphql::ServerError;

use super::ask::{Asked, AskedPage};
use super::cursor;
use super::facts::{Asking, Facts};
use super::fetch::{AllAsked, Got};
use super::meter::Full;
use super::model::Form;
use super::path::{At, Path};
use super::plan::{Content, Entry, Plan};
use super::shown::Outcome;

/// Errors of one answer at most; the rest says nothing new.
const ERRORS_MAX: usize = 20;

/// An answer, or a part of one.
#[derive(Debug)]
pub struct Answer {
    /// JSON.
    pub data: Vec<u8>,
    pub errors: Vec<ServerError>,
    /// What it cost.
    pub points: u64,
    /// Entries of lists that it has.
    pub entries: u64,
}

/// A value could not be written; why stands among the errors.
#[derive(Debug)]
pub struct Gone;

/// The row at hand: of which step, which. Nothing at a root.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here {
    pub step: usize,
    pub row: usize,
}

const ROOT: Here = Here {
    step: usize::MAX,
    row: 0,
};

/// The page at hand.
#[derive(Clone, Copy)]
pub(super) struct Slice<'a> {
    pub asked: &'a AskedPage,
    pub step: usize,
    pub rows: &'a [u32],
    pub has_more: bool,
    pub total: i64,
}

/// Writes an answer.
pub struct Writer<'a> {
    pub(super) plan: &'a Plan,
    pub(super) asking: &'a Asking<'a>,
    pub(super) asked: &'a AllAsked,
    pub(super) got: &'a [Got],
    pub(super) out: Vec<u8>,
    pub(super) errors: Vec<ServerError>,
    pub(super) entries: u64,
    pub(super) points: u64,
    /// Something had no room.
    pub(super) is_over: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn answer(
        plan: &'a Plan,
        asking: &'a Asking<'a>,
        asked: &'a AllAsked,
        got: &'a [Got],
    ) -> Answer {
        let mut writer = Writer {
            plan,
            asking,
            asked,
            got,
            out: Vec::with_capacity(4_096),
            errors: Vec::new(),
            entries: 0,
            points: 0,
            is_over: false,
        };
        let root = Path {
            above: None,
            at: At::Root,
        };
        let written = match &plan.root[..] {
            [only] if only.json.is_empty() => writer.content(only, ROOT, None, &root),
            all => writer.object(all, ROOT, None, &root).map(|()| true),
        };
        if !matches!(written, Ok(true)) {
            writer.out.clear();
            writer.out.extend_from_slice(b"null");
        }
        Answer {
            data: writer.out,
            errors: writer.errors,
            points: writer.points,
            entries: writer.entries,
        }
    }

    pub(super) fn object(
        &mut self,
        entries: &'a [Entry],
        here: Here,
        page: Option<Slice<'a>>,
        path: &Path<'_>,
    ) -> Result<(), Gone> {
        self.each(entries, path, |writer, entry, path| {
            writer.content(entry, here, page, path)
        })
    }

    /// What is selected of an object, each entry written by a function.
    pub(super) fn each<'e>(
        &mut self,
        entries: &'e [Entry],
        path: &Path<'_>,
        write: impl Fn(&mut Self, &'e Entry, &Path<'_>) -> Outcome,
    ) -> Result<(), Gone> {
        self.out.push(b'{');
        for (place, entry) in entries.iter().enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            self.out.extend_from_slice(&entry.json);
            self.entry(entry, path, |writer, path| write(writer, entry, path))?;
        }
        self.out.push(b'}');
        Ok(())
    }

    /// Writes a place, or null where there is nothing and may be nothing.
    pub(super) fn entry(
        &mut self,
        entry: &Entry,
        path: &Path<'_>,
        write: impl FnOnce(&mut Self, &Path<'_>) -> Outcome,
    ) -> Result<(), Gone> {
        let path = path.key(&entry.key);
        let (start, before) = (self.out.len(), self.points);
        let written = match write(self, &path) {
            Ok(false) if !entry.is_nullable => {
                tracing::error!(
                    field = &*entry.key,
                    "reading: null where there is always something"
                );
                let error = (self.asking.told)(domain::Error::broken(
                    "null where there is always something",
                ));
                self.fail(entry, &path, error)
            }
            written => written,
        };
        self.points += entry.cost.once;
        match written {
            Ok(true) => Ok(()),
            Err(Gone) if !entry.is_nullable => Err(Gone),
            Ok(false) | Err(Gone) => {
                self.out.truncate(start);
                self.out.extend_from_slice(b"null");
                self.points = before + entry.cost.once;
                Ok(())
            }
        }
    }

    fn content(
        &mut self,
        entry: &'a Entry,
        here: Here,
        page: Option<Slice<'a>>,
        path: &Path<'_>,
    ) -> Outcome {
        if !self.passes(entry, here) {
            return Ok(false);
        }
        self.bound(entry, path)?;
        match &entry.content {
            Content::TypeName(name) => self.out.extend_from_slice(name.as_bytes()),
            Content::Id(column, tag) => return Ok(self.id(here, *column, *tag)),
            Content::Column(column, form) => return Ok(self.column(here, *column, *form)),
            Content::Made { at, make, ask, .. } => {
                let arguments = match ask.map(|ask| &self.asked[ask]) {
                    Some(Ok(Asked::Values(values))) => &values[..],
                    _ => &[],
                };
                let row = self
                    .got
                    .get(here.step)
                    .and_then(|got| got.rows.get(here.row));
                let facts = Facts {
                    row,
                    at,
                    arguments,
                    asking: self.asking,
                };
                return make.show(&facts, entry, path, self);
            }
            Content::Here(there, inside) => {
                if self.got[here.step].rows[here.row].is_null(*there) {
                    return Ok(false);
                }
                self.points += entry.cost.each;
                self.object(inside, here, None, path)?;
            }
            Content::There(step, inside) => {
                let Some(&row) = self.rows_of(entry, *step, here, path)?.0.first() else {
                    return Ok(false);
                };
                self.points += entry.cost.each;
                let there = Here {
                    step: *step,
                    row: row as usize,
                };
                self.object(inside, there, None, path)?;
            }
            Content::List(step, most, inside) => {
                let (rows, _) = self.rows_of(entry, *step, here, path)?;
                let rows = &rows[..rows.len().min(*most)];
                self.list(entry, inside, (*step, rows), path)?;
            }
            Content::Nodes { .. } => return self.nodes(entry, path),
            Content::Page { .. } => return self.page(entry, here, path),
            Content::Edges(inside) | Content::Entries(inside) => {
                let Some(page) = page else { return Ok(false) };
                self.list(entry, inside, (page.step, page.rows), path)?;
            }
            Content::Entry(inside) => self.object(inside, here, None, path)?,
            Content::PageInfo(inside) => self.object(inside, here, page, path)?,
            Content::Cursor(place) => self.cursor(here, *place),
            Content::Total
            | Content::HasNext
            | Content::HasPrevious
            | Content::Start(_)
            | Content::End(_) => {
                return Ok(page.is_some_and(|page| self.of_page(&entry.content, page)));
            }
            Content::Member(..) => return Ok(false),
        }
        Ok(true)
    }

    fn passes(&self, entry: &Entry, here: Here) -> bool {
        entry
            .gate
            .is_none_or(|gate| self.got[here.step].rows[here.row].bool(gate) == Some(true))
    }

    /// Stops an answer that is larger than was paid for, or than an answer may be: what has no room is null and says why,
    /// and after it no more objects are begun.
    pub(super) fn bound(&mut self, entry: &Entry, path: &Path<'_>) -> Result<(), Gone> {
        let full = if self.entries > self.asking.entries_max {
            tracing::error!(
                paid = self.asking.entries_max,
                "request: an answer has more entries than the schema publishes"
            );
            Full::Entries
        } else {
            Full::Bytes(self.asking.bytes_max)
        };
        let has_room = matches!(full, Full::Bytes(most) if self.out.len() as u64 <= most);
        if has_room && !(self.is_over && entry.content.is_composite()) {
            return Ok(());
        }
        self.is_over = true;
        Err(self.gone(entry, path, full.at(entry.pos)))
    }

    /// The rows of another step that belong to the row at hand.
    pub(super) fn rows_of(
        &mut self,
        entry: &Entry,
        step: usize,
        here: Here,
        path: &Path<'_>,
    ) -> Result<(&'a [u32], bool), Gone> {
        let got = &self.got[step];
        match &got.failed {
            Some(error) => Err(self.gone(entry, path, error.clone())),
            None => Ok(got.of(here.row)),
        }
    }

    pub(super) fn list(
        &mut self,
        entry: &Entry,
        inside: &'a [Entry],
        (step, rows): (usize, &[u32]),
        path: &Path<'_>,
    ) -> Result<(), Gone> {
        self.entries += rows.len() as u64;
        let before = self.points;
        self.out.push(b'[');
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            self.points += entry.cost.each;
            let here = Here {
                step,
                row: *row as usize,
            };
            self.object(inside, here, None, &path.index(index))?;
        }
        self.out.push(b']');
        self.reduce(entry, before);
        Ok(())
    }

    /// Ten plain values in a list cost as much as one would elsewhere.
    pub(super) fn reduce(&mut self, entry: &Entry, before: u64) {
        if entry.cost.is_tenth {
            self.points = before + (self.points - before).div_ceil(10);
        }
    }

    /// Notes why a place is null.
    pub fn fail(&mut self, entry: &Entry, path: &Path<'_>, error: ServerError) -> Outcome {
        Err(self.gone(entry, path, error))
    }

    pub(super) fn gone(&mut self, entry: &Entry, path: &Path<'_>, mut error: ServerError) -> Gone {
        if self.errors.len() < ERRORS_MAX {
            error.path = path.segments();
            error.locations = vec![entry.pos];
            self.errors.push(error);
        }
        Gone
    }

    fn id(&mut self, here: Here, column: usize, tag: [u8; 2]) -> bool {
        let Some(key) = self.got[here.step].rows[here.row].key(column) else {
            return false;
        };
        self.out.push(b'"');
        cursor::public_id(tag, key, &mut self.out);
        self.out.push(b'"');
        true
    }

    fn column(&mut self, here: Here, column: usize, form: Form) -> bool {
        let row = &self.got[here.step].rows[here.row];
        match form {
            Form::Text => row.text(column).map(|text| self.text(text)),
            Form::Word => row.text(column).map(|word| self.word(word)),
            Form::Int => row.int(column).map(|number| self.int(number)),
            Form::Bool => row.bool(column).map(|is_so| self.bool(is_so)),
            Form::Time => row.at(column).map(|at| self.time(at)),
        }
        .is_some()
    }
}
