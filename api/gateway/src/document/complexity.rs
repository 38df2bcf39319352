//! Measures a document with its fragments spread out, before the engine sees it: the engine walks a fragment anew
//! wherever it is spread, and a few hundred bytes of fragments that spread each other twice would keep it busy for years.
//! Here every fragment is walked once.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationType, Selection, SelectionSet,
};
use async_graphql_parser::Positioned;

use super::DocumentError;

/// Operations of a document at most.
pub(super) const OPERATIONS_MAX: usize = 10;
/// Fragments of a document at most.
pub(super) const FRAGMENTS_MAX: usize = 40;
/// Fields at most, fragments spread out.
pub(super) const FIELDS_MAX: usize = 500;
/// Aliases at most, fragments spread out.
pub(super) const ALIASES_MAX: usize = 30;
/// Directives at most, fragments spread out.
pub(super) const DIRECTIVES_MAX: usize = 10;
/// Fields inside each other at most, outside introspection.
pub(super) const DEPTH_MAX: usize = 12;
/// Fields inside each other at most, from `__schema` or `__type` on.
pub(super) const SCHEMA_DEPTH_MAX: usize = 15;
/// Fields at the root of a query at most.
pub(super) const ROOTS_MAX: usize = 20;
/// Fields at the root of a mutation at most.
pub(super) const MUTATIONS_MAX: usize = 5;

/// Lists of the schema inside each other at most: `types { fields { args` is what tools ask for, and each more would
/// multiply the answer.
const LISTS_MAX: usize = 3;
/// The fields of introspection that answer lists.
const LISTS: [&str; 8] = [
    "types",
    "fields",
    "args",
    "inputFields",
    "interfaces",
    "possibleTypes",
    "enumValues",
    "directives",
];

/// Levels of selections at most, fragments and all: how deep this walk and the engine's may go.
const LEVELS_MAX: usize = 50;
/// Fields, inline fragments and spreads at most, fragments spread out: how long the engine's walks may be.
const SELECTIONS_MAX: usize = 2_000;

/// Refuses what is too large once its fragments are spread; says whether it asks for the schema.
pub(super) fn measure(document: &ExecutableDocument) -> Result<bool, DocumentError> {
    let mut walk = Walk::over(document);
    walk.document()?;
    Ok(walk.is_about_schema)
}

/// What stands below a selection set, its fragments spread out. Sums stop at their type's end.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    fields: usize,
    aliases: usize,
    directives: usize,
    selections: usize,
    /// Fields at the top of the set.
    roots: usize,
    /// Levels of fields outside introspection.
    depth: usize,
    /// Levels of selections of any kind.
    levels: usize,
    /// Lists of the schema inside each other, where it is introspection.
    lists: usize,
}

impl Size {
    fn and(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            selections: self.selections.saturating_add(other.selections),
            roots: self.roots.saturating_add(other.roots),
            depth: self.depth.max(other.depth),
            levels: self.levels.max(other.levels),
            lists: self.lists.max(other.lists),
        }
    }

    fn check(&self) -> Result<(), DocumentError> {
        let limits = [
            (self.fields, FIELDS_MAX, "fields"),
            (self.aliases, ALIASES_MAX, "aliases"),
            (self.directives, DIRECTIVES_MAX, "directives"),
            (self.selections, SELECTIONS_MAX, "selections"),
        ];
        for (count, most, what) in limits {
            if count > most {
                return Err(too_complex(most, what, ", its fragments spread out"));
            }
        }
        if self.levels > LEVELS_MAX {
            return Err(too_deep(LEVELS_MAX, "levels of selections"));
        }
        Ok(())
    }
}

fn too_complex(most: usize, what: &str, how: &str) -> DocumentError {
    let message = format!("A document has at most {most} {what}{how}.");
    DocumentError::new("QUERY_TOO_COMPLEX", message)
}

fn too_deep(most: usize, what: &str) -> DocumentError {
    let message = format!("A document has at most {most} {what} inside each other.");
    DocumentError::new("QUERY_TOO_DEEP", message)
}

enum Fragment {
    /// Being walked: who meets it again goes in a circle.
    Open,
    Measured(Size),
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a str, Fragment>,
    is_about_schema: bool,
    /// Selections looked at: no more than the text has.
    steps: usize,
}

impl<'a> Walk<'a> {
    fn over(document: &'a ExecutableDocument) -> Self {
        Self {
            document,
            fragments: HashMap::new(),
            is_about_schema: false,
            steps: 0,
        }
    }

