//! Places in an answer.

use async_graphql::PathSegment;

/// Where the writer is: looked at only when something fails.
#[derive(Clone, Copy)]
pub struct Path<'a> {
    pub(super) above: Option<&'a Path<'a>>,
    pub(super) at: At<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum At<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self {
            above: Some(self),
            at: At::Key(key),
        }
    }

    pub(super) fn index(&'a self, index: usize) -> Self {
        Self {
            above: Some(self),
            at: At::Index(index),
        }
    }

    pub(super) fn segments(&self) -> Vec<PathSegment> {
        let mut segments = Vec::new();
        let mut at = Some(self);
        while let Some(path) = at {
            match path.at {
                At::Root => {}
                At::Key("") => {}
                At::Key(key) => segments.push(PathSegment::Field(key.to_owned())),
                At::Index(index) => segments.push(PathSegment::Index(index)),
            }
            at = path.above;
        }
        segments.reverse();
        segments
    }
}
