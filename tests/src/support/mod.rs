//! What tests stand on: a marketplace of their own, and people who act in it.

mod answer;
mod app;
mod codes;
pub mod database;
pub mod deal;
pub mod dice;
mod follower;
pub mod line;
pub mod market;
pub mod money;
mod payments;
pub mod people;
pub mod pooler;
pub mod profiles;
pub mod program;
pub mod schema;
mod server;
mod socket;
pub mod work;

pub use answer::{Answer, Good, succeeds};
pub use app::TestApp;
pub use database::TestDatabase;
pub use deal::Deal;
pub use follower::{Follower, RunningFeed};
pub use payments::{Fault, TestPayments};
pub use people::Person;
pub use profiles::{Brand, Creator};
pub use server::TestServer;
pub use socket::Socket;
