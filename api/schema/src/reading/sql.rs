//! The texts of a step's statements, in the words of both databases.

use domain::db::Dialect;

use super::ask::AskedPage;
use super::filter::{Member, On};
use super::model::{Link, Page, Search, Sees};
use super::order::Direction;
use super::parameters::{Text, numbered};
use super::plan::{Kind, Step};
use super::steps::seen;

impl Step {
    /// What its text depends on beside the plan: how many owners there are, and what a page was asked for.
    pub(super) fn variant(&self, asked: Option<&AskedPage>, is_single: bool) -> u64 {
        let Some(asked) = asked else {
            return u64::from(is_single);
        };
        let given = asked.filter.iter().enumerate();
        let given = given.filter(|(_, value)| value.is_some());
        let members = given.fold(0, |bits, (at, _)| bits | 1 << at);
        let leads = asked.leads.iter();
        let leads = leads.fold(0, |bits, words| bits << 6 | words.len().min(63) as u64);
        let flags = [
            is_single,
            asked.slice.is_backwards(),
            asked.slice.from().is_some(),
            asked.direction == Direction::Asc,
        ];
        let flags = flags
            .iter()
            .fold(0, |bits, flag| bits << 1 | u64::from(*flag));
        leads << 40 | members << 8 | (asked.order as u64) << 4 | flags
    }

    /// The statement for a variant.
    pub(super) fn text(
        &self,
        asked: Option<&AskedPage>,
        is_single: bool,
        dialect: Dialect,
    ) -> Text {
        let words = Words {
            step: self,
            is_single,
            dialect,
        };
        let text = match (self.kind, asked) {
            (Kind::Find, _) => words.find(),
            (Kind::Word(condition), _) => words.found(condition),
            (Kind::Any(link, order, most), _) => words.all(link, order, most),
            (Kind::Page(page), Some(asked)) => words.page(page, asked),
            (Kind::Count(page), Some(asked)) => words.count(page, asked),
            (Kind::Page(_) | Kind::Count(_), None) => String::new(),
        };
        numbered(&text.replace("{t}", "t"))
    }
}

pub(super) struct Words<'a> {
    pub step: &'a Step,
    pub is_single: bool,
    pub dialect: Dialect,
}

