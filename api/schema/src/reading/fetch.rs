//! Asks the statements of a plan, those of a level at once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::ServerError;
use domain::db::{Param, Row};
use domain::id::Id;
use futures_util::future::{BoxFuture, join_all};
use uuid::Uuid;

use super::ask::{Asked, AskedPage};
use super::facts::Asking;
use super::model::Page;
use super::order::Kind as Orderly;
use super::parameters::{From, Text};
use super::plan::{Keys, Kind, Plan, Step};
use super::shared;
use super::write::{Answer, Writer};

/// What was asked with the arguments of a plan.
pub(super) type AllAsked = [Result<Asked, ServerError>];

/// No place.
const NONE: u32 = u32::MAX;

/// The rows of a step, by the rows they belong to.
#[derive(Default)]
pub(super) struct Got {
    pub rows: Arc<Vec<Row>>,
    /// The keys that were asked for: each has a slot.
    pub keys: Vec<Uuid>,
    /// The slot of each row of the owner's step.
    slots: Vec<u32>,
    /// The slot of each row of its own.
    own: Vec<u32>,
    /// Where the rows of a slot begin in `order`.
    starts: Vec<u32>,
    order: Vec<u32>,
    /// Of each slot, whether there are more rows behind, or before.
    more: Vec<bool>,
    pub failed: Option<ServerError>,
}

impl Got {
    /// The rows that belong to a row of the owner's step, and whether there are more.
    pub(super) fn of(&self, owner: usize) -> (&[u32], bool) {
        match self.slots.get(owner) {
            Some(&slot) if slot != NONE => self.in_slot(slot as usize),
            _ => (&[], false),
        }
    }

    /// The row with one of the keys.
    pub(super) fn with_key(&self, key: Uuid) -> Option<usize> {
        let slot = self.keys.iter().position(|known| *known == key)?;
        let row = self.in_slot(slot).0.first()?;
        Some(*row as usize)
    }

    fn in_slot(&self, slot: usize) -> (&[u32], bool) {
        let Some(&[from, to]) = self.starts.get(slot..slot + 2) else {
            return (&[], false);
        };
        (&self.order[from as usize..to as usize], self.more[slot])
    }
}

/// Answers a plan. `given` is the key of its object, where it is about one.
///
/// On the heap: it stands in the futures of everything the engine resolves.
pub fn read<'a>(
    plan: &'a Plan,
    asking: &'a Asking<'a>,
    given: Option<Uuid>,
) -> BoxFuture<'a, Answer> {
    Box::pin(answer(plan, asking, given))
}

async fn answer(plan: &Plan, asking: &Asking<'_>, given: Option<Uuid>) -> Answer {
    let asked = plan.asks.iter();
    let asked: Vec<_> = asked
        .map(|ask| ask.read(asking.variables, asking.told))
        .collect();
    let mut got: Vec<Got> = Vec::new();
    got.resize_with(plan.steps.len(), Got::default);
    let fetch = Fetch {
        plan,
        asking,
        asked: &asked,
        given,
    };
    for level in &plan.levels {
        if let [only] = level[..] {
            got[only] = fetch.step(only, &got).await;
        } else {
            let all = level.iter().map(|at| fetch.step(*at, &got));
            let all = join_all(all).await;
            for (at, result) in level.iter().zip(all) {
                got[*at] = result;
            }
        }
        // Those that did not wait for their owners learn now which row is which.
        for at in level {
            if let Keys::Of(owner) = plan.steps[*at].keys {
                got[*at].slots = got[owner].own.clone();
            }
        }
    }
    Writer::answer(plan, asking, &asked, &got)
}

struct Fetch<'a> {
    plan: &'a Plan,
    asking: &'a Asking<'a>,
    asked: &'a AllAsked,
    given: Option<Uuid>,
}

