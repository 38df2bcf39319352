//! Whose budgets a request uses: those of a person, of a device, or of the guests of an address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use domain::actor::Actor;
use domain::id::Id;

use super::Charge;
use crate::auth::{Device, account};

/// Who pays for a request. Whoever logs in or signs up does it as a guest, whatever access token is sent along; or as the
/// device that did so before, which the guests of its address do not keep waiting.
pub(super) fn payer(actor: Actor, address: Option<IpAddr>, charge: &Charge) -> String {
    match charge.device {
        Some(device) => format!("device:{}", device.0),
        None if charge.log_ins + charge.sign_ups > 0 => owner(Actor::Guest, address),
        None => owner(actor, address),
    }
}

/// A person, or the guests of an address.
pub(super) fn owner(actor: Actor, address: Option<IpAddr>) -> String {
    match actor {
        Actor::User(principal) => format!("user:{}", principal.user_id.uuid()),
        Actor::Guest | Actor::System => {
            let address = known(address);
            format!("guest:{}", network(address).unwrap_or(address))
        }
    }
}

/// An address in one form; where none is known, all share one.
pub(super) fn known(address: Option<IpAddr>) -> IpAddr {
    address.map_or(Ipv4Addr::UNSPECIFIED.into(), |address| {
        address.to_canonical()
    })
}

/// The /64 of an IPv6 address, which is what one customer has; none for IPv4.
pub(super) fn network(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => Some(Ipv6Addr::from(u128::from(address) >> 64 << 64).into()),
    }
}

/// Names in keys from which side somebody tries to get into an account: strangers share one.
pub(super) fn side(email: &str, device: Option<Device>) -> String {
    let account = account(email);
    match device {
        None => account,
        Some(device) => format!("{account}:{}", device.0),
    }
}
