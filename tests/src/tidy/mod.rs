//! The architecture, tested: what ARCHITECTURE.md and STYLE.md say of the code, the code says too.

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

/// The lines of a text without its unit tests.
fn product(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

fn report(offences: Vec<String>) {
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

#[test]
fn a_file_has_at_most_400_lines() {
    let mut offences = Vec::new();
    for folder in ["api/src", "domain/src", "migration/src", "tests/src"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            if lines > LINES_MAX {
                offences.push(format!("{}: {lines} lines; split it", path.display()));
            }
        }
    }
    report(offences);
}

/// The modules of a crate in the order in which its root lists them, from a line on.
fn listed(folder: &str, from: &str) -> Vec<String> {
    let root = Path::new(folder).join("lib.rs");
    let mut files = sources(folder).into_iter();
    let (_, text) = files.find(|(path, _)| *path == root).unwrap();
    let lines = text.lines().skip_while(|line| !line.starts_with(from));
    let names = lines.filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    names.map(str::to_owned).collect()
}

/// The modules of its own crate that a text names, with the numbers of their lines.
fn used(text: &str) -> Vec<(usize, &str)> {
    let mut used = Vec::new();
    for (start, word) in text.match_indices("crate::") {
        let before = &text[..start];
        let line = before.matches('\n').count() + 1;
        if before.lines().last().unwrap_or_default().contains("//") {
            continue;
        }
        let path = &text[start + word.len()..];
        let entries = path.strip_prefix('{').map_or_else(|| vec![path], entries);
        let names = entries.into_iter().map(first_name);
        used.extend(
            names
                .filter(|name| !name.is_empty())
                .map(|name| (line, name)),
        );
    }
    used
}

/// What stands in braces, up to their end; braces within belong to the entry they stand in.
fn entries(group: &str) -> Vec<&str> {
    let (mut entries, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                entries.push(&group[start..at]);
                start = at + 1;
                if letter == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    entries
}

fn first_name(path: &str) -> &str {
    let path = path.trim_start();
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &path[..end.unwrap_or(path.len())]
}

/// Where a crate's modules use what stands below them in its root, from a line on.
fn against_the_order(folder: &str, from: &str) -> Vec<String> {
    let order = listed(folder, from);
    assert!(order.len() > 8, "{order:?}");
    let mut offences = Vec::new();
    for (path, text) in sources(folder) {
        let module = path.components().nth(2).unwrap().as_os_str();
        let module = module.to_str().unwrap().trim_end_matches(".rs");
        let Some(place) = order.iter().position(|name| name == module) else {
            continue;
        };
        for (line, name) in used(product(&text)) {
            if order[place + 1..].iter().any(|later| later == name) {
                offences.push(format!(
                    "{}:{line}: `{module}` comes before `{name}`",
                    path.display()
                ));
            }
        }
    }
    offences
}

#[test]
fn a_feature_uses_only_features_above_it() {
    report(against_the_order("domain/src", "// Features"));
}

#[test]
fn a_module_of_the_api_uses_only_modules_above_it() {
    report(against_the_order("api/src", "// What everything stands on"));
}

#[test]
fn what_a_text_uses_is_seen_within_braces_too() {
    let text = "use crate::a::b;\n// crate::c\nuse crate::{\n    d,\n    e::{f, g},\n    h as i,\n};\nlet x = crate::j(1);";
    let names: Vec<&str> = used(text).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["a", "d", "e", "h", "j"]);
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
            "Work<",
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

#[test]
fn resolvers_cannot_leak_an_error_or_null_their_parent() {
    let mut offences = Vec::new();
    for (path, text) in sources("api/src") {
        let is_the_place = path.ends_with("graphql/error.rs");
        for (number, line) in (1..).zip(product(&text).lines()) {
            let leaks =
                line.contains("async_graphql::Error") || line.contains("async_graphql::Result");
            let nulls_parent =
                path.starts_with("api/src/graphql") && line.contains("-> Result<Option<");
            if (leaks && !is_the_place) || nulls_parent {
                offences.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    report(offences);
}

#[test]
fn resolvers_have_at_most_ten_lines_and_ask_no_table() {
    let mut offences = Vec::new();
    for (path, text) in sources("api/src/graphql") {
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

#[test]
fn nobody_swallows_an_error() {
    let mut offences = Vec::new();
    for folder in ["api/src", "domain/src"] {
        for (path, text) in sources(folder) {
            for (number, line) in (1..).zip(product(&text).lines()) {
                if line.trim_start().starts_with("let _ =") {
                    offences.push(format!("{}:{number}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    report(offences);
}

#[test]
fn everything_public_in_the_schema_is_described() {
    let schema = include_str!("../../schema.graphql");
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
    for (path, text) in sources("api/src/graphql") {
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
