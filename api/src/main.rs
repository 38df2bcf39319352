//! The binary: `microfluence`.

/// Answers are many small pieces that live as long as their request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    api::run()
}
