//! Writes what functions have made: plain objects, and lists.

use super::path::Path;
use super::plain::Members;
use super::plan::{Content, Entry};
use super::shown::{Outcome, Shown};
use super::write::{Gone, Writer};

impl Writer<'_> {
    /// What is selected of a plain object.
    pub(super) fn members(
        &mut self,
        of: &impl Members,
        entries: &[Entry],
        path: &Path<'_>,
    ) -> Result<(), Gone> {
        self.each(entries, path, |writer, entry, path| {
            writer.bound(entry, path)?;
            match &entry.content {
                Content::Member(member, _) => of.show_member(*member, entry, path, writer),
                Content::TypeName(name) => {
                    writer.out.extend_from_slice(name.as_bytes());
                    Ok(true)
                }
                _ => Ok(false),
            }
        })
    }

    /// A plain object.
    pub fn plain(&mut self, of: &impl Members, entry: &Entry, path: &Path<'_>) -> Outcome {
        let inside = match &entry.content {
            Content::Made { inside, .. } | Content::Member(_, inside) => inside,
            _ => return Ok(false),
        };
        self.points += entry.cost.each;
        self.members(of, inside, path)?;
        Ok(true)
    }

    /// A list of values.
    pub fn values<T: Shown>(&mut self, all: &[T], entry: &Entry, path: &Path<'_>) -> Outcome {
        if T::plain().is_some() {
            self.entries += all.len() as u64;
        }
        let before = self.points;
        self.out.push(b'[');
        for (index, value) in all.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            if !value.show(entry, &path.index(index), self)? {
                self.out.extend_from_slice(b"null");
            }
        }
        self.out.push(b']');
        self.reduce(entry, before);
        Ok(true)
    }
}
