//! What happens is told to those who follow it, on every node, and to nobody else.

mod actions;
mod catching_up;
mod latency;
mod nodes;
mod offers;
mod parties;
mod sessions;
