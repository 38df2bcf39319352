//! The promises of the marketplace, kept on SQLite with in-process sessions and, where `TEST_DATABASE_URL` and
//! `TEST_REDIS_URL` name servers, on Postgres with Redis.
#![cfg(test)]

mod account;
mod check;
mod escrow;
mod ledger;
mod model;
mod payout;
mod schema;
mod support;
mod wallet;
