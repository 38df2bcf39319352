//! A marketplace with a past: brands, creators, offers and collaborations in every state, for trying out.
//!
//! Everybody in it acts by the commands people use, so books, audit log and outbox are real. What is said and done
//! follows from one seed; only ids and the instant it all ends at differ from one time to the next.

mod audience;
mod context;
mod fixtures;
mod offers;
mod people;
mod rng;
mod scenarios;
mod serve;
mod steps;
mod themes;
mod thread;
mod timeline;
mod wallets;
mod work;

pub use serve::{Start, serve};

use chrono::TimeDelta;
use domain::Env;
use domain::clock::ManualClock;
use server::progress::Progress;

use context::DemoContext;

/// What everything follows from.
const SEED: u64 = 2_026;
/// How long the story takes: the clock must start so long before the instant it is to end at.
pub const LENGTH: TimeDelta = TimeDelta::days(150);

/// The password of everybody in the demo.
pub const PASSWORD: &str = "microfluence-demo";
/// The owner of a brand that has offers of every kind.
pub const BRAND_EMAIL: &str = "brand@demo.example";
/// A creator in the middle of things.
pub const CREATOR_EMAIL: &str = "creator@demo.example";
/// Platform staff.
pub const OPERATOR_EMAIL: &str = "operator@demo.example";

/// How large the marketplace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    brands: usize,
    creators: usize,
    offers: usize,
}

impl Size {
    /// For looking around.
    pub const FULL: Self = Self {
        brands: 44,
        creators: 400,
        offers: 200,
    };
    /// Every state there is, and little more.
    pub const SMALL: Self = Self {
        brands: 4,
        creators: 30,
        offers: 20,
    };
}

/// What a marketplace was filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Brands that joined.
    pub brands: usize,
    /// Creators that joined.
    pub creators: usize,
    /// Offers that were written.
    pub offers: usize,
    /// Applications that were made.
    pub applications: usize,
}

/// Fills an empty marketplace under the default policy. The clock, which the environment goes by, is moved forward by
/// [`LENGTH`]. On failure the database is left as far as the story went.
pub async fn fill(env: &Env, clock: &ManualClock, size: Size) -> anyhow::Result<Summary> {
    fill_before(env, clock, size, Progress::unseen()).await
}

/// The same before somebody who waits for it.
async fn fill_before(
    env: &Env,
    clock: &ManualClock,
    size: Size,
    progress: Progress,
) -> anyhow::Result<Summary> {
    let mut stage = DemoContext::new(env, clock, progress);
    let end = stage.now() + LENGTH;
    let cast = people::join(&mut stage, size).await?;
    let applications = timeline::tell(&mut stage, &cast, size.offers, end).await?;
    Ok(Summary {
        brands: cast.brands.len(),
        creators: cast.creators.len(),
        offers: size.offers,
        applications,
    })
}