    fn document(&mut self) -> Result<(), DocumentError> {
        let document = self.document;
        if document.operations.iter().count() > OPERATIONS_MAX {
            return Err(too_complex(OPERATIONS_MAX, "operations", ""));
        }
        if document.fragments.len() > FRAGMENTS_MAX {
            return Err(too_complex(FRAGMENTS_MAX, "fragments", ""));
        }
        let mut total = Size::default();
        for (_, operation) in document.operations.iter() {
            let operation = &operation.node;
            let size = self.selections(&operation.selection_set.node, 1)?;
            let (most, what) = match operation.ty {
                OperationType::Query => (ROOTS_MAX, "fields at the root of a query"),
                OperationType::Mutation => (MUTATIONS_MAX, "mutations in one operation"),
                OperationType::Subscription => (1, "field at the root of a subscription"),
            };
            if size.roots > most {
                return Err(too_complex(most, what, ""));
            }
            if size.depth > DEPTH_MAX {
                return Err(too_deep(DEPTH_MAX, "fields"));
            }
            let mut own = directives(&operation.directives);
            for variable in &operation.variable_definitions {
                own = own.and(directives(&variable.node.directives));
            }
            total = total.and(size).and(own);
            total.check()?;
        }
        for name in document.fragments.keys() {
            self.fragment(name.as_str(), 1)?;
        }
        Ok(())
    }

    fn selections(&mut self, set: &'a SelectionSet, level: usize) -> Result<Size, DocumentError> {
        // The last level may have fields, which have none.
        if level > LEVELS_MAX && !set.items.is_empty() {
            return Err(too_deep(LEVELS_MAX, "levels of selections"));
        }
        let mut total = Size::default();
        for item in &set.items {
            self.steps += 1;
            let mut size = match &item.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let inner = self.selections(&field.selection_set.node, level + 1)?;
                    let mut size = inner.and(directives(&field.directives));
                    size.fields += 1;
                    size.aliases += usize::from(field.alias.is_some());
                    size.roots = 1;
                    size.depth += 1;
                    size.lists += usize::from(LISTS.contains(&field.name.node.as_str()));
                    if matches!(field.name.node.as_str(), "__schema" | "__type") {
                        self.is_about_schema = true;
                        if size.depth > SCHEMA_DEPTH_MAX {
                            return Err(too_deep(SCHEMA_DEPTH_MAX, "fields of introspection"));
                        }
                        if size.lists > LISTS_MAX {
                            let what = "lists of the schema inside each other";
                            return Err(too_complex(LISTS_MAX, what, ""));
                        }
                        size.depth = 1;
                    }
                    size
                }
                Selection::InlineFragment(inline) => self
                    .selections(&inline.node.selection_set.node, level + 1)?
                    .and(directives(&inline.node.directives)),
                Selection::FragmentSpread(spread) => self
                    .fragment(spread.node.fragment_name.node.as_str(), level + 1)?
                    .and(directives(&spread.node.directives)),
            };
            size.selections += 1;
            size.levels += 1;
            total = total.and(size);
            total.check()?;
        }
        Ok(total)
    }

    /// An unknown fragment is left to the engine, which says so.
    fn fragment(&mut self, name: &'a str, level: usize) -> Result<Size, DocumentError> {
        match self.fragments.get(name) {
            Some(Fragment::Measured(size)) => return Ok(*size),
            Some(Fragment::Open) => {
                return Err(DocumentError::invalid("A fragment spreads itself."));
            }
            None => {}
        }
        let Some(definition) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.fragments.insert(name, Fragment::Open);
        let size = self
            .selections(&definition.node.selection_set.node, level)?
            .and(directives(&definition.node.directives));
        self.fragments.insert(name, Fragment::Measured(size));
        Ok(size)
    }
}

