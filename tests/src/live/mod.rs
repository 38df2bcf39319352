//! What happens is told to those who follow it, on every node, and to nobody else.

mod offers;
mod sessions;
