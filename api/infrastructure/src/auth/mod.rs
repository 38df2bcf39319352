//! From a request's bearer token to who is asking.

mod device;
mod key;
mod secret;
mod token;

pub use device::Device;
pub use device::account;
pub use key::SigningKey;
pub use token::Tokens;

use std::net::IpAddr;

use domain::Env;
use domain::account::queries;
use domain::actor::Actor;

/// Who sends a request: a guest without a token; `Unauthenticated` when the token is bad or its session has ended.
pub async fn authenticate(
    env: &Env,
    tokens: &Tokens,
    bearer: Option<&str>,
    address: Option<IpAddr>,
) -> domain::Result<Actor> {
    let Some(token) = bearer else {
        return Ok(Actor::Guest);
    };
    let session = tokens.verify(token, env.clock.now())?;
    queries::authenticate(env, session, address).await
}
