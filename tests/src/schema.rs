//! The public contract.

const CHECKED_IN: &str = include_str!("../../schema.graphql");

#[test]
fn the_schema_is_what_the_binary_prints() {
    let fresh = api::graphql::sdl();
    assert!(
        fresh == CHECKED_IN,
        "schema.graphql is stale; refresh it: cargo run -- schema > schema.graphql"
    );
}
