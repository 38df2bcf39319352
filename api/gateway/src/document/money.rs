//! Which mutations move money.

/// Each of them: it is sent in a request of its own, under a key, and counted against the budget of money. What is not
/// here posts nothing to the ledger.
pub const MOVES_MONEY: [&str; 15] = [
    "applicationAccept",
    "collaborationCancel",
    "collaborationFund",
    "collaborationTerminate",
    "deliverableApprove",
    "deliverableDecide",
    "deliverableVerify",
    "offerAmend",
    "offerCancel",
    "offerClose",
    "offerReserve",
    "payoutCancel",
    "payoutRequest",
    "proposalAccept",
    "walletFund",
];

/// True for a mutation that moves money.
pub(super) fn moves_money(mutation: &str) -> bool {
    MOVES_MONEY.contains(&mutation)
}
