//! What tests stand on: a marketplace of their own, and people who act in it.

pub mod agreement;
mod answer;
mod app;
mod database;
pub mod market;
pub mod money;
mod payments;
pub mod people;
pub mod profiles;
mod server;

pub use agreement::Agreement;
pub use answer::Answer;
pub use app::TestApp;
pub use payments::{Fault, TestPayments};
pub use people::Person;
pub use profiles::{Brand, Creator};
pub use server::TestServer;
