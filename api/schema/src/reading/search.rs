//! Pages out of a table that was made for the question.

use super::ask::AskedPage;
use super::filter::On;
use super::model::{Page, Search};
use super::sql::{Words, after, and, given, way};
use super::steps::seen;

/// Of which entries a piece is, where a member bounds the least of several numbers and the order is by the largest. Most
/// entries have only one number: within the bound they are a piece of the index, and the others have an index of their own.
#[derive(Clone, Copy)]
enum Part {
    All,
    /// The largest is within the bound, and so the least.
    Within,
    /// The largest is beyond it.
    Across,
}

impl Part {
    /// All that have to be put together for an order by this column.
    fn of(page: &'static Page, asked: &AskedPage, column: &str) -> &'static [Self] {
        let is_apart = given(page, asked)
            .any(|(_, member)| matches!(member.on, On::Least { largest, .. } if largest == column));
        if is_apart {
            &[Self::Within, Self::Across]
        } else {
            &[Self::All]
        }
    }

    fn condition(self, least: &str, largest: &str) -> String {
        let apart = match self {
            Self::All => String::new(),
            Self::Within => format!(" AND {{d}}.{largest} <= :value"),
            // In the words of the index.
            Self::Across => {
                format!(" AND {{d}}.{largest} > :value AND {{d}}.{least} < {{d}}.{largest}")
            }
        };
        format!("{{d}}.{least} <= :value{apart}")
    }
}

/// A piece of the search table's index.
#[derive(Clone, Copy)]
struct Piece<'a> {
    /// What a leading column is, as a condition.
    equal: &'a dyn Fn(usize) -> String,
    part: Part,
}

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
        let all = Piece {
            equal: &among,
            part: Part::All,
        };
        let matching = self.matching(page, search, asked, all);
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
        let rows = |equal: &dyn Fn(usize) -> String, part: Part| {
            let matching = self.matching(page, search, asked, Piece { equal, part });
            format!("{matching}{after} ORDER BY d.{entry} {way}, d.{key} {way} LIMIT :limit")
        };
        let columns = format!("d.{entry} AS o, d.{key} AS id");
        let count: usize = asked.leads.iter().map(Vec::len).product();
        let all = if count <= PIECES_MAX {
            let parts = Part::of(page, asked, entry);
            let pieces = (0..count * parts.len()).map(|number| {
                let words = combination(asked, number / parts.len());
                let equal =
                    |lead: usize| format!("d.{} = :lead{lead}x{}", search.leads[lead], words[lead]);
                let rows = rows(&equal, parts[number % parts.len()]);
                format!("SELECT * FROM (SELECT {columns} FROM {table} d{rows}) p{number}")
            });
            pieces.collect::<Vec<_>>().join(" UNION ALL ")
        } else {
            let words = (0..search.leads.len()).map(|lead| {
                self.dialect
                    .each_word(&format!(":lead{lead}"), &format!("w{lead}"))
            });
            let words = words.collect::<Vec<_>>().join(" CROSS JOIN ");
            let equal = |lead: usize| format!("d.{} = w{lead}.v", search.leads[lead]);
            let rows = rows(&equal, Part::All);
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
        piece: Piece<'_>,
    ) -> String {
        let mut join = String::new();
        let mut conditions: Vec<String> = (0..search.leads.len()).map(piece.equal).collect();
        if !search.only.is_empty() {
            conditions.push(search.only.to_owned());
        }
        for (at, member) in given(page, asked) {
            match member.on {
                On::Entry(condition, _) => conditions.push(self.member(condition, at)),
                On::Least { least, largest, .. } => {
                    conditions.push(self.member(&piece.part.condition(least, largest), at));
                }
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
