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

    pub(super) fn count_of_search(
        &self,
        page: &'static Page,
        search: &Search,
        asked: &AskedPage,
    ) -> String {
        let among = |lead: usize| {
            let column = format!("d.{}", search.leads[lead]);
            self.dialect.among_words(&column, &format!(":lead{lead}"))
        };
        let matching = self.matching(page, search, asked, &among);
        let (table, key) = (search.table, search.key);
        format!("SELECT 0, count(DISTINCT d.{key}) FROM {table} d{matching}")
    }

    /// A piece of the search table's index for each combination of leading values, put together. A few are written out,
    /// which databases merge without sorting; of many, the database takes each by itself.
    fn entries(&self, page: &'static Page, search: &Search, asked: &AskedPage) -> String {
        const PIECES_MAX: usize = 8;
        let order = &page.orders.fields[asked.order];
        let (entry, key, way) = (order.entry, search.key, way(asked));
        let after = after(asked, &format!("d.{entry}"), &format!("d.{key}"));
        let table = search.table;
        let rows = |equal: &dyn Fn(usize) -> String| {
            let matching = self.matching(page, search, asked, equal);
            format!("{matching}{after} ORDER BY d.{entry} {way}, d.{key} {way} LIMIT :limit")
        };
        let columns = format!("d.{entry} AS o, d.{key} AS id");
        let count: usize = asked.leads.iter().map(Vec::len).product();
        let all = if count <= PIECES_MAX {
            let pieces = (0..count).map(|number| {
                let words = combination(asked, number);
                let rows =
                    rows(&|lead| format!("d.{} = :lead{lead}x{}", search.leads[lead], words[lead]));
                format!("SELECT * FROM (SELECT {columns} FROM {table} d{rows}) p{number}")
            });
            pieces.collect::<Vec<_>>().join(" UNION ALL ")
        } else {
            let words = (0..search.leads.len()).map(|lead| {
                self.dialect
                    .each_word(&format!(":lead{lead}"), &format!("w{lead}"))
            });
            let words = words.collect::<Vec<_>>().join(" CROSS JOIN ");
            let rows = rows(&|lead| format!("d.{} = w{lead}.v", search.leads[lead]));
            let pieces = self.dialect.for_each(table, "d", &rows);
            format!("SELECT {columns} FROM {words}{pieces}")
        };
        // Two values may lead to the same object; a value and `+` may not.
        let is_twofold = asked
            .leads
            .iter()
            .any(|words| words.len() > 1 + usize::from(search.has_open));
        let distinct = if is_twofold { "DISTINCT " } else { "" };
        format!("SELECT {distinct}o, id FROM ({all}) a ORDER BY o {way}, id {way} LIMIT :limit")
    }

    fn matching(
        &self,
        page: &'static Page,
        search: &Search,
        asked: &AskedPage,
        equal: &dyn Fn(usize) -> String,
    ) -> String {
        let mut join = String::new();
        let mut conditions: Vec<String> = (0..search.leads.len()).map(equal).collect();
        if !search.only.is_empty() {
            conditions.push(search.only.to_owned());
        }
        for (at, member) in given(page, asked) {
            match member.on {
                On::Entry(condition, _) => conditions.push(self.member(condition, at)),
                On::Row(condition) => {
                    let table = self.table();
                    join = format!(" JOIN {table} t ON t.id = d.{}", search.key);
                    conditions.push(self.member(condition, at));
                }
                On::Lead(..) => {}
            }
        }
        conditions.extend(self.beside(page, asked));
        let conditions = conditions.join(" AND ").replace("{d}", "d");
        format!("{join} WHERE {conditions}")
    }

    /// What the filter asks of the row beside.
    fn beside(&self, page: &'static Page, asked: &AskedPage) -> Option<String> {
        let all = given(page, asked)
            .filter_map(|(at, member)| Some(self.member(member.on.beside()?, at)));
        let all: Vec<String> = all.collect();
        let filter = page.filter.filter(|_| !all.is_empty())?;
        Some(filter.beside.replace("{all}", &all.join(" AND ")))
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
