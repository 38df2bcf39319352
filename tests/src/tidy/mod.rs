//! The architecture, tested: what ARCHITECTURE.md and STYLE.md say of the code, the code says too.

mod order;

use std::fs;
use std::path::{Path, PathBuf};

const LINES_MAX: usize = 400;

/// Every source file of a folder below the project's root, with its text.
pub(crate) fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    let mut open = vec![root.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root).unwrap().to_owned(), text));
            }
        }
    }
    assert!(!found.is_empty(), "nothing in {folder}");
    found
}

/// A text with its unit tests, and all else that only they use, blanked: lines keep their numbers.
pub(crate) fn product(text: &str) -> String {
    let (mut kept, mut test) = (String::new(), None);
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        match test {
            None if line.trim() == "#[cfg(test)]" => test = Some(indent),
            None => kept.push_str(line),
            // The item ends where a line of its indentation does.
            Some(start) if start == indent && line.ends_with([';', '}', ',']) => test = None,
            Some(_) => {}
        }
        kept.push('\n');
    }
    kept
}

fn report(offences: Vec<String>) {
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

#[test]
fn what_stands_behind_unit_tests_is_looked_at_as_well() {
    let text = "a\n#[cfg(test)]\nuse b;\nc\n#[cfg(test)]\nmod tests {\n    d {\n    }\n}\ne\nimpl F {\n    \
        #[cfg(test)]\n    fn g(\n        h: i,\n    ) {\n        j;\n    }\n    k\n}\n";
    let left = product(text);
    let left: Vec<(usize, &str)> = (1..).zip(left.lines()).collect();
    let left: Vec<_> = left
        .into_iter()
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let expected = [
        (1, "a"),
        (4, "c"),
        (10, "e"),
        (11, "impl F {"),
        (18, "    k"),
        (19, "}"),
    ];
    assert_eq!(left, expected);
}

#[test]
fn a_file_has_at_most_400_lines() {
    let mut offences = Vec::new();
    for folder in ["api", "domain", "migration", "tests/src"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            if lines > LINES_MAX {
                offences.push(format!("{}: {lines} lines; split it", path.display()));
            }
        }
    }
    report(offences);
}

#[test]
fn states_and_rules_are_pure() {
    let mut offences = Vec::new();
    for (path, text) in sources("domain/src") {
        let is_pure = [
            "state.rs",
            "rules.rs",
            "actions.rs",
            "standing.rs",
            "eligibility.rs",
        ]
        .iter()
        .any(|file| path.ends_with(file));
        let impure = [
            "async ",
            ".await",
            "ConnectionTrait",
            "UnitOfWork<",
            "Env",
            "Utc::now",
        ];
        // `state.awaits_brand()` awaits nothing.
        let text = product(&text).replace(".awaits_", ".");
        for word in impure.iter().filter(|_| is_pure) {
            if text.contains(*word) {
                offences.push(format!("{}: `{word}` in a pure file", path.display()));
            }
        }
    }
    report(offences);
}

#[test]
fn the_domain_knows_no_protocol_and_migrations_know_no_entities() {
    let mut offences = Vec::new();
    for (folder, words) in [
        (
            "domain/src",
            ["async_graphql", "actix", "jsonwebtoken", "redis::"].as_slice(),
        ),
        ("migration/src", ["domain::", "entity::"].as_slice()),
    ] {
        for (path, text) in sources(folder) {
            for word in words.iter().filter(|word| text.contains(**word)) {
                offences.push(format!("{}: `{word}`", path.display()));
            }
        }
    }
    report(offences);
}

/// The files in which something is resolved by a function: mutations and subscriptions.
fn resolvers() -> Vec<(PathBuf, String)> {
    let files = sources("api/schema/src").into_iter();
    let found: Vec<_> = files
        .filter(|(_, text)| text.contains("#[Object]") || text.contains("#[Subscription]"))
        .collect();
    assert!(found.len() > 8, "{found:?}");
    found
}

