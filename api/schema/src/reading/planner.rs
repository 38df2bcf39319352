//! From a checked operation to its plan.

use async_graphql::Positioned;
use async_graphql::parser::types::{Field, SelectionSet};

use super::ask::{Ask, Of};
use super::connection::{CONNECTION, EDGE, PAGE_INFO};
use super::model::{self, From, Interface, Link, Page, Shape, Type};
use super::plain::Plain;
use super::plan::{Content, Cost, Entry, Keys, Kind, Node, Plan, Step};
use super::price::{cost, cost_of_plain};
use super::select::{Select, Selected};
use super::steps::{Gate, Wanted};

/// Objects that are joined into the statement of another at most; the rest has statements of their own.
const JOINED_MAX: usize = 4;

/// What a selection set is about.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub ty: &'static Type,
    /// In the parts of a connection: the name of what it connects.
    pub of: &'static str,
    /// None at a root.
    pub step: Option<usize>,
    /// By which name the statement calls its row: 0 is the step's own, others are joined.
    pub alias: usize,
}

pub(super) struct Planner<'d> {
    select: Select<'d>,
    pub asks: Vec<Ask>,
    pub steps: Vec<Step>,
    /// Rows beside others: of which step and row, which, under which name.
    pub beside: Vec<(usize, usize, &'static model::Beside, usize)>,
}

