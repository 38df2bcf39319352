//! What tests stand on: a marketplace of their own, and people who act in it.

mod answer;
mod app;
pub mod database;
pub mod money;
mod payments;
pub mod people;
mod server;
pub mod work;

pub use answer::Answer;
pub use app::TestApp;
pub use payments::{Fault, TestPayments};
pub use people::Person;
pub use server::TestServer;
