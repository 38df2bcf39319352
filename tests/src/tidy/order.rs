//! Which module may use which: the order in which the roots of the crates list them.

use std::fs;
use std::path::Path;

use super::{product, report, sources};

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

/// What a text names of its own crate, from the module on, with the numbers of the lines.
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
        let named = entries.into_iter().map(str::trim_start);
        used.extend(
            named
                .filter(|path| !first_name(path).is_empty())
                .map(|path| (line, path)),
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

/// Where a crate's modules use what stands below them in its root. `is_free` exempts what a text uses.
fn against_the_order(folder: &str, is_free: impl Fn(&str, &str, &str) -> bool) -> Vec<String> {
    let order = listed(folder, "// What everything stands on");
    assert!(!order.is_empty(), "{folder}");
    let mut offences = Vec::new();
    for (path, text) in sources(folder) {
        let below = path.strip_prefix(folder).unwrap();
        let module = below.components().next().unwrap().as_os_str();
        let module = module.to_str().unwrap().trim_end_matches(".rs");
        let Some(place) = order.iter().position(|name| name == module) else {
            continue;
        };
        for (line, used) in used(&product(&text)) {
            let name = first_name(used);
            if order[place + 1..].iter().any(|later| later == name) && !is_free(module, name, used)
            {
                offences.push(format!(
                    "{}:{line}: `{module}` comes before `{name}`",
                    path.display()
                ));
            }
        }
    }
    offences
}

/// The type that a path names last: `State` of `offer::State`.
fn last_name(path: &str) -> &str {
    let path = path.trim_start();
    let end = path.find(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter));
    let path = &path[..end.unwrap_or(path.len())];
    path.rsplit("::").next().unwrap_or_default()
}

/// The types that a use names.
fn named(used: &str) -> Vec<&str> {
    match used.split_once("::{") {
        Some((start, group)) if !start.contains(';') => {
            entries(group).into_iter().map(last_name).collect()
        }
        _ => vec![last_name(used)],
    }
}

#[test]
fn a_module_of_the_domain_uses_only_modules_above_it() {
    let order = listed("domain/src", "// What everything stands on");
    let entities = order.iter().position(|name| name == "entity").unwrap();
    // Entities hold values of features whose file uses nothing but what stands above the entities.
    let is_plain = |feature: &str, value: &str| {
        let files = sources(&format!("domain/src/{feature}"));
        let defines = |text: &str| {
            let words = ["enum", "struct"].map(|kind| format!("pub {kind} {value}"));
            words.iter().any(|word| {
                let found = text.split(word.as_str()).nth(1);
                found.is_some_and(|rest| rest.starts_with([' ', '(']))
            })
        };
        let mut files = files.into_iter().map(|(_, text)| product(&text));
        files.find(|text| defines(text)).is_some_and(|text| {
            let used = used(&text);
            let above = |path: &str| {
                order[..entities]
                    .iter()
                    .any(|name| name == first_name(path))
            };
            used.iter().all(|(_, path)| above(path))
        })
    };
    let offences = against_the_order("domain/src", |module, feature, used| {
        module == "entity" && named(used).iter().all(|value| is_plain(feature, value))
    });
    report(offences);
}

/// Whose rows a table has, where its name does not say so: the feature that writes them first.
const OWNERS: [(&str, &str); 15] = [
    ("audience_share", "creator"),
    ("change_request", "deliverable"),
    ("deliverable", "collaboration"),
    ("earning", "payments"),
    ("funding", "payments"),
    ("payout", "payments"),
    ("pending_member", "brand"),
    ("proposal", "application"),
    ("publication", "deliverable"),
    ("rate", "creator"),
    ("session", "account"),
    ("signature", "collaboration"),
    ("submission", "deliverable"),
    ("terms", "collaboration"),
    ("user", "account"),
];

#[test]
fn a_feature_asks_no_table_of_a_feature_below_it() {
    let order = listed("domain/src", "// Features");
    let place = |feature: &str| order.iter().position(|name| name == feature);
    let owner = |table: &str| {
        let named = OWNERS.iter().find(|(name, _)| *name == table);
        let of_name = || order.iter().find(|name| table.starts_with(name.as_str()));
        named.map_or_else(|| of_name().map(String::as_str), |(_, owner)| Some(*owner))
    };
    let mut offences = Vec::new();
    for (path, text) in sources("domain/src") {
        let module = path.components().nth(2).unwrap().as_os_str();
        let Some(own) = place(module.to_str().unwrap().trim_end_matches(".rs")) else {
            continue;
        };
        let text = product(&text);
        for (at, word) in text.match_indices("entity::") {
            let path_of = &text[at + word.len()..];
            let table = first_name(path_of);
            let asks = ["Entity", "ActiveModel", "Column", "{"];
            let rest = path_of[table.len()..]
                .strip_prefix("::")
                .unwrap_or_default();
            let later = owner(table)
                .and_then(place)
                .is_some_and(|place| place > own);
            if later && asks.iter().any(|word| rest.starts_with(word)) {
                let line = text[..at].matches('\n').count() + 1;
                offences.push(format!("{}:{line}: the table `{table}`", path.display()));
            }
        }
    }
    report(offences);
}

