//! The history of the schema: one step after the other, the same on Postgres and SQLite.
//!
//! Steps are SQL, written once in Postgres' words; `dialect` says it again for SQLite. What only one of them
//! understands (triggers) stands in a file per database. Steps never import entities: entities change, history must not.

mod dialect;
mod instants;
mod steps;

use sea_orm_migration::MigrationTrait;
pub use sea_orm_migration::MigratorTrait;

/// Brings a database to the newest schema, or tells how far behind it is.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        steps::all()
    }
}
