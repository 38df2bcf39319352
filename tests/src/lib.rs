//! The promises of the marketplace, kept on SQLite with in-process sessions and, where `TEST_DATABASE_URL` and
//! `TEST_REDIS_URL` name servers, on Postgres with Redis.
#![cfg(test)]
#![expect(
    unreachable_pub,
    reason = "a crate that is all tests has no outside; here pub says what is for other files"
)]

mod account;
mod application;
mod audit;
mod both_sides;
mod brand;
mod change_feed;
mod check;
mod cli;
mod collaboration;
mod creator;
mod deadlines;
mod deliverable;
mod demo;
mod docs;
mod fuzz;
mod guests;
mod hold;
mod http;
mod inputs;
mod instants;
mod journey;
mod ledger;
mod levels;
mod limits;
mod listings;
mod model;
mod offer;
mod operations;
mod overdue;
mod payloads;
mod payments;
mod plans;
mod retention;
mod roots;
mod schema;
mod screens;
mod statements;
mod support;
mod tidy;
mod viewer_actions;
mod waiting;
mod walk;