impl Fetch<'_> {
    async fn step(&self, at: usize, got: &[Got]) -> Got {
        let step = &self.plan.steps[at];
        let asked = match step.ask.map(|ask| &self.asked[ask]) {
            Some(Err(error)) => {
                return Got {
                    failed: Some(error.clone()),
                    ..Got::default()
                };
            }
            Some(Ok(asked)) => Some(asked),
            None => None,
        };
        let (keys, slots) = self.keys(step, got);
        let is_rootless = step.keys == Keys::None;
        if keys.is_empty() && !is_rootless {
            return Got {
                slots,
                ..Got::default()
            };
        }
        let page = match asked {
            Some(Asked::Page(page)) => Some(page),
            _ => None,
        };
        let is_single = is_rootless || keys.len() == 1;
        let text = step.statement(page, is_single, self.asking);
        let values: Vec<Param> = text
            .values
            .iter()
            .map(|value| self.value(*value, step, asked, &keys))
            .collect();
        let rows = match self.asking.shared {
            Some(shared) => shared.rows(self.asking, &text.sql, &values).await,
            None => shared::read(self.asking, &text.sql, &values).await,
        };
        match rows {
            Ok(rows) => index(step, page, rows, keys, slots),
            Err(error) => Got {
                failed: Some(error),
                keys,
                slots,
                ..Got::default()
            },
        }
    }

    /// The keys that a step looks for, each once, and for each row of its owner which of them is its own.
    fn keys(&self, step: &Step, got: &[Got]) -> (Vec<Uuid>, Vec<u32>) {
        match step.keys {
            Keys::None => (Vec::new(), vec![0]),
            Keys::Argument(ask) => match &self.asked[ask] {
                Ok(Asked::Key(key)) => (vec![*key], vec![0]),
                _ => (Vec::new(), vec![0]),
            },
            Keys::Arguments(ask, tag) => match &self.asked[ask] {
                Ok(Asked::Nodes(all)) => {
                    let mut keys = Vec::new();
                    for (of, key) in all.iter().flatten() {
                        if *of == tag && !keys.contains(key) {
                            keys.push(*key);
                        }
                    }
                    (keys, Vec::new())
                }
                _ => (Vec::new(), Vec::new()),
            },
            Keys::Viewer => {
                let user = self.asking.actor.user_id().map(Id::uuid);
                (user.into_iter().collect(), vec![0])
            }
            Keys::Given => (self.given.into_iter().collect(), vec![0]),
            Keys::Of(owner) => (self.keys(&self.plan.steps[owner], got).0, Vec::new()),
            Keys::Column(owner, column) => of_rows(&got[owner], column, step.gate),
        }
    }

    fn value(&self, value: From, step: &Step, asked: Option<&Asked>, keys: &[Uuid]) -> Param {
        let (page, names) = match asked {
            Some(Asked::Page(page)) => (Some(page), &[][..]),
            Some(Asked::Words(names)) => (None, &names[..]),
            _ => (None, &[][..]),
        };
        let key = || page.and_then(|page| page.slice.from());
        match value {
            From::User => Param::Key(self.asking.actor.user_id().map(Id::uuid)),
            From::Operator => Param::Bool(self.asking.actor.is_operator()),
            From::Now => Param::At(self.asking.now),
            From::Key => Param::Key(keys.first().copied()),
            From::Keys => Param::Keys(keys.to_vec()),
            From::Limit => {
                let size = page.map_or(0, |page| page.slice.size());
                Param::Int(i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1))
            }
            From::After => after(step, page),
            From::AfterId => Param::Key(key().map(|key| key.id)),
            From::Member(member, part) => page
                .and_then(|page| page.filter[member].as_ref()?.get(part).cloned())
                .unwrap_or(Param::Key(None)),
            From::Name(at) => names.get(at).cloned().unwrap_or(Param::Key(None)),
            From::Lead(at) => {
                Param::Words(page.map_or_else(Vec::new, |page| page.leads[at].clone()))
            }
            From::LeadWord(at, word) => {
                Param::Text(page.map_or_else(String::new, |page| page.leads[at][word].clone()))
            }
        }
    }
}

/// The value that a page's rows come behind, as its column has it.
fn after(step: &Step, asked: Option<&AskedPage>) -> Param {
    let key = asked.and_then(|asked| asked.slice.from());
    let (Some(page), Some(asked), Some(key)) = (step.page(), asked, key) else {
        return Param::Int(0);
    };
    match page.orders.fields[asked.order].kind {
        Orderly::Time => key.instant().map_or(Param::Int(0), Param::At),
        Orderly::Number | Orderly::Amount => Param::Int(key.number),
    }
}