fn directives(all: &[Positioned<Directive>]) -> Size {
    Size {
        directives: all.len(),
        ..Size::default()
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn measured(document: &str) -> Result<bool, &'static str> {
        measure(&parse_query(document).unwrap()).map_err(|refusal| refusal.code)
    }

    /// Each fragment spreads the next some times.
    fn chain(fragments: usize, times: usize) -> String {
        let mut document =
            format!("{{ ...F0 }} fragment F{fragments} on Query {{ viewer {{ id }} }}");
        for number in 0..fragments {
            let spreads = format!("...F{} ", number + 1).repeat(times);
            document.push_str(&format!("fragment F{number} on Query {{ {spreads} }}"));
        }
        document
    }

    /// So many of the same in one selection set, each made different by its number.
    fn many(count: usize, one: impl Fn(usize) -> String) -> String {
        (0..count).map(one).collect()
    }

    fn nested(field: &str, levels: usize) -> String {
        format!(
            "{} {field} {}",
            "{ a ".repeat(levels - 1) + "{",
            "}".repeat(levels)
        )
    }

    #[test]
    fn every_limit_holds_at_its_number_and_not_one_above() {
        let fields = |count| format!("{{ a {{ {} }} }}", many(count - 1, |n| format!("f{n} ")));
        let aliases = |count| format!("{{ a {{ {} }} }}", many(count, |n| format!("a{n}: f ")));
        let directives = |count| format!("{{ a {{ f {} }} }}", "@skip(if: true) ".repeat(count));
        let roots = |count| format!("{{ {} }}", many(count, |n| format!("f{n} ")));
        let mutations = |count| format!("mutation {{ {} }}", many(count, |n| format!("f{n} ")));
        let events = |count| format!("subscription {{ {} }}", many(count, |n| format!("f{n} ")));
        let operations = |count| many(count, |n| format!("query Q{n} {{ a }} "));
        let fragments = |count| {
            let spreads = many(count, |n| format!("...F{n} "));
            let all = many(count, |n| format!("fragment F{n} on T {{ f{n} }} "));
            format!("{{ a {{ {spreads} }} }} {all}")
        };
        let depth = |count| nested("f", count);
        let schema = |count| format!("{{ __schema {} }}", nested("f", count - 1));
        type Sample<'a> = &'a dyn Fn(usize) -> String;
        let cases: [(usize, Sample<'_>, &str); 10] = [
            (FIELDS_MAX, &fields, "QUERY_TOO_COMPLEX"),
            (ALIASES_MAX, &aliases, "QUERY_TOO_COMPLEX"),
            (DIRECTIVES_MAX, &directives, "QUERY_TOO_COMPLEX"),
            (ROOTS_MAX, &roots, "QUERY_TOO_COMPLEX"),
            (MUTATIONS_MAX, &mutations, "QUERY_TOO_COMPLEX"),
            (1, &events, "QUERY_TOO_COMPLEX"),
            (OPERATIONS_MAX, &operations, "QUERY_TOO_COMPLEX"),
            (FRAGMENTS_MAX, &fragments, "QUERY_TOO_COMPLEX"),
            (DEPTH_MAX, &depth, "QUERY_TOO_DEEP"),
            (SCHEMA_DEPTH_MAX, &schema, "QUERY_TOO_DEEP"),
        ];
        // Inline fragments are levels and selections, and no fields.
        let levels =
            |count: usize| format!("{}{{ f {}", "{ ... ".repeat(count - 1), "} ".repeat(count));
        let selections = |count: usize| {
            let five = "... { ... { ... { ... { f } } } } ".repeat(count / 5);
            format!("{{ a {{ {five} {} }} }}", "g ".repeat(count % 5 + 4))
        };
        for fits in [LEVELS_MAX - 1, LEVELS_MAX] {
            assert!(measured(&levels(fits)).is_ok(), "{fits}");
        }
        assert_eq!(measured(&levels(LEVELS_MAX + 1)), Err("QUERY_TOO_DEEP"));
        // `a` is one more, and so are the four that are always there.
        for fits in [SELECTIONS_MAX - 6, SELECTIONS_MAX - 5] {
            assert!(measured(&selections(fits)).is_ok(), "{fits}");
        }
        assert_eq!(
            measured(&selections(SELECTIONS_MAX - 4)),
            Err("QUERY_TOO_COMPLEX")
        );
        let lists = |count: usize| {
            let inner = "fields { type { ".repeat(count - 1);
            let closed = "} } ".repeat(count - 1);
            format!("{{ __schema {{ types {{ {inner} name {closed} }} }} }}")
        };
        assert!(measured(&lists(LISTS_MAX)).is_ok());
        assert_eq!(measured(&lists(LISTS_MAX + 1)), Err("QUERY_TOO_COMPLEX"));
        for (most, document, code) in cases {
            for fits in [most.saturating_sub(1).max(1), most] {
                let document = document(fits);
                assert!(measured(&document).is_ok(), "{document}");
            }
            let document = document(most + 1);
            assert_eq!(measured(&document), Err(code), "{document}");
        }
    }

    #[test]
    fn fragments_count_wherever_they_are_spread() {
        assert_eq!(measured(&chain(8, 1)), Ok(false));
        assert_eq!(measured(&chain(30, 2)), Err("QUERY_TOO_COMPLEX"));
        let cycle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
        assert_eq!(measured(cycle), Err("GRAPHQL_VALIDATION_FAILED"));
        assert_eq!(measured("{ ...Unknown }"), Ok(false));

        let deep = format!(
            "{{ a {{ a {{ ...F }} }} }} fragment F on T {}",
            nested("f", DEPTH_MAX - 2)
        );
        assert!(measured(&deep).is_ok());
        let deeper = format!(
            "{{ a {{ a {{ a {{ ...F }} }} }} }} fragment F on T {}",
            nested("f", DEPTH_MAX - 2)
        );
        assert_eq!(measured(&deeper), Err("QUERY_TOO_DEEP"));
    }

    #[test]
    fn a_bomb_is_measured_in_as_many_steps_as_it_has_selections() {
        let bomb = chain(30, 2);
        assert!((900..1_400).contains(&bomb.len()), "{}", bomb.len());
        let document = parse_query(&bomb).unwrap();
        let mut walk = Walk::over(&document);
        assert!(walk.document().is_err());
        // One for the operation's spread, two for each fragment's, two for the fields of the last.
        assert!(walk.steps <= 1 + 2 * 30 + 2, "{}", walk.steps);
    }

    #[test]
    fn introspection_is_seen_wherever_it_hides() {
        assert_eq!(measured("{ __typename }"), Ok(false));
        for document in [
            "{ s: __schema { types { name } } }",
            "{ ... { __type(name: \"Offer\") { name } } }",
            "{ viewer { id } ...F } fragment F on Query { __schema { types { name } } }",
            "query A { viewer { id } } query B { __schema { types { name } } }",
        ] {
            assert_eq!(measured(document), Ok(true), "{document}");
        }
    }
}