#[test]
fn resolvers_cannot_leak_an_error_or_null_their_parent() {
    let mut offences = Vec::new();
    for (path, text) in sources("api") {
        let is_the_place = path.ends_with("schema/src/error.rs");
        for (number, line) in (1..).zip(product(&text).lines()) {
            let leaks =
                line.contains("async_graphql::Error") || line.contains("async_graphql::Result");
            if leaks && !is_the_place {
                offences.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    for (path, text) in resolvers() {
        for (number, line) in (1..).zip(product(&text).lines()) {
            if line.contains("-> Result<Option<") {
                offences.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    report(offences);
}

#[test]
fn resolvers_have_at_most_ten_lines_and_ask_no_table() {
    let mut offences = Vec::new();
    for (path, text) in resolvers() {
        for word in [
            "Entity::find",
            "ActiveModel",
            ".begin(",
            "execute_unprepared",
        ] {
            if product(&text).contains(word) {
                offences.push(format!(
                    "{}: `{word}`; queries belong to the domain",
                    path.display()
                ));
            }
        }
        let mut start = None;
        for (number, line) in (1..).zip(product(&text).lines()) {
            if line.starts_with("    ") && !line.starts_with("     ") && line.contains("async fn ")
            {
                start = Some(None);
            }
            // The body begins where the signature ends.
            if start == Some(None) && line.ends_with('{') {
                start = Some(Some(number));
            }
            if line == "    }"
                && let Some(Some(first)) = start.take()
                && number - first - 1 > 10
            {
                let lines = number - first - 1;
                offences.push(format!("{}:{first}: {lines} lines", path.display()));
            }
        }
    }
    report(offences);
}

/// Whether a line throws away what a call gave, which may be an error: clippy sees `.ok();` and `let _`, but no `drop`.
fn throws_away(line: &str) -> bool {
    let line = line.trim_start();
    // An arm of `select!` is none.
    let is_assigned = line.starts_with("_ = ") && line.ends_with(';');
    let is_ignored = line.starts_with("let _ =") || is_assigned;
    let dropped = line.split("drop(").nth(1);
    // With `?` the error is handed on.
    let is_dropped = dropped.is_some_and(|dropped| dropped.contains('(') && !dropped.contains('?'));
    is_ignored || (is_dropped && !line.contains("fn drop("))
}

#[test]
fn nobody_swallows_an_error_without_a_word() {
    let mut offences = Vec::new();
    for folder in ["api", "domain/src"] {
        for (path, text) in sources(folder) {
            let text = product(&text);
            let lines: Vec<&str> = text.lines().collect();
            for (at, line) in lines.iter().enumerate() {
                // The reason stands above, or at the end of the line.
                let is_explained = lines[at.saturating_sub(2)..=at]
                    .iter()
                    .any(|line| line.contains("//"));
                if throws_away(line) && !is_explained {
                    offences.push(format!("{}:{}: {}", path.display(), at + 1, line.trim()));
                }
            }
        }
    }
    report(offences);
}

#[test]
fn what_throws_an_error_away_is_seen() {
    for line in [
        "let _ = f();",
        "    _ = f();",
        "    drop(f());",
        "Err(error) => drop(g.send(error)),",
    ] {
        assert!(throws_away(line), "{line}");
    }
    for line in [
        "drop(guard);",
        "fn drop(&mut self) {",
        "_ = f() => {}",
        "let _guard = f();",
        "drop(f()?);",
    ] {
        assert!(!throws_away(line), "{line}");
    }
}

#[test]
fn everything_public_in_the_schema_is_described() {
    let schema = include_str!("../../../schema.graphql");
    let mut offences = Vec::new();
    let mut described = false;
    let mut is_description = false;
    for (number, line) in (1..).zip(schema.lines()) {
        let text = line.trim();
        if text.starts_with("\"\"\"") {
            is_description = !is_description;
            described = true;
        } else if !is_description && !text.is_empty() {
            let is_item =
                !matches!(text, "{" | "}") && !text.starts_with(')') && !text.starts_with("schema");
            let is_directive = text.starts_with("directive ");
            if is_item
                && !is_directive
                && !described
                && !text.starts_with("query:")
                && !text.starts_with("mutation:")
                && !text.starts_with("subscription:")
            {
                offences.push(format!("schema.graphql:{number}: {text}"));
            }
            described = false;
        }
    }
    report(offences);
}

#[test]
fn lists_of_objects_are_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let schema = fs::read_to_string(root.join("schema.graphql")).unwrap();
    let mut offences = Vec::new();
    for (path, text) in resolvers() {
        for (number, line) in (1..).zip(product(&text).lines()) {
            for part in line.split("Vec<").skip(1) {
                let inner = part.split('>').next().unwrap();
                // Mistakes are as many as were made.
                let is_object = schema.contains(&format!("\ntype {inner} "));
                if is_object && !inner.ends_with("Error") && !inner.starts_with("UserError") {
                    offences.push(format!("{}:{number}: Vec<{inner}>", path.display()));
                }
            }
        }
    }
    report(offences);
}