#[test]
fn a_module_below_api_uses_only_modules_above_it() {
    for (folder, ..) in CRATES
        .iter()
        .filter(|(folder, ..)| folder.starts_with("api"))
    {
        let sources = format!("{folder}/src");
        // Types point at each other, and so do the features of the schema that hold them.
        let listed = listed(&sources, "// Features").into_iter();
        let features: Vec<String> = listed.take_while(|name| name != "query").collect();
        let is_feature = |name: &str| features.iter().any(|feature| feature == name);
        if *folder != "api/demo" {
            report(against_the_order(&sources, |module, name, _| {
                is_feature(module) && is_feature(name)
            }));
        }
    }
}

/// The crates of the product: which of ours each uses, and which libraries it leaves to others.
const CRATES: [(&str, &[&str], &[&str]); 8] = [
    ("migration", &[], &["async-graphql", "actix-web", "redis"]),
    ("domain", &[], &["async-graphql", "actix-web", "redis"]),
    (
        "api/infrastructure",
        &["domain", "migration"],
        &["async-graphql", "actix-web"],
    ),
    (
        "api/schema",
        &["domain", "infrastructure"],
        &["actix-web", "redis"],
    ),
    (
        "api/gateway",
        &["domain", "infrastructure", "schema"],
        &["actix-web", "redis"],
    ),
    (
        "api/server",
        &["domain", "gateway", "infrastructure"],
        &["redis", "sea-orm"],
    ),
    (
        "api/demo",
        &["domain", "infrastructure", "server"],
        &["async-graphql", "actix-web", "redis"],
    ),
    (
        "api",
        &[
            "demo",
            "domain",
            "gateway",
            "infrastructure",
            "schema",
            "server",
        ],
        &["async-graphql", "redis"],
    ),
];

#[test]
fn a_feature_has_one_name_in_three_places() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let is_there = |place: &str, feature: &str| {
        let place = root.join(place).join(feature);
        place.is_dir() || place.with_extension("rs").is_file()
    };
    let features = listed("api/schema/src", "// Features");
    let features = features.iter().take_while(|name| *name != "query");
    let mut offences = Vec::new();
    for feature in features {
        for place in ["domain/src", "tests/src"] {
            if !is_there(place, feature) {
                offences.push(format!("{place} has no `{feature}`"));
            }
        }
        let mutations = sources(&format!("api/schema/src/{feature}")).into_iter();
        for (path, text) in mutations {
            let is_named = ["mutation.rs", "joining.rs", "proposal.rs", "escalation.rs"]
                .iter()
                .any(|name| path.ends_with(name));
            if text.contains("Mutation;\n") && !is_named {
                offences.push(format!("{}: mutations stand elsewhere", path.display()));
            }
        }
    }
    report(offences);
}

#[test]
fn a_crate_uses_only_the_crates_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let workspace = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let ours: Vec<&str> = CRATES.iter().map(|(folder, ..)| last(folder)).collect();
    let mut offences = Vec::new();
    for (folder, may_use, leaves) in CRATES {
        assert!(workspace.contains(&format!("\"{folder}\"")), "{folder}");
        let manifest = fs::read_to_string(root.join(folder).join("Cargo.toml")).unwrap();
        let (_, dependencies) = manifest.split_once("\n[dependencies]\n").unwrap();
        let names = dependencies.lines().map(|line| {
            let end = line.find([' ', '.']).unwrap_or(line.len());
            &line[..end]
        });
        let names: Vec<&str> = names.collect();
        assert!(
            names.contains(&"anyhow") || names.contains(&"sea-orm-migration"),
            "{names:?}"
        );
        let is_wrong = |name: &&&str| {
            (ours.contains(*name) && !may_use.contains(*name)) || leaves.contains(*name)
        };
        let wrong = names.iter().filter(is_wrong);
        offences.extend(wrong.map(|name| format!("{folder}: `{name}`")));
    }
    let members = workspace
        .lines()
        .find(|line| line.starts_with("members"))
        .unwrap();
    assert_eq!(
        members.matches('"').count() / 2,
        CRATES.len() + 1,
        "a crate without a row"
    );
    report(offences);
}

fn last(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

#[test]
fn what_a_text_uses_is_seen_within_braces_too() {
    let text = "use crate::a::b;\n// crate::c\nuse crate::{\n    d,\n    e::{f, g},\n    h as i,\n};\nlet x = crate::j(1);";
    let used = used(text).into_iter();
    let names: Vec<&str> = used.map(|(_, path)| first_name(path)).collect();
    assert_eq!(names, ["a", "d", "e", "h", "j"]);
}
