//! The statements of a plan, as it grows: steps, what is joined to them, and their columns.

use std::sync::Mutex;

use super::ask::{Ask, Of};
use super::model::{self, Link, Sees, Type};
use super::plan::{Keys, Kind, Place, Step};
use super::planner::{Planner, Scope};
use super::select::Selected;

/// What a step is to find.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    ty: &'static Type,
    kind: Kind,
    ask: Option<usize>,
}

impl Wanted {
    pub(super) fn of(ty: &'static Type, kind: Kind) -> Self {
        Self {
            ty,
            kind,
            ask: None,
        }
    }

    /// With the arguments of a field.
    pub(super) fn asked(self, ask: usize) -> Self {
        Self {
            ask: Some(ask),
            ..self
        }
    }
}

/// Whether there is anything for who asks: the column that says so, and the condition behind it.
#[derive(Clone, Copy)]
pub(super) struct Gate {
    pub column: Option<usize>,
    pub text: Option<&'static str>,
}

impl<'d> Planner<'d> {
    /// A step for what belongs to the objects of a scope.
    pub(super) fn below(
        &mut self,
        scope: Scope,
        wanted: Wanted,
        link: &'static Link,
        gate: Gate,
    ) -> usize {
        let Some(parent) = scope.step else {
            return self.step(wanted, Keys::None, None);
        };
        let is_known = matches!(self.steps[parent].kind, Kind::Find) && scope.alias == 0;
        if is_known && link.from == "id" {
            let guard = guard(scope.ty, link, gate.text);
            let step = self.step(wanted, Keys::Of(parent), None);
            self.steps[step].guard = guard;
            return step;
        }
        let column = self.column(scope, link.from);
        self.step(wanted, Keys::Column(parent, column), gate.column)
    }

    pub(super) fn step(&mut self, wanted: Wanted, keys: Keys, gate: Option<usize>) -> usize {
        let Wanted { ty, kind, ask } = wanted;
        let is_same = |step: &Step| {
            step.kind.is_same(kind)
                && std::ptr::eq(step.ty, ty)
                && step.keys == keys
                && step.gate == gate
                && step.ask == ask
        };
        if let Some(step) = self.steps.iter().position(is_same) {
            return step;
        }
        let level = match keys {
            Keys::Column(step, _) => self.steps[step].level + 1,
            Keys::Of(step) => self.steps[step].level,
            Keys::None | Keys::Argument(_) | Keys::Arguments(..) | Keys::Viewer | Keys::Given => 0,
        };
        self.steps.push(Step {
            ty,
            kind,
            columns: Vec::new(),
            joins: String::new(),
            joined: 0,
            keys,
            gate,
            guard: None,
            level,
            ask,
            texts: Mutex::default(),
        });
        self.steps.len() - 1
    }

    /// The arguments of a field; those of two fields that are written alike are the same.
    pub(super) fn ask(&mut self, selected: &Selected<'d>, of: Of) -> usize {
        let arguments: Vec<_> = selected
            .field
            .node
            .arguments
            .iter()
            .map(|(name, value)| (name.node.clone(), value.node.clone()))
            .collect();
        let known = self.asks.iter();
        let same = known
            .enumerate()
            .find(|(_, ask)| ask.of.is_same(of) && ask.arguments == arguments);
        if let Some((place, _)) = same {
            return place;
        }
        self.asks.push(Ask { arguments, of });
        self.asks.len() - 1
    }

    /// Joins one row to the rows of a scope.
    pub(super) fn join(&mut self, scope: Scope, to: &'static Type, link: &'static Link) -> Scope {
        let Some(step) = scope.step else {
            return scope;
        };
        let owner = alias(scope.alias);
        let place = &mut self.steps[step];
        place.joined += 1;
        let inner = place.joined;
        let name = alias(inner);
        let table = to.source.map_or("", |source| source.table);
        let mut on = format!("{} = {owner}.{}", expression(link.by, &name), link.from);
        if !link.only.is_empty() {
            on += &format!(" AND {}", link.only.replace("{p}", &owner));
        }
        if link.sees == Sees::Itself
            && let Some(seen) = seen(to)
        {
            on += &format!(" AND {seen}");
        }
        place.joins += &format!(" LEFT JOIN {table} {name} ON {}", on.replace("{t}", &name));
        Scope {
            ty: to,
            of: "",
            step: Some(step),
            alias: inner,
        }
    }

