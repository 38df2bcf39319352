//! What clients send in, and how the marketplace bears it.

mod cursors;
mod every;
mod forms;
mod lists;
mod text;