impl Words<'_> {
    pub(super) fn table(&self) -> &'static str {
        self.step.ty.source.map_or("", |source| source.table)
    }

    /// The columns, each behind a comma; `order` is what the rows are ordered by.
    pub(super) fn columns(&self, order: &str) -> String {
        let columns = self.step.columns.iter();
        columns
            .map(|column| format!(", {}", column.replace(":order", order)))
            .collect()
    }

    fn find(&self) -> String {
        let order = self.step.usual().map_or("NULL".to_owned(), |(orders, _)| {
            column(orders.fields[0].column)
        });
        let (table, joins) = (self.table(), &self.step.joins);
        let (owner, which) = if self.is_single {
            ("0", "t.id = :key".to_owned())
        } else {
            ("t.id", self.dialect.among_keys("t.id", ":keys"))
        };
        let seen = and(seen(self.step.ty));
        let columns = self.columns(&order);
        format!("SELECT {owner}{columns} FROM {table} t{joins} WHERE {which}{seen}")
    }

    fn found(&self, condition: &str) -> String {
        let (table, joins) = (self.table(), &self.step.joins);
        let seen = and(seen(self.step.ty));
        let columns = self.columns("NULL");
        format!("SELECT 0{columns} FROM {table} t{joins} WHERE {condition}{seen}")
    }

    fn all(&self, link: &Link, order: &str, most: usize) -> String {
        let (table, joins, by) = (self.table(), &self.step.joins, column(link.by));
        let (owner, which) = if self.is_single {
            ("0", format!("{by} = :key"))
        } else {
            (by.as_str(), self.dialect.among_keys(&by, ":keys"))
        };
        let mut conditions = vec![which];
        conditions.extend(self.of_link(link, &by));
        let order = match (order, self.is_single) {
            ("", _) => String::new(),
            (order, true) => format!(" ORDER BY {order} LIMIT {most}"),
            (order, false) => format!(" ORDER BY {order}"),
        };
        let (columns, via) = (self.columns("NULL"), spaced(link.via));
        let conditions = conditions.join(" AND ");
        format!("SELECT {owner}{columns} FROM {table} t{via}{joins} WHERE {conditions}{order}")
    }

    /// What holds of rows that belong to an owner, but for the owner itself.
    fn of_link(&self, link: &Link, owner: &str) -> Vec<String> {
        let only = (!link.only.is_empty()).then(|| link.only.to_owned());
        let seen = seen(self.step.ty).filter(|_| link.sees == Sees::Itself);
        let guard = self.step.guard.as_ref();
        let guard = guard.map(|guard| guard.replace("{o}", owner));
        only.into_iter().chain(seen).chain(guard).collect()
    }

    fn page(&self, page: &'static Page, asked: &AskedPage) -> String {
        if let Some(search) = searched(page, asked) {
            return self.page_of_search(page, search, asked);
        }
        let order = &page.orders.fields[asked.order];
        let way = way(asked);
        let ordered = column(order.column);
        let by = format!("{ordered} {way}, t.id {way}");
        let columns = self.columns(&ordered);
        let (table, joins) = (self.table(), &self.step.joins);
        let via = spaced(page.link.map_or("", |link| link.via));
        let after = after(asked, &ordered, "t.id");
        let owner = if self.is_single { ":key" } else { "k.v" };
        let conditions = self.conditions(page, asked, owner);
        let rows = format!("{via} WHERE {conditions}{after} ORDER BY {by} LIMIT :limit");
        if !self.is_single {
            let each = self.dialect.each_key(":keys", "k");
            let rows = self.dialect.for_each(table, "t", &rows);
            return format!("SELECT k.n{columns} FROM {each}{rows}{joins} ORDER BY k.n, {by}");
        }
        if joins.is_empty() {
            return format!("SELECT 0{columns} FROM {table} t{rows}");
        }
        format!("SELECT 0{columns} FROM (SELECT t.* FROM {table} t{rows}) t{joins} ORDER BY {by}")
    }

    fn count(&self, page: &'static Page, asked: &AskedPage) -> String {
        if let Some(search) = searched(page, asked) {
            return self.count_of_search(page, search, asked);
        }
        let table = self.table();
        let via = spaced(page.link.map_or("", |link| link.via));
        let owner = if self.is_single { ":key" } else { "k.v" };
        let conditions = self.conditions(page, asked, owner);
        let count = format!("SELECT count(*) FROM {table} t{via} WHERE {conditions}");
        if self.is_single {
            return format!("SELECT 0, ({count})");
        }
        let each = self.dialect.each_key(":keys", "k");
        format!("SELECT k.n, ({count}) FROM {each}")
    }

    /// Of a page's rows: to whom they belong, what always holds, who may see them, the filter.
    fn conditions(&self, page: &'static Page, asked: &AskedPage, owner: &str) -> String {
        let mut conditions = Vec::new();
        match &page.link {
            Some(link) => {
                conditions.push(format!("{} = {owner}", column(link.by)));
                conditions.extend(self.of_link(link, owner));
            }
            None => conditions.extend(seen(self.step.ty)),
        }
        if !page.only.is_empty() {
            conditions.push(page.only.to_owned());
        }
        for (at, member) in given(page, asked) {
            if let On::Row(condition) = member.on {
                conditions.push(self.member(condition, at));
            }
        }
        if conditions.is_empty() {
            return "1 = 1".to_owned();
        }
        conditions.join(" AND ")
    }

    pub(super) fn member(&self, condition: &str, at: usize) -> String {
        let among = self.dialect.among_words("", ":value");
        condition
            .replace("{in}", among.trim_start())
            .replace(":value", &format!(":value{at}x0"))
            .replace(":currency", &format!(":value{at}x1"))
    }
}

/// The members of the filter that were given, with their places.
pub(super) fn given<'a>(
    page: &'static Page,
    asked: &'a AskedPage,
) -> impl Iterator<Item = (usize, &'static Member)> + 'a {
    let members = page.filter.map_or(&[][..], |filter| filter.members);
    let is_given = |at: &usize| asked.filter.get(*at).is_some_and(Option::is_some);
    members
        .iter()
        .enumerate()
        .filter(move |(at, _)| is_given(at))
}

/// The search table, where something is asked that only it answers.
pub(super) fn searched(page: &'static Page, asked: &AskedPage) -> Option<&'static Search> {
    let needs = given(page, asked).any(|(_, member)| !matches!(member.on, On::Row(_)));
    page.search.filter(|_| needs)
}

/// In which way rows are read: against the list's direction for its last ones.
pub(super) fn way(asked: &AskedPage) -> &'static str {
    if asked.slice.is_backwards() {
        asked.direction.other().word()
    } else {
        asked.direction.word()
    }
}

pub(super) fn after(asked: &AskedPage, column: &str, id: &str) -> String {
    if asked.slice.from().is_none() {
        return String::new();
    }
    let than = if way(asked) == "DESC" { "<" } else { ">" };
    format!(" AND ({column}, {id}) {than} (:after, :afterid)")
}

fn column(name: &str) -> String {
    if name.contains(['{', '.']) {
        name.replace("{t}", "t")
    } else {
        format!("t.{name}")
    }
}

pub(super) fn and(condition: Option<String>) -> String {
    condition.map_or_else(String::new, |condition| format!(" AND {condition}"))
}

fn spaced(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" {text}")
    }
}