/// What is planned at a root.
#[derive(Clone, Copy)]
pub(super) enum Root {
    /// The fields of an operation.
    Fields(&'static Type),
    /// An object whose key is known.
    Object(&'static Type),
    /// The same as an edge.
    Edge(&'static Type),
}

impl<'d> Planner<'d> {
    /// The plan of what is selected at a root.
    pub(super) fn plan(select: Select<'d>, root: Root, sets: &[&'d SelectionSet]) -> Plan {
        let mut planner = Self {
            select,
            asks: Vec::new(),
            steps: Vec::new(),
            beside: Vec::new(),
        };
        let root = match root {
            Root::Fields(ty) => planner.set(Scope::root(ty), sets),
            Root::Object(ty) => {
                let step = planner.step(Wanted::of(ty, Kind::Find), Keys::Given, None);
                let inside = planner.set(Scope::of(ty, step), sets);
                vec![Entry::bare(Content::There(step, inside))]
            }
            Root::Edge(ty) => {
                let step = planner.step(Wanted::of(ty, Kind::Find), Keys::Given, None);
                let inside = planner.set(Scope::part(&EDGE, ty, step), sets);
                vec![Entry::bare(Content::There(step, inside))]
            }
        };
        let last = planner.steps.iter().map(|step| step.level + 1).max();
        let mut levels = vec![Vec::new(); last.unwrap_or(0)];
        for (at, step) in planner.steps.iter().enumerate() {
            levels[step.level].push(at);
        }
        Plan {
            root,
            asks: planner.asks,
            steps: planner.steps,
            levels,
        }
    }

    fn set(&mut self, scope: Scope, sets: &[&'d SelectionSet]) -> Vec<Entry> {
        let name = scope.ty.named(scope.of);
        let is_node = scope.ty.is_node();
        let fits = |on: &str| on == name || (is_node && on == "Node");
        let fields = self.select.fields(sets, &fits);
        let fields = fields.into_values();
        fields
            .map(|selected| self.entry(scope, &name, &selected))
            .collect()
    }

    fn entry(&mut self, scope: Scope, type_name: &str, selected: &Selected<'d>) -> Entry {
        let field = &selected.field.node;
        let mut entry = Entry::of(selected.field);
        if field.name.node == "__typename" {
            entry.content = Content::TypeName(format!("\"{type_name}\"").into());
            return entry;
        }
        let Some(definition) = scope.ty.field(&field.name.node) else {
            // The document was checked against a schema that comes from these very tables.
            entry.is_nullable = true;
            return entry;
        };
        let shape = &definition.shape;
        entry.is_nullable = shape.is_nullable;
        entry.gate = shape.gate.map(|gate| self.column(scope, gate));
        let gate = Gate {
            column: entry.gate,
            text: shape.gate,
        };
        entry.cost = cost(&shape.from);
        entry.content = self.content(scope, shape, gate, selected);
        if let From::Made(_, make) = shape.from {
            entry.is_nullable |= !make.ty().ends_with('!');
        }
        entry
    }

    fn content(
        &mut self,
        scope: Scope,
        shape: &'static Shape,
        gate: Gate,
        selected: &Selected<'d>,
    ) -> Content {
        let sets = &selected.sets;
        match &shape.from {
            From::Id => {
                let tag = scope.ty.source.and_then(|source| source.tag);
                Content::Id(self.column(scope, "id"), tag.unwrap_or_default())
            }
            From::Column(name, form, _) => {
                let at = self.columns(scope, &[name], shape.beside);
                Content::Column(at[0], *form)
            }
            From::Made(columns, make) => Content::Made {
                at: self.columns(scope, columns, shape.beside),
                make: *make,
                ask: (!shape.arguments.is_empty()).then(|| self.ask(selected, Of::Values)),
                inside: make
                    .plain()
                    .map_or_else(Vec::new, |plain| self.plain(plain, sets)),
            },
            From::One(to, link) => self.one(scope, (to, link), gate, sets),
            From::Many(to, link, order) => {
                let most = shape.most.unwrap_or(usize::MAX);
                let kind = Kind::Any(link, order, most);
                let step = self.below(scope, Wanted::of(to, kind), link, gate);
                Content::List(step, most, self.set(Scope::of(to, step), sets))
            }
            From::Page(page) => self.page(scope, page, gate, selected),
            From::Find(to, key) => {
                let ask = self.ask(selected, Of::Find(to, *key));
                self.find(to, *key, ask, sets)
            }
            From::Viewer(to) => {
                let step = self.step(Wanted::of(to, Kind::Find), Keys::Viewer, None);
                Content::There(step, self.set(Scope::of(to, step), sets))
            }
            From::Node(interface) => self.nodes(interface, false, selected),
            From::Nodes(interface) => self.nodes(interface, true, selected),
            From::Edges => Content::Edges(self.set(Scope { ty: &EDGE, ..scope }, sets)),
            From::PageInfo => Content::PageInfo(self.set(
                Scope {
                    ty: &PAGE_INFO,
                    ..scope
                },
                sets,
            )),
            From::Entries => Content::Entries(self.rows(scope, sets)),
            From::Entry => Content::Entry(self.rows(scope, sets)),
            From::Total => Content::Total,
            From::Cursor => Content::Cursor(self.place(scope)),
            From::HasNext => Content::HasNext,
            From::HasPrevious => Content::HasPrevious,
            From::Start => Content::Start(self.place(scope)),
            From::End => Content::End(self.place(scope)),
        }
    }

    fn one(
        &mut self,
        scope: Scope,
        (to, link): (&'static Type, &'static Link),
        gate: Gate,
        sets: &[&'d SelectionSet],
    ) -> Content {
        let can_join = scope
            .step
            .is_some_and(|step| self.steps[step].joined < JOINED_MAX);
        if can_join && link.via.is_empty() {
            let inner = self.join(scope, to, link);
            let there = self.column(inner, link.by);
            return Content::Here(there, self.set(inner, sets));
        }
        let step = self.below(scope, Wanted::of(to, Kind::Any(link, "", 1)), link, gate);
        Content::There(step, self.set(Scope::of(to, step), sets))
    }

    fn find(
        &mut self,
        to: &'static Type,
        key: model::Key,
        ask: usize,
        sets: &[&'d SelectionSet],
    ) -> Content {
        let wanted = |kind| Wanted::of(to, kind).asked(ask);
        let is_named = self.asks[ask]
            .arguments
            .iter()
            .any(|(name, _)| name == "id");
        let step = match key {
            model::Key::IdOr(_, condition) if !is_named => {
                self.step(wanted(Kind::Word(condition)), Keys::None, None)
            }
            model::Key::Id | model::Key::IdOr(..) => {
                self.step(wanted(Kind::Find), Keys::Argument(ask), None)
            }
        };
        Content::There(step, self.set(Scope::of(to, step), sets))
    }

    fn nodes(
        &mut self,
        interface: &'static Interface,
        is_list: bool,
        selected: &Selected<'d>,
    ) -> Content {
        let ask = self.ask(selected, Of::Nodes);
        let mut kinds = Vec::new();
        for ty in interface.types {
            let Some(tag) = ty.source.and_then(|source| source.tag) else {
                continue;
            };
            let keys = Keys::Arguments(ask, tag);
            let step = self.step(Wanted::of(ty, Kind::Find).asked(ask), keys, None);
            let inside = self.set(Scope::of(ty, step), &selected.sets);
            kinds.push(Node { tag, step, inside });
        }
        Content::Nodes {
            ask,
            is_list,
            kinds,
        }
    }

    fn page(
        &mut self,
        scope: Scope,
        page: &'static Page,
        gate: Gate,
        selected: &Selected<'d>,
    ) -> Content {
        let ask = self.ask(selected, Of::Page(page));
        let name = CONNECTION.named(page.of.name);
        let fields = self.select.fields(&selected.sets, &|on| on == name);
        let of_page = |kind| Wanted::of(page.of, kind).asked(ask);
        let mut rows = None;
        let mut total = None;
        for field in fields.values() {
            let (wanted, kind) = match field.field.node.name.node.as_str() {
                "__typename" => continue,
                "totalCount" => (&mut total, Kind::Count(page)),
                _ => (&mut rows, Kind::Page(page)),
            };
            if wanted.is_none() {
                *wanted = Some(match &page.link {
                    Some(link) => self.below(scope, of_page(kind), link, gate),
                    None => self.step(of_page(kind), Keys::None, None),
                });
            }
        }
        let inner = Scope {
            ty: &CONNECTION,
            of: page.of.name,
            step: rows,
            alias: 0,
        };
        let fields = fields.into_values();
        let inside = fields
            .map(|selected| self.entry(inner, &name, &selected))
            .collect();
        Content::Page {
            ask,
            rows,
            total,
            inside,
        }
    }

    /// Objects of a page.
    fn rows(&mut self, scope: Scope, sets: &[&'d SelectionSet]) -> Vec<Entry> {
        let Some(step) = scope.step else {
            return Vec::new();
        };
        self.set(Scope::of(self.steps[step].ty, step), sets)
    }

    fn plain(&mut self, plain: &'static Plain, sets: &[&'d SelectionSet]) -> Vec<Entry> {
        let fields = self.select.fields(sets, &|on| on == plain.name);
        let entry = |selected: Selected<'d>| {
            let mut entry = Entry::of(selected.field);
            let name = &selected.field.node.name.node;
            if name == "__typename" {
                entry.content = Content::TypeName(format!("\"{}\"", plain.name).into());
                return entry;
            }
            let place = plain.members.iter().position(|member| member.name == name);
            if let Some(place) = place {
                let member = &plain.members[place];
                let of = (member.plain)();
                let inside = of.map_or_else(Vec::new, |of| self.plain(of, &selected.sets));
                entry.is_nullable = !(member.ty)().ends_with('!');
                entry.cost = cost_of_plain(of, (member.is_list)());
                entry.content = Content::Member(place, inside);
            }
            entry
        };
        fields.into_values().map(entry).collect()
    }
}

impl Scope {
    fn root(ty: &'static Type) -> Self {
        Self {
            ty,
            of: "",
            step: None,
            alias: 0,
        }
    }

    fn of(ty: &'static Type, step: usize) -> Self {
        Self {
            step: Some(step),
            ..Self::root(ty)
        }
    }

    fn part(part: &'static Type, ty: &'static Type, step: usize) -> Self {
        Self {
            of: ty.name,
            ..Self::of(part, step)
        }
    }
}

impl Entry {
    fn of(field: &Positioned<Field>) -> Self {
        let key = field.node.response_key().node.as_str();
        Self {
            key: key.into(),
            json: format!("\"{key}\":").into_bytes().into(),
            pos: field.pos,
            is_nullable: false,
            ..Self::bare(Content::TypeName("null".into()))
        }
    }

    /// One without a name: the root of what is no operation.
    fn bare(content: Content) -> Self {
        Self {
            key: "".into(),
            json: Box::default(),
            is_nullable: true,
            pos: async_graphql::Pos::default(),
            gate: None,
            cost: Cost::default(),
            content,
        }
    }
}