fn of_rows(owner: &Got, column: usize, gate: Option<usize>) -> (Vec<Uuid>, Vec<u32>) {
    let mut keys = Vec::new();
    let mut seen = HashMap::with_capacity(owner.order.len());
    let mut slots = vec![NONE; owner.rows.len()];
    for &at in &owner.order {
        let row = &owner.rows[at as usize];
        let is_open = gate.is_none_or(|gate| row.bool(gate) == Some(true));
        if let (true, Some(key)) = (is_open, row.key(column)) {
            slots[at as usize] = *seen.entry(key).or_insert_with(|| {
                keys.push(key);
                place(keys.len() - 1)
            });
        }
    }
    (keys, slots)
}

fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(NONE)
}

impl Step {
    /// Which of its statements a request needs; made when it is first needed.
    fn statement(
        &self,
        asked: Option<&AskedPage>,
        is_single: bool,
        asking: &Asking<'_>,
    ) -> Arc<Text> {
        let variant = self.variant(asked, is_single);
        let mut texts = self
            .texts
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, text)) = texts.iter().find(|(of, _)| *of == variant) {
            return text.clone();
        }
        let dialect = asking.env.db.reader().dialect();
        let text = Arc::new(self.text(asked, is_single, dialect));
        texts.push((variant, text.clone()));
        text
    }

    fn page(&self) -> Option<&'static Page> {
        match self.kind {
            Kind::Page(page) | Kind::Count(page) => Some(page),
            Kind::Find | Kind::Word(_) | Kind::Any(..) => None,
        }
    }
}

/// Sorts rows by their owners.
fn index(
    step: &Step,
    asked: Option<&AskedPage>,
    rows: Arc<Vec<Row>>,
    keys: Vec<Uuid>,
    slots: Vec<u32>,
) -> Got {
    let most = match (step.kind, asked) {
        (Kind::Page(_), Some(asked)) => usize::try_from(asked.slice.size()).unwrap_or(usize::MAX),
        (Kind::Any(..), _) => usize::MAX,
        _ => 1,
    };
    let own = slots_of(step, &rows, &keys);
    let count = keys.len().max(1);
    let (mut counts, mut more) = (vec![0_u32; count], vec![false; count]);
    for &slot in &own {
        let slot = slot as usize;
        if counts[slot] as usize == most {
            more[slot] = true;
        } else {
            counts[slot] += 1;
        }
    }
    let mut starts = vec![0; count + 1];
    for (slot, count) in counts.iter().enumerate() {
        starts[slot + 1] = starts[slot] + count;
    }
    let mut order = vec![0; starts[count] as usize];
    let mut next = starts.clone();
    for (row, &slot) in own.iter().enumerate() {
        let slot = slot as usize;
        if next[slot] < starts[slot + 1] {
            order[next[slot] as usize] = place(row);
            next[slot] += 1;
        }
    }
    if asked.is_some_and(|asked| asked.slice.is_backwards()) {
        for slot in 0..count {
            order[starts[slot] as usize..starts[slot + 1] as usize].reverse();
        }
    }
    Got {
        rows,
        keys,
        slots,
        own,
        starts,
        order,
        more,
        failed: None,
    }
}

/// To which slot each row belongs: it begins with its owner's key, or number.
fn slots_of(step: &Step, rows: &[Row], keys: &[Uuid]) -> Vec<u32> {
    if keys.len() <= 1 {
        return vec![0; rows.len()];
    }
    match step.kind {
        Kind::Page(_) | Kind::Count(_) => {
            let number = |row: &Row| row.int(0).and_then(|number| u32::try_from(number - 1).ok());
            rows.iter().map(|row| number(row).unwrap_or(0)).collect()
        }
        Kind::Find | Kind::Word(_) | Kind::Any(..) => {
            let places: HashMap<Uuid, u32> = keys
                .iter()
                .enumerate()
                .map(|(at, key)| (*key, place(at)))
                .collect();
            let slot = |row: &Row| row.key(0).and_then(|key| places.get(&key).copied());
            rows.iter().map(|row| slot(row).unwrap_or(0)).collect()
        }
    }
}
