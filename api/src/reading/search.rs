//! Pages out of a table that was made for the question.

use super::ask::AskedPage;
use super::filter::On;
use super::model::{Page, Search};
use super::sql::{Words, after, and, given, way};
use super::steps::seen;

impl Words<'_> {
    pub(super) fn page_of_search(
        &self,
        page: &'static Page,
        search: &Search,
        asked: &AskedPage,
    ) -> String {
        let way = way(asked);
        let entries = self.entries(page, search, asked);
        let (table, joins, columns) = (self.table(), &self.step.joins, self.columns("p.o"));
        let seen = and(seen(self.step.ty)).replacen(" AND", " WHERE", 1);
        format!(
            "SELECT 0{columns} FROM ({entries}) p JOIN {table} t ON t.id = p.id{joins}{seen} ORDER BY p.o {way}, p.id {way}"
        )
    }

    /// A piece of the search table's index for each combination of leading values, put together. A few are written out,
    /// which databases merge without sorting; many are a join.
    pub(super) fn entries(
        &self,
        page: &'static Page,
        search: &Search,
        asked: &AskedPage,
    ) -> String {
        const PIECES_MAX: usize = 8;
        let order = &page.orders.fields[asked.order];
        let (entry, key, way) = (order.entry, search.key, way(asked));
        let after = after(asked, &format!("d.{entry}"), &format!("d.{key}"));
        let piece = |equal: &dyn Fn(usize) -> String| {
            let matching = self.matching(page, search, asked, equal);
            let table = search.table;
            format!(
                "SELECT d.{entry} AS o, d.{key} AS id FROM {table} d{matching}{after} ORDER BY d.{entry} {way}, d.{key} {way} LIMIT :limit"
            )
        };
        let count: usize = asked.leads.iter().map(Vec::len).product();
        let all = if count <= PIECES_MAX {
            let pieces = (0..count).map(|number| {
                let words = combination(asked, number);
                let equal =
                    |lead: usize| format!("d.{} = :lead{lead}x{}", search.leads[lead], words[lead]);
                format!("SELECT * FROM ({}) p{number}", piece(&equal))
            });
            pieces.collect::<Vec<_>>().join(" UNION ALL ")
        } else {
            let among = |lead: usize| {
                let column = format!("d.{}", search.leads[lead]);
                self.dialect.among_words(&column, &format!(":lead{lead}"))
            };
            piece(&among)
        };
        // Two values may lead to the same object; a value and `+` may not.
        let is_twofold = asked.leads.iter().any(|words| words.len() > 2);
        let distinct = if is_twofold { "DISTINCT " } else { "" };
        format!("SELECT {distinct}o, id FROM ({all}) a ORDER BY o {way}, id {way} LIMIT :limit")
    }

    pub(super) fn matching(
        &self,
        page: &'static Page,
        search: &Search,
        asked: &AskedPage,
        equal: &dyn Fn(usize) -> String,
    ) -> String {
        let mut join = String::new();
        let mut conditions: Vec<String> = (0..search.leads.len()).map(equal).collect();
        for (at, member) in given(page, asked) {
            match member.on {
                On::Entry(condition) => {
                    conditions.push(self.member(&condition.replace("{d}", "d"), at));
                }
                On::Row(condition) => {
                    let table = page.of.source.map_or("", |source| source.table);
                    join = format!(" JOIN {table} t ON t.id = d.{}", search.key);
                    conditions.push(self.member(condition, at));
                }
                On::Lead(_) | On::Beside(_) => {}
            }
        }
        format!("{join} WHERE {}", conditions.join(" AND "))
    }
}

/// Which of its values each leading column has in a combination.
fn combination(asked: &AskedPage, mut number: usize) -> Vec<usize> {
    let leads = asked.leads.iter();
    leads
        .map(|words| {
            let place = number % words.len();
            number /= words.len();
            place
        })
        .collect()
}