    pub(super) fn columns(
        &mut self,
        scope: Scope,
        columns: &[&'static str],
        beside: Option<&'static model::Beside>,
    ) -> Vec<usize> {
        let beside = beside.and_then(|beside| self.beside(scope, beside));
        let place = |column: &&'static str| match beside {
            Some(name) if column.contains("{v}") => {
                self.column(scope, &column.replace("{v}", &format!("v{name}")))
            }
            _ => self.column(scope, column),
        };
        columns.iter().map(place).collect()
    }

    fn beside(&mut self, scope: Scope, beside: &'static model::Beside) -> Option<usize> {
        let step = scope.step?;
        let mut known = self.beside.iter();
        let known = known.find(|(of, alias, it, _)| {
            *of == step && *alias == scope.alias && std::ptr::eq(*it, beside)
        });
        if let Some((.., name)) = known {
            return Some(*name);
        }
        let name = self.beside.len();
        let on = beside.on.replace("{t}", &alias(scope.alias));
        let on = on.replace("{v}", &format!("v{name}"));
        self.steps[step].joins += &format!(" LEFT JOIN {} v{name} ON {on}", beside.table);
        self.beside.push((step, scope.alias, beside, name));
        Some(name)
    }

    pub(super) fn column(&mut self, scope: Scope, column: &str) -> usize {
        self.expression(scope.step, expression(column, &alias(scope.alias)))
    }

    pub(super) fn place(&mut self, scope: Scope) -> Place {
        Place {
            number: self.expression(scope.step, ":order".to_owned()),
            id: self.expression(scope.step, "t.id".to_owned()),
        }
    }

    /// Its place in the row; in the first stands the key or number of the owner.
    fn expression(&mut self, step: Option<usize>, text: String) -> usize {
        let Some(step) = step else { return 0 };
        let columns = &mut self.steps[step].columns;
        let known = columns.iter().position(|column| *column == text);
        1 + known.unwrap_or_else(|| {
            columns.push(text);
            columns.len() - 1
        })
    }
}

/// By which name a statement calls a row.
fn alias(number: usize) -> String {
    match number {
        0 => "t".to_owned(),
        joined => format!("j{joined}"),
    }
}

fn expression(column: &str, alias: &str) -> String {
    if column.contains(['{', '(', ' ', '.']) {
        column.replace("{t}", alias)
    } else {
        format!("{alias}.{column}")
    }
}

/// The condition of a type, in brackets.
pub(super) fn seen(ty: &Type) -> Option<String> {
    let source = ty.source.filter(|source| !source.seen.is_empty())?;
    Some(match (source.open, source.seen) {
        ("", seen) => format!("({seen})"),
        (open, seen) => format!("({open} OR {seen})"),
    })
}

/// What must hold of an owner whose row is not there yet, so that nothing is fetched that will not be shown.
fn guard(owner: &Type, link: &Link, gate: Option<&str>) -> Option<String> {
    let seen = seen(owner).filter(|_| link.sees == Sees::WithParent);
    let conditions: Vec<String> = seen
        .into_iter()
        .chain(gate.map(|gate| format!("({gate})")))
        .collect();
    let table = owner.source.map_or("", |source| source.table);
    (!conditions.is_empty()).then(|| {
        let conditions = conditions.join(" AND ").replace("{t}", "o");
        format!("EXISTS (SELECT 1 FROM {table} o WHERE o.id = {{o}} AND {conditions})")
    })
}
